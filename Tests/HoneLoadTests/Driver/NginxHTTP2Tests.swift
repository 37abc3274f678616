import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// HTTP/2 to a real nginx.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct NginxHTTP2Tests {
    /// Runs eight users for half a second.
    private func run(
        certificate: FixtureCertificate?, transport: (NginxServer) -> Scenario.Transport
    ) async throws -> (LoadResult, requests: [NginxServer.Request]) {
        let server = try await NginxServer.start(
            .init(files: NginxTests.files, certificate: certificate, http2: true, gzip: true, log: true))
        defer { server.stop() }
        let tasks = [
            Scenario.Task("GET", "/index.html", checks: [.body(.equal(NginxTests.text)), .status([200...200])]),
            Scenario.Task("GET", "/api/list.json", checks: [.value(.json("/total"), .equal("3"))]),
        ]
        let scenario = Scenario(
            target: server.url, tasks: tasks, thinkTime: .constant(seconds: 0.001), load: .users(8, duration: 0.5),
            acceptEncoding: "gzip", transport: transport(server))
        let result = try await Driver(scenario: scenario).run()
        return (result, server.stop())
    }

    private func expectAllWell(_ result: LoadResult, _ requests: [NginxServer.Request]) {
        #expect(result.total.requests > 8)
        #expect(result.total.errors.isEmpty)
        #expect(result.total.successes == result.total.requests)
        #expect(result.total.latency.count == result.total.requests)
        #expect(requests.allSatisfy { $0.version == "HTTP/2.0" && $0.status == 200 })
        #expect(requests.count >= result.total.requests)
    }

    @Test(arguments: [(1, 8), (4, 2), (8, 1), (100, 1)])
    func withPriorKnowledge(usersPerConnection: Int, connections: Int) async throws {
        let (result, requests) = try await run(certificate: nil) { _ in
            .init(version: .http2, usersPerConnection: usersPerConnection)
        }
        expectAllWell(result, requests)
        #expect(result.connections == connections)
        #expect(Set(requests.map(\.connection)).count == connections)
    }

    @Test(arguments: [Scenario.Transport.Version.http2, .automatic])
    func byALPN(version: Scenario.Transport.Version) async throws {
        let (result, requests) = try await run(certificate: try FixtureCertificate.selfSigned()) {
            .init(version: version, authorities: $0.certificateFile)
        }
        expectAllWell(result, requests)
        #expect(result.connections == 8)
    }

    @Test func alpnMayComeToHTTP1() async throws {
        let server = try await NginxServer.start(
            .init(files: NginxTests.files, certificate: try FixtureCertificate.selfSigned(), log: true))
        defer { server.stop() }
        let scenario = Scenario(
            target: server.url, tasks: [.init("GET", "/index.html")], thinkTime: .constant(seconds: 0.001),
            load: .users(2, duration: 0.5),
            transport: .init(version: .automatic, authorities: server.certificateFile))
        let result = try await Driver(scenario: scenario).run()
        let requests = server.stop()
        #expect(result.total.requests > 2)
        #expect(result.total.errors.isEmpty)
        #expect(requests.allSatisfy { $0.version == "HTTP/1.1" })
    }

    @Test func aServerWithoutHTTP2IsAnErrorOfItsOwn() async throws {
        let server = try await NginxServer.start(.init(files: NginxTests.files, log: true))
        defer { server.stop() }
        let scenario = Scenario(
            target: server.url, tasks: [.init("GET", "/index.html")], load: .users(2, duration: 0.3),
            transport: .init(version: .http2))
        let result = try await Driver(scenario: scenario).run()
        #expect(result.total.requests > 0)
        #expect(result.total.successes == 0)
        #expect(result.total.failures == result.total.requests)
    }
}
