import Foundation
import HoneCore
import Synchronization
import Testing

@testable import HoneLoad

struct FindCapacityTests {
    private static let scenario = Scenario(
        target: "http://127.0.0.1:1", tasks: [.init("GET", "/")], load: .users(1, duration: 5), seed: 5)

    /// A run of a server that answers in 100 ms up to `capacity`, and in 3 s beyond.
    private static func result(of scenario: Scenario, capacity: Double, ending: LoadResult.Ending = .completed)
        -> LoadResult
    {
        var total = TaskResult(name: "total")
        let level = scenario.load.peak
        let rate = scenario.load.isOpen ? min(level, capacity) : level
        total.requests = Int(rate * 10)
        total.successes = total.requests
        for _ in 0..<total.requests { total.latency.record(.milliseconds(level <= capacity ? 100 : 3_000)) }
        return LoadResult(
            model: scenario.load.isOpen ? .open : .closed(expectedInterval: 1), level: level, ending: ending,
            startedUsers: 1, seconds: 10, total: total, tasks: [total],
            generator: GeneratorLoad(loops: 1, cpuSeconds: 0.1, busiestLoop: 0.1))
    }

    @Test func theShellRunsTheScenarioAtEachLevel() async throws {
        let plan = CapacityPlan(seconds: 4, warmUp: 2, rest: 0)
        var asked: [Scenario] = []
        var told: [CapacityMeasurement] = []
        let found = try await findCapacity(
            scenario: Self.scenario, plan: plan, onMeasurement: { told.append($0) },
            run: { scenario in
                asked.append(scenario)
                return Self.result(of: scenario, capacity: 73)
            })
        #expect(found.ending == .knee)
        #expect((70...73).contains(found.level))
        #expect(found.brokeFirst == ThresholdOutcome(LoadThreshold(.p95, .below, 1_000), value: 3_000))
        #expect(told.map(\.level) == asked.map { Int($0.load.peak) })
        #expect(found.runs == asked.count)
        #expect(Set(asked.map(\.seed)).count == asked.count, "each measurement has its own seed")
        #expect(asked.first?.seed == 5)
        for scenario in asked {
            #expect(scenario.load.duration == 6)
            #expect(scenario.warmUp == 2)
            #expect(scenario.load.stages.map(\.ramp) == [1])
            #expect(scenario.thresholds == CapacityPlan.usualThresholds)
        }
    }

    @Test func theScenariosOwnThresholdsCount() async throws {
        var scenario = Self.scenario
        scenario.thresholds = [LoadThreshold(.max, .below, 50)]
        let found = try await findCapacity(scenario: scenario, plan: CapacityPlan(rest: 0)) {
            Self.result(of: $0, capacity: 73)
        }
        #expect(found.ending == .lowestLevel)
        #expect(found.brokeFirst?.threshold == LoadThreshold(.max, .below, 50))
        #expect((100..<100.1).contains(found.brokeFirst?.value ?? 0), "a histogram is within 0.1 %")
    }

    @Test func inAnOpenModelAGrowingQueueIsABrokenThreshold() async throws {
        var scenario = Self.scenario
        scenario.load = .rate(1, duration: 5)
        // Every answer is fast enough; only as many come as the server can give.
        scenario.thresholds = [LoadThreshold(.p95, .below, 5_000)]
        let found = try await findCapacity(scenario: scenario, plan: CapacityPlan(rest: 0)) {
            Self.result(of: $0, capacity: 400)
        }
        #expect(found.model == .open)
        #expect(found.brokeFirst?.threshold.figure == .requestRate)
        #expect((400...450).contains(found.level), "5 % and three deviations are given: \(found.level)")
        #expect(scenario.measuring(level: 7, plan: CapacityPlan(), run: 0).load.stages.map(\.ramp) == [0])
    }

    @Test func whoEndsTheRunEndsTheSearch() async throws {
        var runs = 0
        let found = try await findCapacity(scenario: Self.scenario, plan: CapacityPlan(rest: 0)) { scenario in
            runs += 1
            return Self.result(of: scenario, capacity: 73, ending: runs == 3 ? .cancelled : .completed)
        }
        #expect(runs == 3)
        #expect(found.ending == .stopped)
        #expect(found.level == 20)
        #expect(found.runs == 2, "a run that was cut short decides nothing")
    }

    @Test func cancellingWhileTheTargetRestsKeepsWhatIsKnown() async throws {
        let search = Task {
            try await findCapacity(
                scenario: Self.scenario, plan: CapacityPlan(start: 40, rest: 600),
                onMeasurement: { measurement in
                    // The next thing after a broken threshold is the rest.
                    if !measurement.isPassed { withUnsafeCurrentTask { $0?.cancel() } }
                }, run: { Self.result(of: $0, capacity: 73) })
        }
        let found = try await search.value
        #expect(found.ending == .stopped)
        #expect(found.level == 40)
        #expect(found.runs == 2)
    }

    @Test func whatTheRunThrowsIsThrown() async {
        await #expect(throws: ScenarioError.self) {
            _ = try await findCapacity(scenario: Self.scenario) { _ in
                throw ScenarioError(field: "target", found: "x", remedy: "y")
            }
        }
    }

    @Test func aCapacityIsTheSameAfterItWasSaved() throws {
        let server = SimulatedServer(curve: .proportional, noise: 0.1, seed: 3)
        let found = try #require(server.searched(CapacityPlan()))
        let read = try JSONDecoder().decode(Capacity.self, from: JSONEncoder().encode(found))
        #expect(read == found)
        #expect(read.levels.contains { $0.passed > 0 && $0.failed > 0 }, "the seed has a level that disagrees")
    }

    @Test func aLevelsFiguresAreTheMediansOfItsValidMeasurements() {
        let measurements = [5.0, 1, 3, 2].map {
            CapacityMeasurement(
                level: 7, requestsPerSecond: $0 * 10, outcomes: [ThresholdOutcome(SimulatedServer.threshold, value: $0)]
            )
        }
        var level = Capacity.Level(7, measurements: measurements)
        #expect(level.requestsPerSecond == 25)
        #expect(level.outcomes.map(\.value) == [2.5])
        level.measurements[0].isInvalid = true
        #expect(level.requestsPerSecond == 20)
        #expect(level.outcomes.map(\.value) == [2])
        #expect(Capacity.Level(7).requestsPerSecond == 0)
        #expect(Capacity.Level(7).outcomes.isEmpty)
    }
}
