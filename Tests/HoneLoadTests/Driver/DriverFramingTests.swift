import Foundation
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneLoad

/// The framing table once more, through real sockets and a driver.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverFramingTests {
    private func run(
        _ steps: [FixtureResponse.Step], method: String = "GET", until count: Int = 8
    ) async throws -> LoadResult {
        try await withServer({ _ in .raw(steps) }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init(method, "/")], thinkTime: .constant(seconds: 0.001),
                load: .users(2, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > count })
        }
    }

    @Test(arguments: FramingCase.proper.filter { $0.rest == 0 })
    func properAnswersAreSuccesses(_ expected: FramingCase) async throws {
        // A server closes after an answer that ends with the connection, and only then.
        let steps: [FixtureResponse.Step] = expected.isReusable ? [.send(expected.raw)] : [.send(expected.raw), .close]
        let result = try await run(steps, method: expected.isHead ? "HEAD" : "GET")
        #expect(result.total.requests >= 6)
        #expect(result.total.failures == 0)
        #expect(result.total.statuses == [expected.status: result.total.requests])
        #expect(result.total.bytesReceived == result.total.requests * expected.raw.utf8.count)
        #expect(expected.isReusable ? result.connections == 2 : result.connections >= result.total.requests)
        #expect(result.strayAnswers == 0)
    }

    @Test(arguments: FramingCase.refused)
    func improperOnesAreMalformed(_ expected: FramingCase) async throws {
        let result = try await withServer({ _ in .raw([.send(expected.raw)]) }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            let driver = try Driver(scenario: scenario, limits: .init(errorShare: 0.5, minimumSample: 4))
            return try await driver.run()
        }
        #expect(result.total.errors == [.malformed: result.total.requests])
        #expect(result.total.latency.count == 0)
    }

    @Test(arguments: FramingCase.cutShort.filter { $0.name != "nothing" })
    func onesCutShortAreClosedEarly(_ expected: FramingCase) async throws {
        let result = try await run([.send(expected.raw), .close])
        #expect(result.total.requests >= 4)
        #expect(result.total.errors == [.closedEarly: result.total.requests])
    }

    /// Each byte in a write of its own: what arrives in one read is the kernel's choice, and none may matter.
    @Test(arguments: ["content-length", "chunked with trailers", "interim"])
    func answersMayTrickle(name: String) async throws {
        let expected = try #require(FramingCase.proper.first { $0.name == name })
        let steps = Array(expected.raw.utf8).flatMap { byte -> [FixtureResponse.Step] in
            [.sendBytes([byte]), .wait(seconds: 0)]
        }
        let result = try await run(steps, until: 4)
        #expect(result.total.requests >= 3)
        #expect(result.total.failures == 0)
        #expect(result.total.bytesReceived == result.total.requests * expected.raw.utf8.count)
    }

    @Test func bodiesLargerThanAReadAreCountedWhole() async throws {
        let body = [UInt8](repeating: 0x61, count: 1_000_000)
        let result = try await withServer({ _ in FixtureResponse(bytes: body) }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 6 })
        }
        #expect(result.total.failures == 0)
        // 21 bytes of status line, 25 of length, 2 of empty line.
        #expect(result.total.bytesReceived == result.total.requests * 1_000_048)
    }
}

