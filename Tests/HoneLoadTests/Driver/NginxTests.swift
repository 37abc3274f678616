import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// Against a real nginx, over every kind of connection.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct NginxTests {
    static let text = String(repeating: "All work and no play makes Jack a dull boy. ", count: 20)
    static let files = [
        "/index.html": Array(text.utf8), "/api/list.json": Array(#"{"total":3,"items":["a","b","c"]}"#.utf8),
    ]
    static let hasIPv6 = (try? ClosedPort(isIPv6: true)) != nil

    /// Runs three users for half a second and gives what came of it and what nginx logged.
    private func run(
        _ configuration: NginxServer.Configuration, tasks: [Scenario.Task] = [.init("GET", "/index.html")],
        acceptEncoding: String? = nil, transport: (NginxServer) -> Scenario.Transport = { _ in .init() },
        url: (NginxServer) -> String = { $0.url }
    ) async throws -> (LoadResult, requests: [NginxServer.Request]) {
        var configuration = configuration
        configuration.log = true
        let server = try await NginxServer.start(configuration)
        defer { server.stop() }
        let scenario = Scenario(
            target: url(server), tasks: tasks, thinkTime: .constant(seconds: 0.001), load: .users(3, duration: 0.5),
            acceptEncoding: acceptEncoding, transport: transport(server))
        let result = try await Driver(scenario: scenario).run()
        return (result, server.stop())
    }

    /// What holds of every run without errors, whatever the connection.
    private func expectAllWell(_ result: LoadResult, _ requests: [NginxServer.Request], version: String = "HTTP/1.1") {
        #expect(result.total.requests > 3)
        #expect(result.total.errors.isEmpty)
        #expect(result.total.successes == result.total.requests)
        #expect(result.total.statuses == [200: result.total.requests])
        #expect(result.total.latency.count == result.total.requests)
        // What was not recorded was sent at the end, a user each at most.
        #expect(requests.count >= result.total.requests && requests.count <= result.total.requests + 3)
        #expect(requests.allSatisfy { $0.status == 200 && $0.version == version })
    }

    @Test func plain() async throws {
        let (result, requests) = try await run(.init(files: Self.files))
        expectAllWell(result, requests)
        #expect(result.connections == 3)
        #expect(Set(requests.map(\.connection)).count == 3)
        #expect(result.total.bytesReceived >= result.total.requests * Self.text.utf8.count)
    }

    @Test func whatIsMissingIsAStatus() async throws {
        let (result, requests) = try await run(.init(files: Self.files), tasks: [.init("GET", "/none")])
        #expect(result.total.requests > 3)
        #expect(result.total.errors == [.status4xx: result.total.requests])
        #expect(result.total.statuses == [404: result.total.requests])
        #expect(requests.allSatisfy { $0.status == 404 && $0.target == "/none" })
    }

    @Test func withoutKeepAliveEachRequestHasItsConnection() async throws {
        let (result, requests) = try await run(.init(files: Self.files), transport: { _ in .init(keepAlive: false) })
        expectAllWell(result, requests)
        #expect(requests.allSatisfy { $0.number == 1 })
        #expect(result.connections >= result.total.requests)
    }

    /// nginx closes after each answer and the client would have gone on: no request is lost over it.
    @Test func aServerThatClosesIsNoError() async throws {
        let (result, requests) = try await run(.init(files: Self.files, keepAlive: false))
        expectAllWell(result, requests)
        #expect(result.connections >= result.total.requests)
        #expect(result.retries == 0)
    }

    @Test(.enabled(if: hasIPv6, "this machine has no ::1"))
    func ipv6() async throws {
        let (result, requests) = try await run(.init(files: Self.files, listener: .loopback6))
        expectAllWell(result, requests)
        #expect(result.target.hasPrefix("http://[::1]:"))
        #expect(result.connections == 3)
    }

    @Test func unixSocket() async throws {
        let (result, requests) = try await run(
            .init(files: Self.files, listener: .unixSocket), transport: { .init(unixSocket: $0.unixSocket) },
            // Nothing of the name is looked up: it is what `Host` says.
            url: { _ in "http://app.example" })
        expectAllWell(result, requests)
        #expect(result.connections == 3)
    }

    @Test func tlsWithItsAuthority() async throws {
        let certificate = try FixtureCertificate.selfSigned()
        let (result, requests) = try await run(
            .init(files: Self.files, certificate: certificate),
            transport: { .init(authorities: $0.certificateFile) })
        expectAllWell(result, requests)
        #expect(result.target.hasPrefix("https://"))
        #expect(result.connections == 3)
    }

    @Test func tlsByName() async throws {
        let (result, requests) = try await run(
            .init(files: Self.files, certificate: try FixtureCertificate.selfSigned()),
            transport: { .init(authorities: $0.certificateFile) }, url: { "https://localhost:\($0.port)" })
        expectAllWell(result, requests)
    }

    @Test func tlsOverAUnixSocket() async throws {
        let (result, requests) = try await run(
            .init(files: Self.files, listener: .unixSocket, certificate: try FixtureCertificate.selfSigned()),
            transport: { .init(unixSocket: $0.unixSocket, authorities: $0.certificateFile) },
            url: { _ in "https://localhost" })
        expectAllWell(result, requests)
    }

    @Test func tlsThatNobodyVouchesForIsRefused() async throws {
        let (result, requests) = try await run(
            .init(files: Self.files, certificate: try FixtureCertificate.selfSigned()))
        #expect(result.total.requests > 0)
        #expect(result.total.errors == [.tls: result.total.requests])
        #expect(requests.isEmpty)
    }

    @Test func anotherAuthorityDoesNotVouchForIt() async throws {
        let other = FileManager.default.temporaryDirectory.appendingPathComponent("hone-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: other) }
        try Data(FixtureCertificate.selfSigned().certificatePEM.utf8).write(to: other)
        let (result, requests) = try await run(
            .init(files: Self.files, certificate: try FixtureCertificate.selfSigned()),
            transport: { _ in .init(authorities: other.path) })
        #expect(result.total.requests > 0)
        #expect(result.total.errors == [.tls: result.total.requests])
        #expect(requests.isEmpty)
    }

    @Test func insecureAcceptsAnyCertificate() async throws {
        let (result, requests) = try await run(
            .init(files: Self.files, certificate: try FixtureCertificate.selfSigned()),
            transport: { _ in .init(insecure: true) })
        expectAllWell(result, requests)
    }

    @Test func plainTalkToATLSPortIsToldByItsStatus() async throws {
        // nginx answers 400 in plain HTTP to who forgets the s.
        let (result, _) = try await run(
            .init(files: Self.files, certificate: try FixtureCertificate.selfSigned()),
            url: { "http://127.0.0.1:\($0.port)" })
        #expect(result.total.requests > 0)
        #expect(result.total.errors == [.status4xx: result.total.requests])
    }

    @Test func tlsToAPlainPortIsATLSError() async throws {
        let (result, _) = try await run(
            .init(files: Self.files), transport: { _ in .init(insecure: true) },
            url: { "https://127.0.0.1:\($0.port)" })
        #expect(result.total.requests > 0)
        #expect(result.total.errors == [.tls: result.total.requests])
    }

    /// The body that is checked is the text, though it came compressed; the size that is checked is what came.
    @Test func gzipAnswersAreDecodedForChecks() async throws {
        let tasks = [
            Scenario.Task(
                "GET", "/index.html",
                checks: [
                    .body(.equal(Self.text)), .value(.header("Content-Encoding"), .equal("gzip")),
                    .size(20...(Self.text.utf8.count / 4)),
                ]),
            Scenario.Task(
                "GET", "/api/list.json",
                checks: [.value(.json("/total"), .equal("3")), .value(.json("/items/2"), .equal("c"))]),
        ]
        let (result, requests) = try await run(
            .init(files: Self.files, gzip: true), tasks: tasks, acceptEncoding: "gzip")
        expectAllWell(result, requests)
        #expect(result.tasks.allSatisfy { task in task.checks.allSatisfy { $0.passed == task.requests } })
        #expect(result.tasks.map(\.checks.count) == [3, 2])
        #expect(result.total.bytesReceived < result.total.requests * Self.text.utf8.count)
    }

    @Test func aCheckOfTheBodyThatDoesNotHoldFails() async throws {
        let tasks = [
            Scenario.Task("GET", "/index.html", checks: [.body(.contains("no such words")), .status([200...200])])
        ]
        let (result, _) = try await run(.init(files: Self.files, gzip: true), tasks: tasks, acceptEncoding: "gzip")
        #expect(result.total.requests > 3)
        #expect(result.total.errors == [.check: result.total.requests])
        let checks = try #require(result.tasks.first).checks
        #expect(checks.map(\.failed) == [result.total.requests, 0])
        #expect(checks.map(\.passed) == [0, result.total.requests])
    }
}
