import Foundation
import Testing

@testable import HoneTesting

@Suite(.serialized, .timeLimit(.minutes(1)))
struct NginxServerTests {
    static let files = ["/index.html": Array("hello".utf8), "/api/one.json": Array(#"{"one":1}"#.utf8)]

    @Test func itServesItsFilesAndTellsWhatItWasAsked() async throws {
        let server = try await NginxServer.start(.init(files: Self.files, log: true))
        #expect(server.url == "http://127.0.0.1:\(server.port)")
        #expect(server.unixSocket == nil && server.certificateFile == nil)
        let (bytes, _) = try await RawClient.exchange(
            port: server.port,
            RawClient.get("/api/one.json") + "GET /none?x=1 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("Content-Type: application/json\r\n"))
        #expect(text.contains("\r\n\r\n{\"one\":1}HTTP/1.1 404 "))
        let requests = server.stop()
        #expect(requests.map(\.target) == ["/api/one.json", "/none?x=1"])
        #expect(requests.map(\.status) == [200, 404])
        #expect(requests.map(\.number) == [1, 2])
        #expect(requests.allSatisfy { $0.version == "HTTP/1.1" && $0.connection == requests[0].connection })
    }

    @Test func stoppingEndsItsProcessAndRemovesItsFolder() async throws {
        let certificate = try FixtureCertificate.selfSigned()
        let server = try await NginxServer.start(
            .init(files: Self.files, listener: .unixSocket, certificate: certificate))
        let socket = try #require(server.unixSocket)
        let file = try #require(server.certificateFile)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == certificate.certificatePEM)
        #expect(FileManager.default.fileExists(atPath: socket))
        #expect(kill(server.processIdentifier, 0) == 0)
        #expect(server.stop().isEmpty)
        #expect(kill(server.processIdentifier, 0) == -1)
        #expect(!FileManager.default.fileExists(atPath: socket))
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(server.stop().isEmpty)
    }

    @Test func withoutKeepAliveItClosesAfterTheAnswer() async throws {
        let server = try await NginxServer.start(.init(files: Self.files, keepAlive: false))
        let (bytes, end) = try await RawClient.exchange(port: server.port, RawClient.get("/index.html"))
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\nhello"))
        #expect(end == .closed)
        server.stop()
    }

    @Test func whatNginxRefusesIsSaid() async throws {
        var certificate = try FixtureCertificate.selfSigned()
        certificate = FixtureCertificate(certificatePEM: "no certificate", keyPEM: certificate.keyPEM)
        let failure = await #expect(throws: NginxServer.Failure.self) {
            try await NginxServer.start(.init(files: Self.files, certificate: certificate))
        }
        #expect(failure?.found.contains("certificate") == true)
        #expect(failure?.description.contains("nginx -V") == true)
    }

    @Test(arguments: ["", "1 2 HTTP/1.1", "x 1 HTTP/1.1 200 /", "1 1 HTTP/1.1 2x0 /"])
    func halfALineOfTheLogIsNoRequest(line: String) {
        #expect(NginxServer.Request(line: line) == nil)
    }
}

@Suite struct ClosedPortTests {
    @Test(arguments: 0..<3)
    func nobodyElseGetsIt(round: Int) async throws {
        let closed = try ClosedPort()
        #expect((1...65_535).contains(closed.port))
        await #expect(throws: (any Error).self) { try await RawClient.exchange(port: closed.port, "x") }
        await #expect(throws: (any Error).self) { try await FixtureServer.start(port: closed.port) { _ in .raw([]) } }
        let other = try ClosedPort()
        #expect(other.port != closed.port)
        withExtendedLifetime(closed) {}
    }

    @Test func aFreePortCanBeListenedOn() async throws {
        let port = try ClosedPort.free()
        let server = try await FixtureServer.start(port: port) { _ in FixtureResponse(body: "here") }
        #expect(server.port == port)
        try await server.stop()
    }

    @Test func theErrorNamesAddressAndRemedy() {
        let error = LoopbackPortError(address: "::1", code: EADDRNOTAVAIL)
        #expect(error.description.contains("::1"))
        #expect(error.description.contains("ip_local_port_range"))
    }
}
