import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct LoadResultTests {
    private func tally(successes: Int, kind: LoadErrorKind, failures: Int) -> TaskTally {
        var tally = TaskTally()
        for index in 0..<successes {
            tally.success(status: 200, latency: UInt64(index + 2) * 1_000_000, serviceTime: 1_000_000)
        }
        for _ in 0..<failures { tally.failure(kind, status: kind == .status5xx ? 503 : 0) }
        tally.bytesReceived = 100 * successes
        return tally
    }

    private func result() throws -> LoadResult {
        let scenario = Scenario(
            target: "http://127.0.0.1", tasks: [.init("GET", "/a"), .init("GET", "/b")],
            onStart: [.init("POST", "/login", saves: [.init("s", .cookie("s"))])])
        var outcomes = [LoopOutcome(), LoopOutcome()]
        for index in 0..<2 {
            outcomes[index].recordedNanoseconds = 2_000_000_000
            outcomes[index].threadCPU = UInt64(index + 1) * 900_000_000
            outcomes[index].startedUsers = 5
            for _ in 0..<100 { outcomes[index].startDelay.record(nanoseconds: 1_000) }
            outcomes[index].lateStarts = index
            outcomes[index].longestUnfinished = UInt64(index) * 5_000_000
        }
        outcomes[0].processCPU = 3_000_000_000
        let timeline = Timeline(start: 0, warmUp: 0, duration: 2)
        let plan = try RequestPlan(scenario)
        let board = Scoreboard(
            plan: plan, loops: 2, timeline: timeline, limits: .init(), thresholds: [], onProgress: nil)
        _ = board.close(
            from: 0, to: 1_000_000_000, users: 5,
            [
                tally(successes: 1, kind: .noValue, failures: 1), tally(successes: 10, kind: .timeout, failures: 2),
                TaskTally(),
            ])
        _ = board.close(
            from: 0, to: 1_000_000_000, users: 5,
            [
                TaskTally(), tally(successes: 20, kind: .status5xx, failures: 3),
                tally(successes: 5, kind: .reset, failures: 0),
            ])
        return LoadResult(scenario: scenario, plan: plan, startedAt: 7, outcomes: outcomes, scoreboard: board)
    }

    @Test func loopsAndTasksAddUp() throws {
        let result = try result()
        #expect(result.total.requests == 40)
        #expect(result.total.successes == 35)
        #expect(result.total.errors == [.timeout: 2, .status5xx: 3])
        #expect(result.total.failures == 5)
        #expect(result.total.errorShare == 0.125)
        #expect(result.total.statuses == [200: 35, 503: 3])
        #expect(result.total.bytesReceived == 3_500)
        #expect(result.total.latency.count == 35)
        #expect(result.tasks.map(\.name) == ["GET /a", "GET /b"])
        #expect(result.tasks.map(\.requests) == [35, 5])
        #expect(result.onStart.map(\.errors) == [[.noValue: 1]])
        #expect(result.startedUsers == 10)
        #expect(result.requestsPerSecond == 20)
        #expect(result.longestUnfinished == 5)
        #expect(result.generator.cpuSeconds == 3)
        #expect(result.generator.microsecondsPerRequest(40) == 75_000)
    }

    @Test func theGeneratorIsSaturatedByCPUOrByLateStarts() throws {
        var generator = try result().generator
        #expect(abs(generator.busiestLoop - 0.9) < 1e-9)
        #expect(!generator.isSaturated(by: 40))
        generator.busiestLoop = 0.91
        #expect(generator.isSaturated(by: 40))
        generator.busiestLoop = 0.1
        generator.lateStarts = 2
        #expect(!generator.isSaturated(by: 40))
        generator.lateStarts = 3
        #expect(generator.isSaturated(by: 40))
        // Of so many requests, most of which follow an answer at once, three are few.
        #expect(!generator.isSaturated(by: 300))
        #expect(generator.isSaturated(by: 299))
    }

    @Test func itSurvivesJSON() throws {
        let result = try result()
        let data = try JSONEncoder().encode(result)
        let again = try JSONDecoder().decode(LoadResult.self, from: data)
        #expect(again == result)
        #expect(
            again.total.latency.milliseconds(atPercentile: 50) == result.total.latency.milliseconds(atPercentile: 50))
        let text = String(decoding: data, as: UTF8.self)
        // Kinds and codes are keys that a reader of the file understands.
        #expect(text.contains("\"errors\":{\"timeout\":2") || text.contains("\"timeout\":2"))
        #expect(text.contains("\"503\":3"))
    }

    @Test func anEmptyRunIsNoDivisionByZero() {
        let empty = TaskResult(name: "none")
        #expect(empty.errorShare == 0)
        #expect(empty.latency.snapshot == .empty)
    }
}
