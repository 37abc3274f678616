import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneLoad

/// Stages, pacing, checks and limits with users who wait for their answers.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverClosedTests {
    @Test(arguments: [1, 2])
    func usersComeAndGoByTheStages(loops: Int) async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let stages: [Scenario.Load.Stage] = [
                .init(2, hold: 1.5), .init(6, hold: 1), .init(0, hold: 1), .init(3, hold: 1),
            ]
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.02),
                load: Scenario.Load(.closed, stages: stages))
            return try await Driver(scenario: scenario, loops: loops).run()
        }
        #expect(result.series.map(\.users) == [2, 6, 0, 3, 3])
        #expect(result.startedUsers == 6)
        #expect(result.level == 6)
        #expect(result.total.failures == 0)
        // Who goes takes its connection along, and makes another when it comes again.
        #expect(result.connections == 6 + 3)
    }

    @Test func aRampAddsUsersOneByOne() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 30),
                load: .users(20, ramp: 2, duration: 0.5))
            return try await Driver(scenario: scenario).run()
        }
        #expect(result.total.requests + result.unfinished == 20)
        #expect(result.series.count == 3)
        #expect((9...11).contains(result.series[0].users))
        #expect(result.series[2].users == 20)
    }

    // MARK: Pacing

    /// Meant to start every 20 ms and answered after 100: what is late counts from when it was meant to start.
    @Test func pacingKeepsTheIntendedStarts() async throws {
        let result = try await withServer({ _ in FixtureResponse(delay: 0.1) }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .pacing(seconds: 0.02),
                load: .users(1, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 8 })
        }
        let answered = result.total.successes
        #expect(answered >= 7)
        let least = 100 * Double(answered) - 20 * Double(answered - 1)
        #expect(result.total.latency.snapshot.max >= least * 0.995)
        #expect(result.total.latency.snapshot.max > 3 * result.total.serviceTime.snapshot.min)
        #expect(result.model == .closed(expectedInterval: 0))
        // The target was slow, and the generator is not blamed for it.
        #expect(result.generator.lateStarts < answered / 2)
    }

    @Test func pacingIsTheRateOfAFastTarget() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .pacing(seconds: 0.1),
                load: .users(4, duration: 1))
            return try await Driver(scenario: scenario).run()
        }
        #expect((36...40).contains(result.total.requests + result.unfinished))
    }

    // MARK: Checks and timeouts

    @Test func failedChecksAreCountedByCheck() async throws {
        let result = try await withServer({ request in
            switch request.index % 4 {
            case 0: FixtureResponse(headers: [("X-Kind", "good")], body: #"{"total": 20}"#)
            case 1: FixtureResponse(headers: [("X-Kind", "good")], body: #"{"total": 0}"#)
            case 2: FixtureResponse(body: #"{"total": 20}"#)
            default: FixtureResponse(status: 500, headers: [("X-Kind", "good")], body: #"{"total": 20}"#)
            }
        }) { server in
            let scenario = Scenario(
                target: server.url,
                tasks: [
                    .init(
                        "GET", "/",
                        checks: [
                            .status([200...200]), .value(.json("/total"), .equal("20")),
                            .value(.header("x-kind"), .any), .size(2 ... .max),
                        ])
                ], load: .users(1, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 40 })
        }
        let requests = result.total.requests
        let checks = result.tasks[0].checks
        #expect(checks.map(\.name) == ["status 200", "/total is 20", "header x-kind is there", "size ≥ 2"])
        #expect(checks.allSatisfy { $0.passed + $0.failed == requests })
        #expect(checks.map(\.failed) == [requests / 4, (requests + 2) / 4, (requests + 1) / 4, 0])
        #expect(result.total.errors == [.check: checks[1].failed + checks[2].failed, .status5xx: checks[0].failed])
        #expect(result.total.latency.count == result.total.successes)
        #expect(result.total.checks.isEmpty)
    }

    @Test func aTasksOwnTimeoutCounts() async throws {
        let result = try await withServer({ request in
            request.path == "/slow" ? .raw([.hang]) : FixtureResponse(delay: 0.3)
        }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/slow"), .init("GET", "/")], load: .users(1, duration: 600))
            scenario.classes[0].order = .sequence
            scenario.classes[0].tasks[0].timeout = 0.1
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 6 })
        }
        #expect(result.tasks[0].errors == [.timeout: result.tasks[0].requests])
        #expect(result.tasks[1].failures == 0)
        #expect(result.tasks[1].successes >= 2)
    }

    @Test func withoutKeepAliveEachRequestHasItsConnection() async throws {
        let (result, server) = try await withServer({ _ in FixtureResponse(body: "x") }) { server in
            var scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            scenario.transport.keepAlive = false
            return (try await Driver(scenario: scenario).run(until: { server.requestCount > 30 }), server)
        }
        #expect(result.total.failures == 0)
        #expect(result.retries == 0)
        #expect(server.requests.allSatisfy { $0.index == 0 && $0.header("connection") == "close" })
        #expect(result.connections >= result.total.requests)
        #expect(result.connections <= result.total.requests + result.unfinished)
    }

    // MARK: Limits

    @Test func aBrokenThresholdEndsTheRun() async throws {
        let result = try await withServer({ _ in FixtureResponse(delay: 0.02) }) { server in
            var scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(5, duration: 600))
            scenario.thresholds = [
                .init(.p95, .below, 10), .init(.errorRate, .atMost, 0, scope: "GET /"), .init(.requestRate, .above, 1),
            ]
            let limits = Driver.Limits(abortsOnThreshold: true, minimumSample: 10, minimumSeconds: 1)
            return try await Driver(scenario: scenario, limits: limits).run()
        }
        #expect(result.ending == .threshold)
        #expect(result.seconds < 600)
        #expect(result.thresholds.map(\.isMet) == [false, true, true])
        #expect(result.thresholds[0].value ?? 0 >= 19)
        #expect(result.thresholds[1].value == 0)
        #expect(!result.isPassed)
    }

    @Test func thresholdsWithoutTheLimitAreOnlyTold() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.01),
                load: .users(2, duration: 1.2))
            scenario.thresholds = [.init(.average, .below, 0.000_001)]
            return try await Driver(scenario: scenario).run()
        }
        #expect(result.ending == .completed)
        #expect(!result.isPassed)
    }

    // MARK: Classes

    @Test func classesRunTheirOwnTasks() async throws {
        let (result, server) = try await withServer({ _ in FixtureResponse() }) { server in
            var scenario = Scenario(
                target: server.url,
                classes: [
                    .init(
                        name: "readers", weight: 3, tasks: [.init("GET", "/{{user}}", name: "read")],
                        thinkTime: .constant(seconds: 0.002), headers: [.init("X-Class", "reader")]),
                    .init(
                        name: "writers", weight: 1,
                        tasks: [.init("POST", "/{{user}}", name: "write"), .init("GET", "/{{user}}", name: "read")],
                        order: .sequence, thinkTime: .constant(seconds: 0.002)),
                ])
            scenario.load = .users(8, duration: 600)
            return (try await Driver(scenario: scenario, loops: 2).run(until: { server.requestCount > 200 }), server)
        }
        // Tasks of one name are one line.
        #expect(result.tasks.map(\.name) == ["read", "write"])
        #expect(result.tasks[0].requests > result.tasks[1].requests)
        let readers = Set(server.requests.filter { $0.header("x-class") == "reader" }.map(\.path))
        let writers = Set(server.requests.filter { $0.header("x-class") == nil }.map(\.path))
        #expect(readers.count == 6)
        #expect(writers.count == 2)
        #expect(readers.isDisjoint(with: writers))
    }
}
