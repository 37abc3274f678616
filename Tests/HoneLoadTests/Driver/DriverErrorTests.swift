import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// Every way to fail is counted under its own kind and never becomes a latency sample.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverErrorTests {
    struct Failing: Sendable, CustomTestStringConvertible {
        var kind: LoadErrorKind
        var name: String
        var steps: [FixtureResponse.Step]
        var testDescription: String { name }
    }

    static let failing = [
        Failing(kind: .reset, name: "reset at once", steps: [.reset]),
        Failing(
            kind: .reset, name: "reset in the body",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .wait(seconds: 0.02), .reset]),
        Failing(kind: .closedEarly, name: "closed at once", steps: [.close]),
        Failing(
            kind: .closedEarly, name: "closed in the body",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .close]),
        Failing(kind: .timeout, name: "no answer", steps: [.hang]),
        Failing(
            kind: .timeout, name: "half an answer",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .hang]),
        Failing(
            kind: .timeout, name: "endless body",
            steps: [.send("HTTP/1.1 200 OK\r\n\r\n"), .repeatForever([UInt8](repeating: 65, count: 10_000))]),
        Failing(kind: .malformed, name: "garbage", steps: [.send("\u{1}\u{2}garbage\r\n"), .close]),
        Failing(
            kind: .malformed, name: "endless headers",
            steps: [.send("HTTP/1.1 200 OK\r\n"), .repeatForever(Array("X-Header: again and again\r\n".utf8))]),
        Failing(kind: .status4xx, name: "404", steps: [.send("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")]),
        Failing(kind: .status5xx, name: "503", steps: [.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")]),
    ]

    @Test(arguments: failing)
    func kinds(_ failing: Failing) async throws {
        let result = try await withServer({ _ in .raw(failing.steps) }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.01),
                load: .users(2, duration: 600), timeout: failing.kind == .timeout ? 0.1 : 60)
            // Ends by itself once four requests have failed.
            let driver = try Driver(scenario: scenario, limits: .init(errorShare: 0.5, minimumSample: 4))
            return try await driver.run()
        }
        #expect(result.ending == .errorShare)
        #expect(result.total.requests >= 4)
        #expect(result.total.errors == [failing.kind: result.total.requests])
        #expect(result.total.successes == 0)
        #expect(result.total.errorShare == 1)
        #expect(result.total.latency.count == 0)
        #expect(result.total.serviceTime.count == 0)
        #expect(result.series.allSatisfy { $0.latency.count == 0 && $0.failures == $0.requests })
    }

    @Test func nothingListens() async throws {
        // A port that was free a moment ago.
        let server = try await FixtureServer.start { _ in FixtureResponse() }
        try await server.stop()
        for target in [server.url, "http://localhost:\(server.port)"] {
            let scenario = Scenario(target: target, tasks: [.init("GET", "/")], load: .users(3, duration: 0.5))
            let result = try await Driver(scenario: scenario).run()
            #expect(result.total.requests >= 3)
            // Without a pause of 0.1 s after a refusal there would be thousands.
            #expect(result.total.requests <= 3 * 6)
            #expect(result.total.errors == [.refused: result.total.requests])
            #expect(result.connections == 0)
        }
    }

    @Test func unknownNamesAreAnError() async throws {
        var scenario = Scenario(
            target: "http://no-such-host.invalid", tasks: [.init("GET", "/")], load: .users(10, duration: 0.2))
        scenario.allowRemote = true
        let error = await #expect(throws: UnknownHostError.self) { try await Driver(scenario: scenario).run() }
        #expect(error?.host == "no-such-host.invalid")
    }

    @Test func tooManyErrorsEndTheRun() async throws {
        let result = try await withServer({ _ in FixtureResponse(status: 500) }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.005),
                load: .users(5, duration: 600))
            return try await Driver(scenario: scenario, limits: .init(errorShare: 0.05)).run()
        }
        #expect(result.ending == .errorShare)
        #expect(result.total.requests >= 100)
        #expect(result.total.errors[.status5xx] == result.total.requests)
        #expect(result.seconds < 600)
    }

    @Test func fewErrorsDoNot() async throws {
        let result = try await withServer({ FixtureResponse(status: $0.index % 10 == 9 ? 500 : 200) }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(5, duration: 600))
            return try await Driver(scenario: scenario, limits: .init(errorShare: 0.2)).run(until: {
                server.requestCount > 500
            }
            )
        }
        #expect(result.ending == .cancelled)
        #expect(result.total.failures > 0)
        #expect(result.total.errorShare < 0.2)
        #expect(result.total.latency.count == result.total.successes)
    }

    @Test func connectionsAreMadeAnewWhenTheServerClosesThem() async throws {
        let result = try await withServer({ _ in FixtureResponse(headers: [("Connection", "close")], body: "x") }) {
            server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
        }
        #expect(result.total.failures == 0)
        #expect(result.total.requests > 2)
        #expect(result.connections >= result.total.requests)
    }

    /// The server says nothing of it and closes after each answer: a request that meets the closing is sent again.
    @Test func aStaleConnectionIsNoError() async throws {
        let result = try await withServer({ request in
            request.index == 1 ? .raw([.close]) : FixtureResponse(body: "x")
        }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
        }
        #expect(result.total.failures == 0)
        #expect(result.retries > 0)
    }

    @Test func aPostIsNeverSentTwice() async throws {
        let result = try await withServer({ request in
            request.index == 1 ? .raw([.close]) : FixtureResponse(body: "x")
        }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("POST", "/", body: "b")], load: .users(2, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
        }
        #expect(result.retries == 0)
        #expect(result.total.errors[.closedEarly, default: 0] > 0)
        #expect(result.total.errors.keys.elementsEqual([.closedEarly]))
    }

    @Test func bytesNobodyAskedForDropTheConnection() async throws {
        let result = try await withServer({ _ in
            .raw([.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n")])
        }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.02),
                load: .users(1, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 5 })
        }
        #expect(result.total.failures == 0)
        #expect(result.total.requests > 1)
        #expect(result.strayAnswers >= result.total.requests - 1)
        #expect(result.connections >= result.total.requests)
    }

    @Test func untrustedTLSIsCountedAndInsecureAcceptsIt() async throws {
        let certificate = try FixtureCertificate.selfSigned()
        try await withServer(certificate: certificate, { _ in FixtureResponse(body: "secret") }) { server in
            var scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            let driver = try Driver(scenario: scenario, limits: .init(errorShare: 0, minimumSample: 4))
            let refused = try await driver.run()
            #expect(refused.total.requests > 0)
            #expect(refused.total.errors == [.tls: refused.total.requests])
            scenario.transport.insecure = true
            let accepted = try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
            #expect(accepted.total.successes > 2)
            #expect(accepted.total.failures == 0)
            #expect(accepted.connections == 2)
        }
    }

    @Test func everyKindHasItsOwnPlace() {
        #expect(LoadErrorKind.allCases.map(\.index) == Array(0..<LoadErrorKind.allCases.count))
    }
}
