import HoneCore
import Testing

@testable import HoneAgent

@Suite("Plan and metrics")
struct PlanTests {
    private func finding(_ pattern: PatternID, share: Double?, severity: Severity = .medium, at place: String = "x")
        -> Finding
    {
        Finding(
            detector: "d", severity: severity, title: "t", location: place, evidence: [], pattern: pattern,
            estimate: share.map { .init(share: $0, basis: "b") }, effortHours: 2)
    }

    @Test("Tasks go by phase, then by expected gain; findings of a pattern make one task")
    func order() {
        var target = Target(url: "http://127.0.0.1")
        target.start = "./app"
        target.switches[.compression] = .init(flag: "--z")
        let plan = Plan(
            findings: [
                finding(.compression, share: nil), finding(.writeAheadLog, share: 0.1),
                finding(.indices, share: 0.3, at: "a"), finding(.indices, share: 0.2, severity: .high, at: "b"),
                finding(.applicationCache, share: 0.4),
            ], target: target, canChangeDatabase: true)
        #expect(plan.tasks.map(\.pattern) == [.indices, .writeAheadLog, .applicationCache, .compression])
        #expect(plan.tasks.map(\.kind) == [.database, .database, .manual, .switch])
        #expect(plan.tasks[0].findings == ["d@a", "d@b"] && plan.tasks[0].severity == .high)
        #expect(abs((plan.tasks[0].expectedGain ?? 0) - 0.5) < 1e-9)
        #expect(plan.tasks.map(\.owner) == ["hone", "hone", "team", "hone"])
        #expect(plan.tasks(in: .database).count == 2)
    }

    @Test("What Hone cannot restart or change is for a person")
    func manual() {
        let target = Target(url: "http://127.0.0.1")
        let plan = Plan(findings: [finding(.indices, share: 0.3)], target: target, canChangeDatabase: false)
        #expect(plan.tasks.map(\.kind) == [.manual])
    }

    private func evidence(average: Double, capacity: Int) -> Evidence {
        var evidence = Evidence(
            url: "u", machine: .init(system: "", processor: "", cores: 1, memory: 1), seed: 1, applied: [])
        evidence.load = .measured(
            LoadEvidence(
                levels: [
                    .init(
                        users: 50, requestsPerSecond: 10, latency: snapshot(average), errorShare: 0.002,
                        targetMemory: 100)
                ], reference: 50, capacity: capacity, capacityIsLowerBound: true))
        return evidence
    }

    @Test(
        "Metrics have baseline, now and whether they are met; what was not measured says why and is not held against it"
    )
    func metrics() throws {
        var run = Run(id: "1", url: "u", baseline: evidence(average: 200, capacity: 50))
        run.current = evidence(average: 50, capacity: 300)
        run.settle(thresholds: Threshold.defaults, rate: 50)
        let rows = Dictionary(uniqueKeysWithValues: run.metrics.map { ($0.threshold.metric, $0) })
        #expect(rows[.responseAverage]?.baseline == 200 && rows[.responseAverage]?.now == 50)
        #expect(rows[.responseAverage]?.isMet == true)
        #expect(rows[.concurrentUsers]?.isMet == true && rows[.concurrentUsers]?.isLowerBound == true)
        #expect(rows[.errorRate]?.isMet == false)
        #expect(rows[.queryAverage]?.now == nil && rows[.queryAverage]?.isMet == nil)
        #expect(rows[.queryAverage]?.missing == "not gathered yet")
        #expect(!run.isMet)
    }

    @Test("The return counts the hours of what was proven, and no others")
    func roi() throws {
        var target = Target(url: "u")
        target.start = "x"
        var run = Run(
            id: "1", url: "u", baseline: evidence(average: 200, capacity: 50),
            plan: Plan(
                findings: [finding(.indices, share: 0.1), finding(.writeAheadLog, share: 0.1)], target: target,
                canChangeDatabase: true))
        run.current = evidence(average: 50, capacity: 300)
        run.verdicts = [
            Verdict(pattern: .indices, kind: .database, change: "", outcome: .kept, reason: ""),
            Verdict(pattern: .writeAheadLog, kind: .database, change: "", outcome: .reverted, reason: ""),
        ]
        run.settle(thresholds: [], rate: 50)
        let roi = try #require(run.roi)
        #expect(roi.hours == 2 && roi.cost == 100)
        #expect(roi.responseGain == 0.75 && roi.capacityFactor == 6)
        #expect(roi.millisecondsPerRequestAndCost == 1.5)
    }
}
