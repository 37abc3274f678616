import HoneTesting

/// What a request costs beside wrk.
struct PlainSection: Section {
    let name = "plain"
    let title = "GET of \(plainBytes) bytes from nginx over \(connections) kept connections, against wrk -t1"

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(.init(files: plainFiles))
        defer { server.stop() }
        let series = try alternate(
            [
                Wrk(url: server.url + plainPath, connections: connections, seconds: options.seconds),
                Hone(scenario: .plain(server.url, seconds: options.seconds)),
            ], rounds: options.rounds)
        let ratio = series[1].microsecondsPerRequest / series[0].microsecondsPerRequest
        return SectionReport(
            figures: [Figure("CPU per request against wrk", ratio, "×", bar: 1.15, goal: 1)], series: series)
    }
}

/// What a request costs beside tools that people reach for first.
struct PeersSection: Section {
    let name = "peers"
    let title = "the same GET, against hey and against Locust's FastHttpUser"

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(.init(files: plainFiles))
        defer { server.stop() }
        let hone = Hone(scenario: .plain(server.url, seconds: options.seconds))
        let hey = Hey(url: server.url + plainPath, connections: connections, seconds: options.seconds)
        let locust = Locust(url: server.url, users: connections, seconds: options.seconds)
        let wrk = Wrk(url: server.url + plainPath, connections: connections, seconds: options.seconds)
        var generators: [any Generator] = [hone, hey]
        do {
            try Locust.install()
            generators += [locust, wrk]
        } catch {
            print("without Locust: \(error)")
        }
        let series = try alternate(generators, rounds: options.rounds)
        let costs = series.map(\.microsecondsPerRequest)
        var figures = [Figure("CPU per request against hey", costs[0] / costs[1], "×", bar: 0.5)]
        if costs.count == 4 {
            figures += [
                Figure("CPU per request against Locust", costs[0] / costs[2], "×", bar: 0.05),
                Figure("what wrk, which describes no user, has against Locust", costs[3] / costs[2], "×"),
            ]
        }
        return SectionReport(figures: figures, series: series)
    }
}
