import HoneLoad

/// Whether what is reported is true: the same server, frozen 1 s in every 10, measured by everybody at 1,000 requests
/// a second, beside what its arrivals really come to.
struct TruthSection: Section {
    let name = "truth"
    let title = "a server that answers in 1 ms and freezes 1 s every 10 s, at \(rate) requests a second"

    static let rate = 1_000

    func run(_ options: Options) async throws -> SectionReport {
        let model = FrozenModel()
        let seconds = options.truthSeconds
        var rows = [
            Told(
                "the truth, analytically", rate: Double(Self.rate), p50: model.milliseconds(atPercentile: 50),
                p99: model.milliseconds(atPercentile: 99), p999: model.milliseconds(atPercentile: 99.9),
                max: model.longest)
        ]
        printTold(rows, header: true)
        func add(_ measure: (String) throws -> [Told]) throws {
            // A fresh server each time: the freezes count from its first request.
            let server = try FrozenServer.start()
            defer { server.stop() }
            let told = try measure(server.url)
            printTold(told)
            rows += told
        }
        try add { url in
            var scenario = Scenario.plain(url, path: "/", seconds: seconds)
            scenario.load = .rate(Double(Self.rate), duration: Double(seconds), mostUsers: 2_000)
            let (report, measurement) = try Child.load(scenario)
            return [Told("hone, open model", rate: measurement.requestsPerSecond, report.latency)]
        }
        // One user with 1 ms answers comes nearest to 1,000 a second.
        try add { url in
            let (report, measurement) = try Child.load(.plain(url, path: "/", users: 1, seconds: seconds))
            let rate = measurement.requestsPerSecond
            return [Told("hone, closed model, 1 user", rate: rate, report.latency)]
                + (report.corrected.map { [Told("  its corrected figure", rate: rate, $0)] } ?? [])
        }
        try add { [try Wrk(url: $0, connections: 1, seconds: seconds).told()] }
        try add { [try Hey(url: $0, connections: 50, seconds: seconds).told(perSecond: Self.rate)] }
        do {
            try Locust.install()
            try add { [try Locust(url: $0, path: "/", users: 50, seconds: seconds, rate: Self.rate).told()] }
        } catch {
            print("without Locust: \(error)")
        }
        func deviation(_ figure: KeyPath<Told, Double>) -> Double {
            abs(rows[1][keyPath: figure] / rows[0][keyPath: figure] - 1) * 100
        }
        return SectionReport(
            figures: [
                Figure("p99 of the open model, off by", deviation(\.p99), "%", bar: 2, goal: 1),
                Figure("p99.9 of the open model, off by", deviation(\.p999), "%", bar: 2, goal: 1),
            ], told: rows)
    }
}

/// Prints rows of a Markdown table, as docs/truth.md has it.
private func printTold(_ rows: [Told], header: Bool = false) {
    if header {
        print("| measured by | requests/s | p50 ms | p99 ms | p99.9 ms | max ms |\n|---|--:|--:|--:|--:|--:|")
    }
    for row in rows {
        let cells = [row.rate, row.p50, row.p99, row.p999, row.max].map(number)
        print("| \(row.name) | \(cells.joined(separator: " | ")) |")
    }
}
