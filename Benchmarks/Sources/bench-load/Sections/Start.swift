import BenchmarkSections
import HoneCore
import HoneLoad
import HoneTesting

/// How far from its planned start a request of the open model starts.
struct StartSection: Section {
    let name = "start"
    let title = "actual start less planned start, open model, \(rate) arrivals a second for 10 s"

    static let rate = 20_000

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(.init(files: plainFiles))
        defer { server.stop() }
        var scenario = Scenario.plain(server.url, seconds: 10)
        // The connections are made in the warm-up.
        scenario.load = .rate(Double(Self.rate), duration: 12, mostUsers: 500)
        scenario.warmUp = 2
        var delays: [(p50: Double, p99: Double, p999: Double, max: Double)] = []
        print(row("round", ["p50 ms", "p99 ms", "p99.9 ms", "max ms", "requests/s"], width: 12))
        for round in 1...options.rounds {
            let (report, measurement) = try Child.load(scenario)
            let delay = report.startDelay
            guard delay.count > 0 else { throw BenchmarkError("the run told nothing of its starts") }
            delays.append((delay.p50, delay.p99, delay.p999, delay.max))
            let cells = [delay.p50, delay.p99, delay.p999, delay.max, measurement.requestsPerSecond].map(number)
            print(row("\(round)", cells, width: 12) + (report.isInvalid ? "  the run calls itself invalid" : ""))
        }
        return SectionReport(
            figures: [
                Figure("start error p99", median(delays.map(\.p99)), "ms", bar: 1, goal: 0.2),
                Figure("start error p50", median(delays.map(\.p50)), "ms"),
                Figure("start error p99.9", median(delays.map(\.p999)), "ms"),
                Figure("latest start", median(delays.map(\.max)), "ms"),
            ])
    }
}
