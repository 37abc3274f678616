import HoneTesting
import Testing

/// What each misbehaviour puts on the wire, seen by a client that knows nothing of HTTP.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct MisbehavingServerTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        var mode: Misbehaviour
        /// What arrives begins with this …
        var start: String
        /// … and, where the connection stays open and silent, is nothing but it.
        var end: RawClient.End
        /// Bytes to read of what has no end.
        var enough = Int.max
        var testDescription: String { mode.rawValue }

        init(_ mode: Misbehaviour, _ start: String, _ end: RawClient.End, enough: Int = .max) {
            self.mode = mode
            self.start = start
            self.end = end
            self.enough = enough
        }
    }

    static let body = Misbehaviour.body
    static let proper = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n\(body)"
    static let half = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n\(body)"
    static let chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n\(body)\r\n"
    static let ended = [
        Expected(.slowBody, proper, .stillOpen), Expected(.slowHead, proper, .stillOpen),
        Expected(.neverAnswers, "", .stillOpen), Expected(.stalledBody, half, .stillOpen),
        Expected(.closesUnanswered, "", .closed), Expected(.resets, "", .reset),
        Expected(.truncatedHead, "HTTP/1.1 200 OK\r\nContent-Len", .closed), Expected(.truncatedBody, half, .closed),
        Expected(.truncatedChunks, chunk, .closed), Expected(.resetsMidAnswer, half, .reset),
        Expected(.chunkGarbage, chunk + "last\r\n\r\n", .closed), Expected(.answersTwice, proper + proper, .stillOpen),
        Expected(.lengthTooShort, proper + ", and some more", .stillOpen),
        Expected(.wordForLength, "HTTP/1.1 200 OK\r\nContent-Length: twenty\r\n\r\n\(body)", .closed),
        Expected(
            .twoLengths, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\nContent-Length: 2\r\n\r\n\(body)", .closed),
    ]
    static let endless = [
        Expected(.endlessBody, "HTTP/1.1 200 OK\r\n\r\naaaa", .stillOpen, enough: 1_000_000),
        Expected(.endlessChunks, chunk + "14\r\n", .stillOpen, enough: 100_000),
        Expected(.endlessHeaders, "HTTP/1.1 200 OK\r\nX-Again: and again\r\nX-", .stillOpen, enough: 100_000),
        Expected(.endlessLine, "HTTP/1.1 200 OK\r\nX-Long: and on and on ", .stillOpen, enough: 100_000),
        Expected(.endlessInterim, "HTTP/1.1 103 Early Hints\r\nLink: ", .stillOpen, enough: 100_000),
    ]

    @Test(arguments: ended)
    func whatEndsOrStops(_ expected: Expected) async throws {
        try await withMisbehavingServer { server in
            // Whether something more comes is known only by waiting; half a second is ten times what the slow take.
            let (bytes, end) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(expected.mode.path), seconds: 0.5)
            #expect(String(decoding: bytes, as: UTF8.self) == expected.start)
            #expect(end == expected.end)
            #expect(server.requests.map(\.path) == [expected.mode.path])
        }
    }

    @Test(arguments: endless)
    func whatHasNoEnd(_ expected: Expected) async throws {
        try await withMisbehavingServer { server in
            let (bytes, end) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(expected.mode.path), enough: expected.enough)
            #expect(bytes.count >= expected.enough)
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(expected.start))
            #expect(end == .stillOpen)
            // Its client is gone; the server goes on for others.
            let (well, _) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(MisbehavingServer.wellPath), enough: 49)
            #expect(String(decoding: well, as: UTF8.self).hasSuffix("\r\n\r\n\(MisbehavingServer.wellBody)"))
        }
    }

    @Test func manyInterimResponsesComeBeforeTheAnswer() async throws {
        try await withMisbehavingServer { server in
            let (bytes, _) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(Misbehaviour.manyInterim.path), seconds: 0.5)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.split(separator: "HTTP/1.1 103 Early Hints\r\n").count == 100)
            #expect(text.hasSuffix(Self.proper))
        }
    }

    @Test func garbageIsNoText() async throws {
        try await withMisbehavingServer { server in
            let (bytes, end) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(Misbehaviour.garbage.path))
            #expect(bytes.starts(with: [0, 1, 2, 0xFF]))
            #expect(end == .closed)
        }
    }

    @Test func nobodyListensWhereItRefuses() async throws {
        try await withMisbehavingServer { server in
            #expect(server.root(of: .refuses) != server.url)
            let refusing = try port(of: server.root(of: .refuses))
            await #expect(throws: (any Error).self) {
                try await RawClient.exchange(port: refusing, RawClient.get("/"))
            }
            #expect(server.requestCount == 0)
            #expect(server.connections == 0)
        }
    }

    /// On one connection, as a client would: the good path is not harmed by the bad one before it.
    @Test func theGoodPathIsGoodOnTheSameConnection() async throws {
        try await withMisbehavingServer { server in
            let (bytes, _) = try await RawClient.exchange(
                port: port(of: server.url),
                RawClient.get(Misbehaviour.slowBody.path) + RawClient.get(MisbehavingServer.wellPath), enough: 108)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix(Self.proper))
            #expect(text.hasSuffix("\r\n\r\n\(MisbehavingServer.wellBody)"))
            #expect(server.connections == 1)
            #expect(server.requestCount == 2)
        }
    }

    @Test(arguments: ["/", "/no-such-mode", "/refuses"])
    func otherPathsAreNotFound(path: String) async throws {
        try await withMisbehavingServer { server in
            let (bytes, _) = try await RawClient.exchange(
                port: port(of: server.url), RawClient.get(path), enough: 20)
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func everyModeHasAPathAndATest() {
        #expect(Set(Misbehaviour.allCases.map(\.path)).count == Misbehaviour.allCases.count)
        let seen = (Self.ended + Self.endless).map(\.mode) + [.manyInterim, .garbage, .refuses]
        #expect(Set(seen) == Set(Misbehaviour.allCases))
        for mode in Misbehaviour.allCases { #expect(mode.steps.isEmpty == (mode == .refuses), "\(mode)") }
    }
}

func withMisbehavingServer(_ body: (MisbehavingServer) async throws -> Void) async throws {
    let server = try await MisbehavingServer.start()
    do {
        try await body(server)
        try await server.stop()
    } catch {
        try? await server.stop()
        throw error
    }
}

func port(of url: String) throws -> Int { try #require(url.split(separator: ":").last.flatMap { Int($0) }) }
