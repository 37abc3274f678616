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
        var generators: [any Generator] = [hone, hey]
        do {
            try Locust.install()
            generators.append(locust)
        } catch {
            print("without Locust: \(error)")
        }
        let series = try alternate(generators, rounds: options.rounds)
        let bars = [("hey", 0.5), ("locust", 0.05)]
        return SectionReport(
            figures: zip(series.dropFirst(), bars).map { peer, bar in
                Figure(
                    "CPU per request against \(bar.0)", series[0].microsecondsPerRequest / peer.microsecondsPerRequest,
                    "×", bar: bar.1)
            }, series: series)
    }
}
