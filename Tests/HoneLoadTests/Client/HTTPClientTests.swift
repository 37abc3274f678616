import HoneTesting
import Testing

@testable import HoneLoad

@Suite(.serialized, .timeLimit(.minutes(2)))
struct HTTPClientTests {
    @Test func oneRequestAfterAnotherSharesAConnection() async throws {
        try await withServer({ request in
            FixtureResponse(
                status: request.path == "/missing" ? 404 : 200,
                headers: [("X-A", "1"), ("Set-Cookie", "a"), ("set-cookie", "b")], body: "you sent \(request.text)")
        }) { server in
            let client = HTTPClient()
            let first = try await client.send(.init(server.url + "/a?b=c", headers: [.init("X-One", "1")]))
            #expect(first.status == 200)
            #expect(first.headers.map(\.name) == ["X-A", "Set-Cookie", "set-cookie", "Content-Length"])
            #expect(first.headers("SET-COOKIE") == ["a", "b"])
            #expect(first.header("content-length") == "9")
            #expect(String(decoding: first.body, as: UTF8.self) == "you sent ")
            #expect(!first.isConnectionReused)
            #expect(!first.isTLS)
            #expect(first.timings.connect > 0)
            #expect(first.timings.service > 0)
            #expect(first.bytesReceived > first.bodyLength)
            let second = try await client.send(
                .init(server.url + "/missing", method: "POST", body: Array("body".utf8)))
            #expect(second.status == 404)
            #expect(second.isConnectionReused)
            #expect(second.timings.connect == 0)
            #expect(String(decoding: second.body, as: UTF8.self) == "you sent body")
            #expect(server.connections == 1)
            #expect(server.requests.map(\.target) == ["/a?b=c", "/missing"])
            #expect(server.requests[0].header("host") == "127.0.0.1:\(server.port)")
            await client.close()
            let third = try await client.send(.init(server.url))
            #expect(!third.isConnectionReused)
            #expect(server.connections == 2)
        }
    }

