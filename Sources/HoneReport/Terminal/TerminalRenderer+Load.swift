import HoneCore
import HoneLoad

extension TerminalRenderer {
    /// The end of `hone load`: what users saw, task by task, what failed, and whether the generator kept up.
    public func load(_ result: LoadResult) -> String {
        var head = [
            cut(
                "\(LoadText.level(result)) · \(Numbers.seconds(result.seconds)) · "
                    + "\(Numbers.plain(result.requestsPerSecond)) requests/s · "
                    + "\(Numbers.bytes(Double(result.total.bytesReceived))) received")
        ]
        if !result.target.isEmpty { head.append(cut(result.target)) }
        return document([
            head,
            LoadText.invalid(result).map { paragraph($0, indent: 0, paint: .bad) } ?? [],
            section("Latency, from the moment each request was meant to start", latency(result)),
            section("Service time, from the moment it was sent", serviceTime(result)),
            paragraph(LoadText.model(result), indent: 2, paint: .dim),
            section("At the start of each user", latency(result.onStart, seconds: result.seconds)),
            section("Failures", failures(result)),
            section("Checks", checks(result)),
            section("Thresholds", thresholds(result)),
            LoadText.remarks(result).flatMap { paragraph($0, indent: 0, paint: .warning) },
        ])
    }

    private func latency(_ result: LoadResult) -> [String] {
        latency(result.tasks + [result.total], seconds: result.seconds)
    }

    private func latency(_ tasks: [TaskResult], seconds: Double) -> [String] {
        guard !tasks.isEmpty else { return [] }
        var table = TextTable(columns: [
            .text("task", flexible: true), .number("requests"), .number("req/s"), .number("avg"), .number("p50"),
            .number("p95"), .number("p99"), .number("max", optional: true), .number("errors"),
        ])
        for task in tasks {
            let rate = seconds > 0 ? Double(task.requests) / seconds : 0
            table.rows.append(
                [name(task), .init(Numbers.count(task.requests)), .init(Numbers.plain(rate))]
                    + figures(task.latency)
                    + [.init(Numbers.share(task.errorShare), task.errorShare > 0 ? .bad : .plain)])
        }
        return self.table(table)
    }

    private func serviceTime(_ result: LoadResult) -> [String] {
        var table = TextTable(columns: [
            .text("task", flexible: true), .number("avg"), .number("p50"), .number("p95"), .number("p99"),
            .number("max", optional: true),
        ])
        for task in result.tasks + [result.total] where task.serviceTime.count > 0 {
            table.rows.append([name(task)] + figures(task.serviceTime))
        }
        return self.table(table)
    }

    private func name(_ task: TaskResult) -> TextTable.Cell { .init(task.name, task.name == "total" ? .bold : .plain) }

    private func figures(_ histogram: LatencyHistogram) -> [TextTable.Cell] {
        guard histogram.count > 0 else { return Array(repeating: "–", count: 5) }
        let latency = histogram.snapshot
        return [latency.average, latency.p50, latency.p95, latency.p99, latency.max].map {
            .init(Numbers.milliseconds($0))
        }
    }

    private func failures(_ result: LoadResult) -> [String] {
        var table = TextTable(columns: [.number("count"), .text("kind"), .text("task", flexible: true)])
        // What fails at the users' start keeps them from everything else.
        let all = result.tasks + result.onStart
        var sum = result.total
        for task in result.onStart { sum.errors.merge(task.errors, uniquingKeysWith: +) }
        for (kind, count) in sum.failuresByKind {
            let tasks = all.filter { $0.errors[kind] != nil }.map(\.name)
            table.rows.append([
                .init(Numbers.count(count), .bad), .init(kind.title), .init(tasks.joined(separator: ", "), .dim),
            ])
        }
        return self.table(table)
    }

    private func checks(_ result: LoadResult) -> [String] {
        var table = TextTable(columns: [
            .text("check", flexible: true), .number("held"), .number("did not"), .text("task", flexible: true),
        ])
        for task in result.onStart + result.tasks {
            for check in task.checks {
                table.rows.append([
                    .init(check.name), .init(Numbers.count(check.passed)),
                    .init(Numbers.count(check.failed), check.failed > 0 ? .bad : .dim), .init(task.name, .dim),
                ])
            }
        }
        return self.table(table)
    }

    private func thresholds(_ result: LoadResult) -> [String] {
        var table = TextTable(columns: [.text(""), .text("threshold", flexible: true), .number("measured")])
        for outcome in result.thresholds {
            table.rows.append([
                outcome.isMet ? .init("✓ met", .good) : .init("✗ not met", .bad), .init(outcome.threshold.text),
                .init(outcome.valueText),
            ])
        }
        return self.table(table)
    }
}
