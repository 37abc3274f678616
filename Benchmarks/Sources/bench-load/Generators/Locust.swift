import BenchmarkSections
import Foundation

/// Locust with FastHttpUser, in a virtual environment of its own under `Benchmarks/.venv`.
struct Locust: Generator {
    var name = "locust"
    var url: String
    var path = plainPath
    var users = 50
    var seconds: Int
    /// Requests per second that all users together are to make; nil for as many as they can.
    var rate: Int?
    /// Weighted tasks with checks instead of the plain GET: `products:5,chefs:3`.
    var tasks: String?

    private static let environment = benchmarksFolder.appendingPathComponent(".venv")
    /// The releases it is known to work with.
    private static let requirement = "locust>=2.32,<3"

    /// Installs Locust if it is missing.
    /// - Throws: ``BenchmarkError`` saying what to do when it cannot be had.
    static func install() throws {
        let program = environment.appendingPathComponent("bin/locust").path
        if FileManager.default.isExecutableFile(atPath: program) { return }
        print("installing \(requirement) into \(environment.lastPathComponent) of the benchmarks")
        do {
            _ = try runCommand(["python3", "-m", "venv", environment.path])
            let pip = environment.appendingPathComponent("bin/pip").path
            _ = try runCommand([pip, "install", "--quiet", "--disable-pip-version-check", requirement])
        } catch {
            throw BenchmarkError(
                "Locust could not be installed (\(error)). It needs python3-venv (apt-get install python3-venv) and "
                    + "PyPI; behind a proxy set HTTPS_PROXY, or PIP_INDEX_URL to a mirror, and run it again")
        }
    }

    func measure() throws -> Measurement {
        let (statistics, cpuSeconds) = try runLocust()
        return Measurement(requests: statistics.requests, seconds: Double(seconds), cpuSeconds: cpuSeconds)
    }

    /// What Locust would report.
    func told() throws -> Told {
        let (statistics, _) = try runLocust()
        let times = statistics.times
        return Told(
            "Locust, \(users) FastHttpUsers, constant_throughput", rate: Double(statistics.requests) / Double(seconds),
            p50: times.percentile(50), p99: times.percentile(99), p999: times.percentile(99.9),
            max: statistics.longest)
    }

    private func runLocust() throws -> (Statistics, cpuSeconds: Double) {
        try Self.install()
        let file = benchmarksFolder.appendingPathComponent("peers/locustfile.py").path
        let startup = FileManager.default.temporaryDirectory.appendingPathComponent("locust-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: startup) }
        var environment = ["BENCH_PATH": path, "BENCH_STARTUP": startup.path]
        if let rate { environment["BENCH_THROUGHPUT"] = "\(Double(rate) / Double(users))" }
        if let tasks { environment["BENCH_TASKS"] = tasks }
        let finished = try runCommand(
            [
                Self.environment.appendingPathComponent("bin/locust").path, "-f", file, "--headless", "-u", "\(users)",
                "-r", "\(users)", "-t", "\(seconds)s", "--host", url, "--json", "--loglevel", "ERROR",
            ], environment: environment)
        guard let start = finished.output.firstIndex(of: "["),
            let entries = try? JSONDecoder().decode([Statistics].self, from: Data(finished.output[start...].utf8)),
            let statistics = Statistics(entries), let text = try? String(contentsOf: startup, encoding: .utf8),
            let before = Double(text)
        else { throw BenchmarkError("Locust printed no statistics: \(finished.output.prefix(1_000))") }
        guard statistics.failures == 0 else {
            throw BenchmarkError("\(statistics.failures) requests of Locust failed")
        }
        // Importing Python's modules takes a second of CPU: as much as hundreds of requests, whatever their number.
        return (statistics, finished.cpuSeconds - before)
    }

    /// An entry of what `--json` prints.
    private struct Statistics: Decodable {
        var requests: Int
        var failures: Int
        var longest: Double
        /// How often each time occurred; Locust rounds them, the more the longer they are, ms.
        var counts: [String: Int]

        enum CodingKeys: String, CodingKey {
            case requests = "num_requests"
            case failures = "num_failures"
            case longest = "max_response_time"
            case counts = "response_times"
        }

        /// All tasks together; nil when there are none.
        init?(_ entries: [Statistics]) {
            guard var sum = entries.first else { return nil }
            for entry in entries.dropFirst() {
                sum.requests += entry.requests
                sum.failures += entry.failures
                sum.longest = max(sum.longest, entry.longest)
                sum.counts.merge(entry.counts, uniquingKeysWith: +)
            }
            self = sum
        }

        var times: Times { Times(counts.compactMap { text, count in Double(text).map { ($0, count) } }) }
    }
}