    @Test func requestsAtTheSameTimeHaveConnectionsOfTheirOwn() async throws {
        try await withServer({ _ in FixtureResponse(body: "x", delay: 0.1) }) { server in
            let client = HTTPClient()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<5 { group.addTask { try await client.send(.init(server.url)).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [200, 200, 200, 200, 200])
            #expect(server.connections == 5)
        }
    }

    @Test(arguments: FramingCase.proper.filter { $0.rest == 0 && !$0.isHead })
    func everyProperFramingIsUnderstood(_ expected: FramingCase) async throws {
        let server = try await FixtureServer.start(raw: Array(expected.raw.utf8))
        let response = try await HTTPClient().send(.init(server.url))
        #expect(response.status == expected.status)
        #expect(String(decoding: response.body, as: UTF8.self) == expected.body)
        try await server.stop()
    }

    @Test func headHasNoBody() async throws {
        try await withServer({ _ in .raw([.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")]) }) { server in
            let client = HTTPClient()
            for _ in 0..<2 {
                let response = try await client.send(.init(server.url, method: "HEAD"))
                #expect(response.body.isEmpty)
                #expect(response.header("Content-Length") == "500")
            }
            #expect(server.connections == 1)
        }
    }

    @Test func bodiesAreCutAtTheLimitAndCountedWhole() async throws {
        try await withServer({ _ in FixtureResponse(bytes: [UInt8](repeating: 7, count: 300_000)) }) { server in
            let response = try await HTTPClient(configuration: .init(bodyLimit: 1_000)).send(.init(server.url))
            #expect(response.body == [UInt8](repeating: 7, count: 1_000))
            #expect(response.bodyLength == 300_000)
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await withServer({ _ in FixtureResponse(status: 302, headers: [("Location", "/login")]) }) { server in
            let response = try await HTTPClient().send(.init(server.url))
            #expect(response.status == 302)
            #expect(response.header("location") == "/login")
            #expect(server.requests.count == 1)
        }
    }

    @Test func aStaleConnectionIsReplacedForGETOnly() async throws {
        try await withServer({ $0.index == 1 ? .raw([.close]) : FixtureResponse(body: "x") }) { server in
            let client = HTTPClient()
            _ = try await client.send(.init(server.url))
            let again = try await client.send(.init(server.url))
            #expect(again.status == 200)
            #expect(!again.isConnectionReused)
            let error = await #expect(throws: ClientError.self) {
                try await client.send(.init(server.url, method: "POST", body: [1]))
            }
            #expect(error?.kind == .closedEarly)
        }
    }

    @Test func tls() async throws {
        let certificate = try FixtureCertificate.selfSigned()
        try await withServer(certificate: certificate, { _ in FixtureResponse(body: "secret") }) { server in
            let error = await #expect(throws: ClientError.self) { try await HTTPClient().send(.init(server.url)) }
            #expect(error?.kind == .untrusted)
            #expect(error?.description.contains("insecure: true") == true)
            let client = HTTPClient(configuration: .init(insecureTLS: true))
            for host in ["127.0.0.1", "localhost"] {
                let response = try await client.send(.init("https://\(host):\(server.port)/"))
                #expect(response.isTLS)
                #expect(String(decoding: response.body, as: UTF8.self) == "secret")
            }
            #expect(try await client.send(.init(server.url)).isConnectionReused)
        }
    }

    @Test func cancellingEndsTheWait() async throws {
        try await withServer({ _ in .raw([.hang]) }) { server in
            let client = HTTPClient()
            let waiting = Task { try await client.send(.init(server.url)) }
            while server.requests.isEmpty { await Task.yield() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            let before = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(.init(server.url))
            }
            await #expect(throws: CancellationError.self) { try await before.value }
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ClientErrorTests {
    struct Failing: Sendable, CustomTestStringConvertible {
        var kind: ClientError.Kind
        var name: String
        var steps: [FixtureResponse.Step]
        var testDescription: String { name }
    }

    static let failing = [
        Failing(kind: .closedEarly, name: "closed at once", steps: [.close]),
        Failing(kind: .closedEarly, name: "closed in the headers", steps: [.send("HTTP/1.1 200 OK\r\nA"), .close]),
        Failing(
            kind: .closedEarly, name: "closed in the body",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .close]),
        Failing(kind: .reset, name: "reset", steps: [.send("HTTP/1.1 "), .wait(seconds: 0.02), .reset]),
        Failing(kind: .timeout, name: "no answer", steps: [.hang]),
        Failing(
            kind: .timeout, name: "endless body",
            steps: [.send("HTTP/1.1 200 OK\r\n\r\n"), .repeatForever([UInt8](repeating: 65, count: 10_000))]),
        Failing(kind: .malformed, name: "another protocol", steps: [.send("220 mail ready\r\n")]),
        Failing(
            kind: .malformed, name: "endless headers",
            steps: [.send("HTTP/1.1 200 OK\r\n"), .repeatForever(Array("X-Header: again and again\r\n".utf8))]),
    ]

    @Test(arguments: failing)
    func kinds(_ failing: Failing) async throws {
        try await withServer({ _ in .raw(failing.steps) }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: ClientError.self) {
                try await client.send(.init(server.url + "/x", timeout: failing.kind == .timeout ? 0.2 : 60))
            }
            #expect(error?.kind == failing.kind)
            #expect(error?.description.hasPrefix(server.url + "/x: ") == true)
        }
    }

    @Test func refusedAndUnknown() async throws {
        let server = try await FixtureServer.start { _ in FixtureResponse() }
        try await server.stop()
        let client = HTTPClient(configuration: .init(allowRemote: true))
        for host in ["127.0.0.1", "localhost"] {
            let error = await #expect(throws: ClientError.self) {
                try await client.send(.init("http://\(host):\(server.port)/"))
            }
            #expect(error?.kind == .refused)
        }
        let error = await #expect(throws: ClientError.self) {
            try await client.send(.init("http://no-such-host.invalid/"))
        }
        #expect(error?.kind == .unknownHost)
    }

    @Test func plainHTTPOnATLSPortAndTheReverse() async throws {
        try await withServer({ _ in FixtureResponse() }) { server in
            let error = await #expect(throws: ClientError.self) {
                try await HTTPClient().send(.init("https://127.0.0.1:\(server.port)/", timeout: 5))
            }
            #expect(error.map { [.tls, .timeout].contains($0.kind) } == true)
        }
        let certificate = try FixtureCertificate.selfSigned()
        try await withServer(certificate: certificate, { _ in FixtureResponse() }) { server in
            let error = await #expect(throws: ClientError.self) {
                try await HTTPClient().send(.init("http://127.0.0.1:\(server.port)/", timeout: 2))
            }
            #expect(error.map { [.malformed, .closedEarly, .reset].contains($0.kind) } == true)
        }
    }

    @Test(arguments: [
        ("example.com", "GET", ClientError.Kind.invalidRequest), ("http://127.0.0.1/a b", "GET", .invalidRequest),
        ("http://127.0.0.1/", "G T", .invalidRequest), ("http://192.0.2.1/", "GET", .remote),
    ])
    func whatIsNotSent(url: String, method: String, kind: ClientError.Kind) async {
        let error = await #expect(throws: ClientError.self) {
            try await HTTPClient().send(.init(url, method: method))
        }
        #expect(error?.kind == kind)
    }

    @Test(arguments: ["Content-Length", "transfer-encoding", "X Y", ""])
    func headersThatTheBodyDecidesOrThatAreNoneAreRefused(name: String) async {
        let error = await #expect(throws: ClientError.self) {
            try await HTTPClient().send(.init("http://127.0.0.1/", headers: [.init(name, "3")]))
        }
        #expect(error?.kind == .invalidRequest)
    }

    @Test func bracesMeanNothingHere() async throws {
        try await withServer({ _ in FixtureResponse() }) { server in
            _ = try await HTTPClient().send(.init(server.url, headers: [.init("X-Template", "{{user}} {{")]))
            #expect(server.requests.first?.header("x-template") == "{{user}} {{")
        }
    }

    @Test func headersCannotSmuggleARequest() async {
        let error = await #expect(throws: ClientError.self) {
            try await HTTPClient().send(.init("http://127.0.0.1/", headers: [.init("X", "a\r\n\r\nGET /")]))
        }
        #expect(error?.kind == .invalidRequest)
    }
}
