import HoneLoad
import HoneTesting

/// What a request costs over HTTP/2 beside h2load.
struct HTTP2Section: Section {
    let name = "http2"
    let title = "the same GET over HTTP/2, one connection with \(streams) streams, against h2load"

    static let streams = 32

    func run(_ options: Options) async throws -> SectionReport {
        var report = SectionReport(figures: [])
        for (name, certificate) in [("plain", nil), ("TLS", try FixtureCertificate.selfSigned())] {
            let server = try await NginxServer.start(
                .init(files: plainFiles, certificate: certificate, http2: true))
            defer { server.stop() }
            let transport = Scenario.Transport(
                version: .http2, usersPerConnection: Self.streams, authorities: server.certificateFile)
            print("over \(name == "TLS" ? "TLS" : "plain TCP (h2c)")")
            let series = try alternate(
                [
                    H2load(name: "h2load, \(name)", url: server.url, streams: Self.streams, seconds: options.seconds),
                    Hone(
                        name: "hone, \(name)",
                        scenario: .plain(
                            server.url, users: Self.streams, seconds: options.seconds, transport: transport)),
                ], rounds: options.rounds)
            let ratio = series[1].microsecondsPerRequest / series[0].microsecondsPerRequest
            report.figures.append(
                Figure("CPU per request against h2load, \(name)", ratio, "×", bar: 2, goal: 1.3))
            report.series += series
        }
        return report
    }
}