/// What a run must not hide.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverTruthTests {
    @Test func requestsWithoutAnAnswerAtTheEndAreTold() async throws {
        let result = try await withServer({ _ in .raw([.hang]) }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(3, duration: 0.3))
            return try await Driver(scenario: scenario).run()
        }
        #expect(result.total.requests == 0)
        #expect(result.unfinished == 3)
        #expect(result.longestUnfinished >= 290)
        #expect(result.ending == .completed)
    }

    /// One answer in ten freezes for 100 ms: it must be seen at p99 and must not be seen at p50.
    @Test func aFreezeIsSeenInThePercentiles() async throws {
        let result = try await withServer({ FixtureResponse(delay: $0.index % 10 == 9 ? 0.1 : 0) }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.001),
                load: .users(1, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 60 })
        }
        let latency = result.total.latency.snapshot
        #expect(latency.max >= 99)
        #expect(latency.p99 >= 99)
        #expect(result.total.latency.share(atOrBelow: 99) >= 0.5)
    }

    @Test func latencyIsNeverLessThanServiceTime() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .uniform(from: 0, to: 0.002),
                load: .users(20, duration: 600))
            return try await Driver(scenario: scenario, loops: 2).run(until: { server.requestCount > 500 })
        }
        let (latency, service) = (result.total.latency.snapshot, result.total.serviceTime.snapshot)
        #expect(latency.count == service.count)
        #expect(latency.average >= service.average)
        for percentile in [50.0, 90, 99, 100] {
            #expect(
                result.total.latency.milliseconds(atPercentile: percentile)
                    >= result.total.serviceTime.milliseconds(atPercentile: percentile))
        }
    }

    @Test func manyUsersAreAllServed() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 60),
                load: .users(1_000, ramp: 0.5, duration: 600))
            return try await Driver(scenario: scenario, loops: 2).run(until: { server.requestCount >= 1_000 })
        }
        #expect(result.startedUsers == 1_000)
        #expect(result.connections == 1_000)
        #expect(result.total.requests + result.unfinished == 1_000)
        #expect(result.total.failures == 0)
    }

    @Test func moreLoopsThanUsersIsNoError() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(1, duration: 600))
            return try await Driver(scenario: scenario, loops: 4).run(until: { server.requestCount > 5 })
        }
        #expect(result.generator.loops == 1)
        #expect(result.total.requests >= 5)
    }

    /// RFC 9113 §6.8: SETTINGS, and GOAWAY that says that no stream was looked at.
    @Test func aServerThatSendsEveryConnectionAwayIsNotHammered() async throws {
        let server = try await FixtureServer.start(
            raw: [0, 0, 0, 4, 0, 0, 0, 0, 0] + [0, 0, 8, 7, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8),
            keepsOpen: true)
        let scenario = Scenario(
            target: server.url, tasks: [.init("GET", "/")], load: .users(1, duration: 600),
            transport: .init(version: .http2))
        let failures = Mutex(0)
        let run = Task {
            try await Driver(scenario: scenario).run { progress in
                failures.withLock { $0 += progress.point.failures }
            }
        }
        defer { run.cancel() }
        try await eventually { failures.withLock { $0 >= 2 } }
        run.cancel()
        let result = try await run.value
        try await server.stop()
        #expect(result.total.errors.keys.elementsEqual([.reset]))
        #expect(result.total.failures == result.total.requests)
        // Each request goes over two connections, and the user pauses before the next.
        #expect((result.total.requests...result.total.requests + 1).contains(result.retries))
        #expect(server.connections <= 2 * (result.total.requests + 1))
    }

    @Test(arguments: [true, false])
    func aRunThatWaitsForItsStartCanBeCalledOff(isCancelled: Bool) async throws {
        let (result, server) = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(3, duration: 600))
            let control = LoadControl()
            let driver = try Driver(scenario: scenario, loops: 2)
            let run = Task {
                try await driver.run(control: control, startAt: Date().timeIntervalSince1970 + 3_600)
            }
            if isCancelled { run.cancel() } else { control.stop() }
            return (try await run.value, server)
        }
        #expect(result.ending == .cancelled)
        #expect(result.total.requests == 0)
        #expect(server.requestCount == 0)
    }

    @Test func aServerThatGoesAwayAndComesBackIsFoundAgain() async throws {
        let first = try await FixtureServer.start { _ in FixtureResponse() }
        let port = first.port
        let scenario = Scenario(
            target: first.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.01),
            load: .users(2, duration: 600))
        let driver = try Driver(scenario: scenario)
        let failures = Mutex(0)
        let run = Task { try await driver.run { progress in failures.withLock { $0 += progress.point.failures } } }
        defer { run.cancel() }
        try await eventually { first.requestCount >= 10 }
        try await first.stop()
        try await eventually { failures.withLock { $0 > 0 } }
        let second = try await FixtureServer.start(port: port) { _ in FixtureResponse(status: 201) }
        try await eventually { second.requestCount >= 10 }
        run.cancel()
        let result = try await run.value
        try await second.stop()
        #expect(result.total.statuses[200, default: 0] >= 8)
        #expect(result.total.statuses[201, default: 0] >= 8)
        #expect(result.total.errors[.refused, default: 0] >= 1)
    }

    @Test func aLoginThatFailsOnceIsTriedAgain() async throws {
        let result = try await withServer({ request in
            guard request.path == "/login" else {
                return FixtureResponse(status: request.header("authorization") == "Bearer ok" ? 200 : 401)
            }
            return request.index == 0 ? FixtureResponse(status: 503) : FixtureResponse(body: #"{"t": "ok"}"#)
        }) { server in
            let scenario = Scenario.loggedIn(
                server, onStart: [.init("POST", "/login", saves: [.init("t", .json("/t"))])], header: "Bearer {{t}}",
                load: .users(1, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 5 })
        }
        #expect(result.onStart.map(\.errors) == [[.status5xx: 1]])
        #expect(result.onStart.map(\.successes) == [1])
        #expect(result.total.failures == 0)
        #expect(result.total.successes >= 3)
    }
}
