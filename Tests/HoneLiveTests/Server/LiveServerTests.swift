import Foundation
import HoneLoad
import HoneTesting
import Testing

@testable import HoneLive

/// The server over real sockets, driving real load against a real server.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct LiveServerTests {
    /// A session that drives a fixture server.
    static func withLoad(
        duration: Double = 600, _ body: @escaping @Sendable (LiveFixture, FixtureServer) async throws -> Void
    ) async throws {
        let target = try await FixtureServer.start { request in
            request.path == "/broken" ? FixtureResponse(status: 503) : FixtureResponse(body: "hello")
        }
        let scenario = Scenario(
            target: target.url,
            classes: [
                .init(
                    tasks: [.init("GET", "/fine", weight: 4), .init("GET", "/broken")],
                    thinkTime: .constant(seconds: 0.02))
            ], load: .users(4, duration: duration),
            thresholds: [LoadThreshold(.p95, .below, 5_000), LoadThreshold(.errorRate, .below, 0.01)])
        let session = LiveSession(scenario: scenario) { control, onProgress in
            try await Driver(scenario: scenario).run(control: control, onProgress: onProgress)
        }
        do {
            try await LiveFixture.serving(session) { try await body($0, target) }
        } catch {
            try await target.stop()
            throw error
        }
        try await target.stop()
    }

    @Test func aRunIsStartedChangedAndStopped() async throws {
        try await Self.withLoad { live, target in
            #expect(try await live.state().phase == .idle)
            let started = try await live.send("POST", "/api/start")
            #expect(started.status == 200)
            try await eventually { try await live.state().points >= 2 }
            var state = try await live.state()
            #expect(state.phase == .running)
            #expect(state.users == 4)
            #expect(state.tasks.map(\.name) == ["GET /fine", "GET /broken"])
            #expect(state.total.requests > 0)
            #expect(state.total.requests <= target.requestCount)
            #expect(state.failures.map(\.kind) == [.status5xx])
            #expect(state.failures.map(\.title) == ["status 5xx"])
            #expect(state.thresholds.map(\.isMet) == [true, false])
            #expect(state.history.count == state.points)

            #expect(try await live.send("POST", "/api/level", #"{"level": 9}"#).status == 200)
            try await eventually { try await live.state().users == 9 }
            #expect(try await live.send("POST", "/api/start").status == 409)
            #expect(try await live.send("POST", "/api/level", #"{"level": 0}"#).status == 400)

            #expect(try await live.send("POST", "/api/stop").status == 200)
            try await eventually { try await live.state().phase == .ended }
            state = try await live.state()
            #expect(state.message?.hasPrefix("Stopped.") == true)
            #expect(live.session.lastResult?.ending == .cancelled)
            #expect(try await live.send("POST", "/api/stop").status == 409)
            let sent = target.requestCount
            #expect(try await live.send("POST", "/api/start", #"{"level": 2}"#).status == 200)
            try await eventually { try await live.state().points >= 1 }
            #expect(target.requestCount > sent)
            #expect(try await live.state().users == 2)
            #expect(try await live.send("POST", "/api/level", "{}").status == 200)
            try await eventually { try await live.state().users == 4 }
            #expect(try await live.state().level == nil, "the scenario is followed again")
        }
    }

    @Test func eventsFollowTheRunToItsEnd() async throws {
        try await Self.withLoad(duration: 2) { live, _ in
            async let answer = live.send("GET", "/api/events")
            try await eventually { live.session.listenerCount == 1 }
            #expect(try await live.send("POST", "/api/start").status == 200)
            try await eventually { live.session.current.phase == .ended }
            await live.session.finish()
            let events = try await answer
            #expect(events.status == 200)
            #expect(events.header("Content-Type") == "text/event-stream")
            let blocks = String(decoding: events.body, as: UTF8.self).components(separatedBy: "\n\n").dropLast()
            let states = try blocks.map { block in
                let data = try #require(block.components(separatedBy: "\ndata: ").last)
                return try JSONDecoder().decode(LiveState.self, from: Data(data.utf8))
            }
            #expect(blocks.allSatisfy { $0.hasPrefix("event: state\ndata: ") })
            #expect(states.first?.phase == .idle)
            #expect(states.last?.phase == .ended)
            #expect(states.contains { $0.phase == .running && $0.now != nil })
            #expect(states.allSatisfy { $0.history.count <= 1 }, "the whole run is not sent each time")
        }
    }

    @Test(arguments: [
        ("GET", "/api/state"), ("GET", "/api/events"), ("POST", "/api/start"), ("POST", "/api/stop"),
        ("POST", "/api/level"), ("GET", "//api/state"), ("POST", "//api/start"), ("POST", "/api///start"),
    ])
    func nothingIsToldOrDoneWithoutTheToken(_ method: String, _ path: String) async throws {
        try await Self.withLoad { live, target in
            let own = (LiveGate.tokenHeader, live.token.text)
            let kept: [([(String, String)], Int)] = [
                ([], 401), ([(LiveGate.tokenHeader, "0123456789abcdef0123456789abcdef")], 401),
                ([own, ("Origin", "http://evil.example")], 403), ([own, ("Host", "evil.example")], 421),
            ]
            for (headers, status) in kept {
                let answer = try await live.send(method, path, headers: headers)
                #expect(answer.status == status, "\(headers)")
                #expect(answer.header("Access-Control-Allow-Origin") == nil)
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(live.token.text))
            }
            #expect(live.session.current.phase == .idle)
            #expect(target.requestCount == 0)
        }
    }

    @Test func thePageNeedsNothingFromElsewhere() async throws {
        try await Self.withLoad { live, _ in
            let answer = try await live.send("GET", "/", headers: [])
            let page = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == 200)
            #expect(!page.contains("{{"), "every place is filled in")
            #expect(!page.contains(live.token.text), "the page itself says nothing")
            for word in ["src=", "@import", "url(", "https://", "http://"]
            where page.replacing("http://www.w3.org/2000/svg", with: "").contains(word) {
                Issue.record("the page refers to something: \(word)")
            }
            let policy = try #require(answer.header("Content-Security-Policy"))
            let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f]+)'/)?.1)
            #expect(policy.hasPrefix("default-src 'none'"))
            #expect(page.contains("<script nonce=\"\(nonce)\">"))
            let again = try await live.send("GET", "/", headers: [])
            #expect(again.header("Content-Security-Policy") != policy, "a nonce is used once")
            #expect(try await live.send("GET", "/", headers: [("Host", "evil.example")]).status == 421)
            #expect(try await live.send("GET", "/none", headers: []).status == 401)
            #expect(try await live.send("GET", "/none").status == 404)
        }
    }

    @Test(arguments: ["{", #"{"level": "many"}"#, #"{"level": 1.5}"#, String(repeating: " ", count: 5_000), "\u{0}"])
    func ordersThatCannotBeReadAreRefused(_ body: String) async throws {
        try await Self.withLoad { live, _ in
            let answer = try await live.send("POST", "/api/start", body)
            #expect(answer.status == 400)
            let said = try JSONDecoder().decode([String: String].self, from: Data(answer.body))
            #expect(said["error"]?.contains("JSON") == true)
            #expect(live.session.current.phase == .idle)
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await Self.withLoad { live, _ in
            let port = try #require(Int(live.authority.split(separator: ":").last ?? ""))
            let other = LiveSession(scenario: SampleProgress.scenario) { _, _ in SampleProgress.result() }
            let error = await #expect(throws: LiveServerError.self) {
                try await LiveServer(session: other, port: port).run { _ in Issue.record("two on one port") }
            }
            #expect(error?.port == port)
            #expect(error?.description.contains("Choose another port") == true)
        }
    }
}
