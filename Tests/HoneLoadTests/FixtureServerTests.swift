import HoneTesting
import Testing

@testable import HoneLoad

/// The server that other tests rest on.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct FixtureServerTests {
    @Test func itTellsWhatItWasAsked() async throws {
        try await withServer({ _ in FixtureResponse(status: 201, headers: [("X-A", "b")], body: "made") }) { server in
            #expect(server.url == "http://127.0.0.1:\(server.port)")
            let client = HTTPClient()
            for index in 0..<2 {
                let response = try await client.send(
                    .init(
                        server.url + "/a/b?c=\(index)", method: "PUT", headers: [.init("X-Mixed", " v ")],
                        body: Array("body \(index)".utf8)))
                #expect(response.status == 201)
                #expect(response.header("x-a") == "b")
                #expect(response.body == Array("made".utf8))
            }
            let requests = server.requests
            #expect(requests.map(\.method) == ["PUT", "PUT"])
            #expect(requests.map(\.target) == ["/a/b?c=0", "/a/b?c=1"])
            #expect(requests.map(\.path) == ["/a/b", "/a/b"])
            #expect(requests.map(\.text) == ["body 0", "body 1"])
            #expect(requests.map(\.connection) == [0, 0])
            #expect(requests.map(\.index) == [0, 1])
            #expect(requests[0].header("x-mixed") == "v ")
            #expect(requests[0].header("x-none") == nil)
            #expect(requests[0] == requests[0])
            #expect(requests[0] != requests[1])
            #expect(server.requestCount == 2)
            #expect(server.connections == 1)
        }
    }

    @Test func stepsAreDoneInOrder() async throws {
        let steps: [FixtureResponse.Step] = [
            .send("HTTP/1.1 200 OK\r\nContent-Le"), .wait(seconds: 0.01), .send("ngth: 6\r\n\r\none"),
            .wait(seconds: 0.01), .send("two"),
        ]
        try await withServer({ _ in .raw(steps) }) { server in
            let client = HTTPClient()
            for _ in 0..<3 {
                let response = try await client.send(.init(server.url))
                #expect(response.body == Array("onetwo".utf8))
            }
            #expect(server.connections == 1)
        }
    }

    @Test func rawBytesMayKeepTheConnectionOpen() async throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx".utf8)
        for (keepsOpen, connections) in [(true, 1), (false, 2)] {
            let server = try await FixtureServer.start(raw: bytes, keepsOpen: keepsOpen)
            let client = HTTPClient()
            for _ in 0..<2 { #expect(try await client.send(.init(server.url)).body == [0x78]) }
            #expect(server.connections == connections)
            try await server.stop()
        }
    }

    @Test(arguments: [(204, false), (304, false), (200, true), (404, true)])
    func lengthIsSentWhereABodyMayBe(status: Int, hasLength: Bool) async throws {
        try await withServer({ _ in FixtureResponse(status: status) }) { server in
            let response = try await HTTPClient().send(.init(server.url))
            #expect(response.status == status)
            #expect((response.header("content-length") == "0") == hasLength)
        }
    }

    @Test func memoryOfRequestsIsBounded() async throws {
        try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(20, duration: 600))
            let limit = FixtureServer.rememberedRequests
            _ = try await Driver(scenario: scenario).run(until: { server.requestCount > limit + 100 })
            #expect(server.requests.count <= limit)
            #expect(server.requests.count >= limit / 2)
        }
    }

    @Test func stoppingClosesItsConnections() async throws {
        let server = try await FixtureServer.start { _ in .raw([.hang]) }
        let client = HTTPClient()
        let waiting = Task { try await client.send(.init(server.url)) }
        while server.requestCount == 0 { await Task.yield() }
        try await server.stop()
        let error = await #expect(throws: ClientError.self) { try await waiting.value }
        #expect(error.map { [.closedEarly, .reset].contains($0.kind) } == true)
    }

    @Test func certificatesAreMadeAnew() throws {
        let one = try FixtureCertificate.selfSigned()
        let two = try FixtureCertificate.selfSigned()
        #expect(one.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----"))
        #expect(one.keyPEM.contains("PRIVATE KEY"))
        #expect(one.keyPEM != two.keyPEM)
    }
}
