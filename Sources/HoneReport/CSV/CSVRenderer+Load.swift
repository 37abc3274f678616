import Foundation
import HoneCore
import HoneLoad

/// Load results in the columns of Locust's files (`locust --csv`, version 2.4x), so that spreadsheets made for those
/// read them. Times are in ms, and finer than Locust's whole ones; those of failed requests are not in them.
extension CSVRenderer {
    /// The percentiles of Locust's columns.
    private static let percentiles: [(title: String, value: Double)] = [
        ("50%", 50), ("66%", 66), ("75%", 75), ("80%", 80), ("90%", 90), ("95%", 95), ("98%", 98), ("99%", 99),
        ("99.9%", 99.9), ("99.99%", 99.99), ("100%", 100),
    ]

    /// `PREFIX_stats.csv`: a line for each task, and one for all.
    public func loadStats(_ result: LoadResult) -> String {
        let heading =
            [
                "Type", "Name", "Request Count", "Failure Count", "Median Response Time", "Average Response Time",
                "Min Response Time", "Max Response Time", "Average Content Size", "Requests/s", "Failures/s",
            ] + Self.percentiles.map(\.title)
        let rows = (result.tasks.map { ($0, $0.path) } + [(result.total, "Aggregated")]).map { task, name in
            let latency = task.latency.snapshot
            return [text(task.method), text(name), String(task.requests), String(task.failures)]
                + [latency.p50, latency.average, latency.min, latency.max, task.bytesPerRequest].map(number)
                + [rate(task.requests, result.seconds), rate(task.failures, result.seconds)]
                + Self.percentiles.map {
                    latency.count == 0 ? "N/A" : number(task.latency.milliseconds(atPercentile: $0.value))
                }
        }
        return lines([heading] + rows)
    }

    /// `PREFIX_failures.csv`: a line for each kind of failure of each task. When each was seen first and last is not
    /// kept, and those fields are empty.
    public func loadFailures(_ result: LoadResult) -> String {
        let heading = ["Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"]
        let rows = result.tasks.flatMap { task in
            task.failuresByKind.map { kind, count in
                [text(task.method), text(task.path), text(error(kind, of: task)), String(count), "", ""]
            }
        }
        return lines([heading] + rows)
    }

    /// `PREFIX_stats_history.csv`: a line for each interval of the run. Rates and percentiles are those of the
    /// interval, the last seven columns those of the run until its end.
    public func loadHistory(_ result: LoadResult) -> String {
        let heading =
            ["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s"] + Self.percentiles.map(\.title) + [
                "Total Request Count", "Total Failure Count", "Total Median Response Time",
                "Total Average Response Time", "Total Min Response Time", "Total Max Response Time",
                "Total Average Content Size",
            ]
        var total = RunningTotal()
        let rows = result.series.map { point -> [String] in
            total.add(point)
            let interval = Self.percentiles.map { title, value -> String in
                guard point.latency.count > 0 else { return "N/A" }
                let exact = title == "100%" ? point.latency.max : point.distribution.milliseconds(atPercentile: value)
                return number(min(exact, point.latency.max))
            }
            let moment = String(Numbers.whole((result.startedAt + point.second + point.length).rounded(.down)))
            return [moment, String(point.users), "", "Aggregated", rate(point.requests, point.length)]
                + [rate(point.failures, point.length)] + interval + [String(total.requests), String(total.failures)]
                + [
                    total.latencies.milliseconds(atPercentile: 50), total.average, total.shortest ?? 0, total.longest,
                    total.bytesPerRequest,
                ].map(number)
        }
        return lines([heading] + rows)
    }

    /// The run so far.
    private struct RunningTotal {
        var requests = 0
        var failures = 0
        var bytes = 0
        var sum = 0.0
        var shortest: Double?
        var longest = 0.0
        var latencies = LatencyDistribution()

        mutating func add(_ point: SeriesPoint) {
            requests += point.requests
            failures += point.failures
            bytes += point.bytesReceived
            guard point.latency.count > 0 else { return }
            sum += point.latency.average * Double(point.latency.count)
            shortest = min(shortest ?? .infinity, point.latency.min)
            longest = max(longest, point.latency.max)
            latencies.add(point.distribution)
        }

        var average: Double { latencies.count == 0 ? 0 : sum / Double(latencies.count) }
        var bytesPerRequest: Double { requests == 0 ? 0 : Double(bytes) / Double(requests) }
    }

    private func rate(_ count: Int, _ seconds: Double) -> String {
        String(format: "%.6f", seconds > 0 ? Double(count) / seconds : 0)
    }

    /// The kind in words; of checks, which of them did not hold.
    private func error(_ kind: LoadErrorKind, of task: TaskResult) -> String {
        let failed = task.checks.filter { $0.failed > 0 }.map(\.name)
        return kind == .check && !failed.isEmpty ? "check: \(failed.joined(separator: ", "))" : kind.title
    }
}
