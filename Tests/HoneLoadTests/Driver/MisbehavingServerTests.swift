import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// Each way for a server to be wrong is an error of its own kind, and harms nobody on another path of that server.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct MisbehavingServerTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        var mode: Misbehaviour
        /// The kind of error; nil where the answer is slow or followed by more, but right.
        var kind: LoadErrorKind?
        /// Whether bytes come that belong to no request.
        var strays = false
        var testDescription: String { mode.rawValue }

        init(_ mode: Misbehaviour, _ kind: LoadErrorKind?, strays: Bool = false) {
            self.mode = mode
            self.kind = kind
            self.strays = strays
        }
    }

    static let table = [
        Expected(.slowBody, nil), Expected(.slowHead, nil), Expected(.manyInterim, nil),
        Expected(.answersTwice, nil, strays: true), Expected(.lengthTooShort, nil, strays: true),
        Expected(.neverAnswers, .timeout), Expected(.stalledBody, .timeout), Expected(.endlessBody, .timeout),
        Expected(.endlessChunks, .timeout), Expected(.closesUnanswered, .closedEarly),
        Expected(.truncatedHead, .closedEarly), Expected(.truncatedBody, .closedEarly),
        Expected(.truncatedChunks, .closedEarly), Expected(.resets, .reset), Expected(.resetsMidAnswer, .reset),
        Expected(.garbage, .malformed), Expected(.endlessHeaders, .malformed), Expected(.endlessLine, .malformed),
        Expected(.endlessInterim, .malformed), Expected(.twoLengths, .malformed), Expected(.wordForLength, .malformed),
        Expected(.chunkGarbage, .malformed),
    ]

    /// Half of what users ask for is right, half meets the misbehaviour, on the same connections as far as they last.
    private func scenario(_ expected: Expected, _ url: String, method: String = "GET") -> Scenario {
        var bad = Scenario.Task(method, expected.mode.path, name: "bad")
        // Long for the slow ones, which take 40 ms, on a busy machine; short for those that never end.
        bad.timeout = expected.kind == .timeout ? 0.1 : 60
        let classes = [
            Scenario.UserClass(
                name: "both", tasks: [.init("GET", MisbehavingServer.wellPath, name: "well"), bad], order: .sequence),
            // Who never goes near it is not harmed by those who do.
            Scenario.UserClass(
                name: "well", tasks: [.init("GET", MisbehavingServer.wellPath, name: "only well")],
                thinkTime: .constant(seconds: 0.005)),
        ]
        return Scenario(target: url, classes: classes, load: .users(4, duration: 600), timeout: 60)
    }

    @Test(arguments: table)
    func isCountedAsWhatItIs(_ expected: Expected) async throws {
        let server = try await MisbehavingServer.start()
        let driver = try Driver(scenario: scenario(expected, server.url))
        let result = try await driver.run(until: {
            server.requests.count { $0.path == expected.mode.path } >= 16
        })
        try await server.stop()
        let bad = try #require(result.tasks.first { $0.name == "bad" })
        let well = result.tasks.filter { $0.name != "bad" }
        // A GET whose kept connection breaks before a byte came is sent twice, and the last of two users may not have
        // ended.
        #expect(bad.requests >= 16 / 2 - 2)
        if let kind = expected.kind {
            #expect(bad.errors == [kind: bad.requests])
            #expect(bad.successes == 0)
            #expect(bad.latency.count == 0)
            #expect(bad.serviceTime.count == 0)
        } else {
            #expect(bad.errors.isEmpty)
            #expect(bad.successes == bad.requests)
            #expect(bad.latency.count == bad.requests)
            // An answer is there when its last byte is: the slow ones take 20 pauses or 17.
            let isSlow = [.slowBody, .slowHead].contains(expected.mode)
            #expect(bad.latency.snapshot.min >= (isSlow ? 17 * Misbehaviour.pause * 1_000 : 0))
        }
        #expect(expected.strays ? result.strayAnswers > 0 : result.strayAnswers == 0)
        #expect(well.count == 2)
        for task in well {
            #expect(task.requests > 0, "\(task.name)")
            #expect(task.errors.isEmpty, "\(task.name)")
            #expect(task.successes == task.requests, "\(task.name)")
            #expect(task.latency.count == task.requests, "\(task.name)")
            #expect(task.statuses == [200: task.requests], "\(task.name)")
        }
        #expect(result.total.failures == bad.failures)
    }

    @Test func aClosedPortIsRefused() async throws {
        let server = try await MisbehavingServer.start()
        let expected = Expected(.refuses, .refused)
        var scenario = scenario(expected, server.root(of: .refuses))
        scenario.load = .users(4, duration: 0.5)
        let result = try await Driver(scenario: scenario).run()
        #expect(result.total.requests >= 4)
        #expect(result.total.errors == [.refused: result.total.requests])
        #expect(result.connections == 0)
        #expect(server.connections == 0)
        try await server.stop()
    }

    /// A connection that broke may be gone with the request half done: what changes things is never sent twice.
    @Test(arguments: [Expected(.closesUnanswered, .closedEarly), Expected(.resets, .reset)])
    func aPostIsSentOnce(_ expected: Expected) async throws {
        let server = try await MisbehavingServer.start()
        let driver = try Driver(scenario: scenario(expected, server.url, method: "POST"))
        let result = try await driver.run(until: { server.requests.count { $0.method == "POST" } >= 8 })
        try await server.stop()
        let bad = try #require(result.tasks.first { $0.name == "bad" })
        #expect(result.retries == 0)
        #expect(bad.errors == [try #require(expected.kind): bad.requests])
        // Each was seen once, but for those unfinished when the run ended.
        let seen = server.requests.count { $0.method == "POST" }
        #expect(seen >= bad.requests && seen <= bad.requests + 2)
    }

    @Test func theTableIsWhole() {
        #expect(Set(Self.table.map(\.mode)).union([.refuses]) == Set(Misbehaviour.allCases))
    }

    /// Over TLS the same bytes come through: the kinds that depend on the connection's end are told apart there too.
    @Test(arguments: [Expected(.truncatedBody, .closedEarly), Expected(.garbage, .malformed), Expected(.slowBody, nil)])
    func overTLSToo(_ expected: Expected) async throws {
        let server = try await MisbehavingServer.start(certificate: try FixtureCertificate.selfSigned())
        var scenario = scenario(expected, server.url)
        scenario.transport.insecure = true
        let result = try await Driver(scenario: scenario).run(until: {
            server.requests.count { $0.path == expected.mode.path } >= 16
        })
        try await server.stop()
        let bad = try #require(result.tasks.first { $0.name == "bad" })
        #expect(bad.requests >= 6)
        #expect(bad.errors == (expected.kind.map { [$0: bad.requests] } ?? [:]))
        #expect(result.tasks.filter { $0.name != "bad" }.allSatisfy { $0.errors.isEmpty && $0.successes > 0 })
    }
}
