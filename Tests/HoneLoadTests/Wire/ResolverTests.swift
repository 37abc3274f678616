import HoneTesting
import NIOCore
import NIOPosix
import Testing

@testable import HoneLoad

struct ResolverTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1")])
    func addressesAreTakenAsTheyAre(host: String, expected: String) async throws {
        let address = try await Resolver.address(of: Origin(isTLS: false, host: host, port: 4_242), on: loop)
        #expect(address.ipAddress == expected)
        #expect(address.port == 4_242)
    }

    /// `localhost` is often both ::1 and 127.0.0.1: the one that somebody listens on is taken.
    @Test func ofSeveralAddressesTheOneThatAnswersIsTaken() async throws {
        let server = try await FixtureServer.start { _ in FixtureResponse() }
        let origin = Origin(isTLS: false, host: "localhost", port: server.port)
        let address = try await Resolver.address(of: origin, on: loop)
        #expect(address.ipAddress == "127.0.0.1")
        try await server.stop()
        let unanswered = try await Resolver.address(of: origin, on: loop)
        #expect(unanswered.port == server.port)
    }

    @Test func namesWithoutAnAddressSayWhatToCheck() async {
        let error = await #expect(throws: UnknownHostError.self) {
            try await Resolver.address(of: Origin(isTLS: true, host: "no-such-host.invalid", port: 443), on: loop)
        }
        #expect(error?.description.contains("no address for no-such-host.invalid") == true)
    }
}

struct ExchangeTests {
    private func bytes(_ request: HTTPClient.Request) throws -> String {
        String(buffer: try Exchange(request, configuration: .init()).bytes)
    }

    @Test func requestsAsBytes() throws {
        #expect(
            try bytes(.init("http://localhost:81/a?b", headers: [.init("X", "y")]))
                == "GET /a?b HTTP/1.1\r\nHost: localhost:81\r\nUser-Agent: hone\r\nX: y\r\n\r\n")
        #expect(
            try bytes(.init("http://[::1]", method: "HEAD", headers: [.init("HOST", "h"), .init("User-Agent", "u")]))
                == "HEAD / HTTP/1.1\r\nHOST: h\r\nUser-Agent: u\r\n\r\n")
        #expect(
            try bytes(.init("http://localhost/", method: "POST", body: [0x61, 0x62]))
                == "POST / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: hone\r\nContent-Length: 2\r\n\r\nab")
        #expect(try bytes(.init("http://localhost/", method: "PUT")).hasSuffix("Content-Length: 0\r\n\r\n"))
        #expect(!(try bytes(.init("http://localhost/", method: "DELETE")).contains("Content-Length")))
    }

    @Test func aRequestsOwnTimeoutWins() throws {
        let configuration = HTTPClient.Configuration(timeout: 7)
        #expect(try Exchange(.init("http://localhost/"), configuration: configuration).timeout == 7)
        #expect(try Exchange(.init("http://localhost/", timeout: 2), configuration: configuration).timeout == 2)
        #expect(try Exchange(.init("http://localhost/", timeout: -1), configuration: configuration).timeout == 0.001)
    }

    @Test func onlySafeMethodsAreRepeated() throws {
        let repeatable = try ["GET", "HEAD", "POST", "PUT", "DELETE"].filter {
            try Exchange(.init("http://localhost/", method: $0), configuration: .init()).isRepeatable
        }
        #expect(repeatable == ["GET", "HEAD"])
    }

    @Test(arguments: [
        (ClientError.Kind.refused, "listening on this port"), (.unknownHost, "check the spelling"),
        (.untrusted, "insecure: true"), (.remote, "allowRemote"), (.timeout, "within 5 s"), (.tls, "speak TLS"),
        (.malformed, "not HTTP/1.1"), (.reset, "reset the connection"), (.closedEarly, "closed the connection"),
        (.unreachable, "no connection"), (.invalidRequest, "cannot be requested"),
    ])
    func everyErrorSaysWhatToDo(kind: ClientError.Kind, words: String) {
        let error = ClientError(kind, url: "http://localhost/", found: "5")
        #expect("\(error)".hasPrefix("http://localhost/: "))
        #expect("\(error)".contains(words))
    }
}
