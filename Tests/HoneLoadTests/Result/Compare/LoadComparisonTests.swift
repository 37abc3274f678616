import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct LoadComparisonTests {
    private let quick = LoadComparison.Options(resamples: 300)

    /// A/A: both runs come of the same server, whose seconds are alike. At 99 %, one comparison in a hundred of each
    /// figure may be wrong; 6 % is what 60 seconds and a simulation of 50 pairs are granted.
    @Test(arguments: [0.0, 0.5, 0.8])
    func equalRunsAreSeldomCalledDifferent(_ memory: Double) throws {
        let pairs = 50
        var wrong: [LoadComparison.Figure: Int] = [:]
        for pair in 0..<pairs {
            let a = SimulatedLoad(perSecond: 20, memory: memory, seed: UInt64(2 * pair + 1)).result()
            let b = SimulatedLoad(perSecond: 20, memory: memory, seed: UInt64(2 * pair + 2)).result()
            let comparison = try LoadComparison(a: a, b: b, options: .init(resamples: 150))
            for difference in comparison.differences where difference.low > 0 || difference.high < 0 {
                wrong[difference.figure, default: 0] += 1
            }
        }
        for figure in LoadComparison.Figure.allCases {
            #expect(Double(wrong[figure] ?? 0) <= 0.06 * Double(pairs), "\(figure) with memory \(memory)")
        }
    }

    /// What the blocks are for: with intervals of independent requests, the same pairs are called different all the
    /// time.
    @Test func independentRequestsWouldPromiseTooMuch() throws {
        let run = SimulatedLoad(perSecond: 40, memory: 0.8, wander: 0.2).result()
        let bootstrap = try #require(BlockBootstrap(run.wholePoints, resamples: 300, seed: 1))
        let effect = try #require(bootstrap.designEffects[.average])
        #expect(effect > 5, "the mean varies much more than independent requests would let it")
        #expect(bootstrap.blockLength > 4)
        #expect(bootstrap.degrees >= 4)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func aShiftOfATenthIsFound(_ seed: UInt64) throws {
        let a = SimulatedLoad(memory: 0.4, wander: 0.03, seed: seed).result()
        let b = SimulatedLoad(level: 11, memory: 0.4, wander: 0.03, seed: seed + 100).result()
        let comparison = try LoadComparison(a: a, b: b, options: quick)
        let median = try #require(comparison.differences.first { $0.figure == .p50 })
        #expect(median.verdict == .worse)
        #expect(median.low < 0.1 && 0.1 < median.high)
        #expect(comparison.verdict == .worse)
        let back = try LoadComparison(a: b, b: a, options: quick)
        #expect(back.differences.first { $0.figure == .average }?.verdict == .better)
        #expect(back.verdict != .worse)
    }

    @Test func aRunComparedWithItselfIsTheSameInWhatItHoldsExactly() throws {
        let run = SimulatedLoad(seconds: 120, perSecond: 60, wander: 0.01, scatter: 0.05).result()
        let comparison = try LoadComparison(a: run, b: run, options: quick)
        #expect(comparison.verdict == .same)
        for difference in comparison.differences + comparison.tasks {
            #expect(difference.change == 0)
            #expect(difference.low <= 0 && 0 <= difference.high)
            #expect(difference.verdict == .same)
        }
        #expect(comparison.differences.map(\.figure) == LoadComparison.Figure.allCases)
        #expect(comparison.warnings.isEmpty)
    }

    @Test func noiseBeyondTheToleranceIsInconclusive() throws {
        let a = SimulatedLoad(seconds: 20, wander: 0.5, seed: 3).result()
        let b = SimulatedLoad(seconds: 20, wander: 0.5, seed: 4).result()
        #expect(try LoadComparison(a: a, b: b, options: quick).verdict == .inconclusive)
    }

    @Test func moreErrorsAreWorseAndNoneAtAllAreTheSame() throws {
        let a = SimulatedLoad(seed: 5).result()
        let b = SimulatedLoad(errors: 0.05, seed: 5).result()
        let comparison = try LoadComparison(a: a, b: b, options: quick)
        let errors = try #require(comparison.differences.first { $0.figure == .errorRate })
        #expect(errors.verdict == .worse)
        #expect(abs(errors.change - b.total.errorShare) < 1e-12)
        #expect(errors.low > 0 && errors.high > errors.change)
        let none = try LoadComparison(a: a, b: a, options: quick).differences.first { $0.figure == .errorRate }
        #expect(none?.verdict == .same)
    }

    @Test func aTaskThatGotSlowerIsFoundThoughTheWholeIsNot() throws {
        let a = SimulatedLoad(seconds: 120, perSecond: 60, wander: 0.01, scatter: 0.1, seed: 6).result()
        var b = SimulatedLoad(seconds: 120, perSecond: 60, wander: 0.01, scatter: 0.1, seed: 7).result()
        var slower = LatencyHistogram()
        for bucket in b.tasks[1].latency.recorded {
            for _ in 0..<bucket.count { slower.record(nanoseconds: bucket.nanoseconds * 5 / 4) }
        }
        b.tasks[1].latency = slower
        let comparison = try LoadComparison(a: a, b: b, options: quick)
        #expect(comparison.verdict == .worse)
        let worse = comparison.tasks.filter { $0.verdict == .worse }
        #expect(Set(worse.map(\.task)) == ["GET /b"])
        #expect(Set(worse.map(\.figure)).isSuperset(of: [.p50, .p95, .average]))
    }

    @Test func theSameSeedGivesTheSameAnswer() throws {
        let a = SimulatedLoad(seed: 8).result()
        let b = SimulatedLoad(seed: 9).result()
        let once = try LoadComparison(a: a, b: b, options: quick)
        #expect(try LoadComparison(a: a, b: b, options: quick) == once)
        let data = try JSONEncoder().encode(once)
        #expect(try JSONDecoder().decode(LoadComparison.self, from: data) == once)
    }

    @Test func shortRunsAndOtherModelsAreRefused() {
        let long = SimulatedLoad().result()
        #expect(throws: LoadComparisonError.tooShort(side: "B", seconds: 9)) {
            try LoadComparison(a: long, b: SimulatedLoad(seconds: 9).result())
        }
        var open = long
        open.model = .open
        #expect(throws: LoadComparisonError.differentModels(a: "closed", b: "open")) {
            try LoadComparison(a: long, b: open)
        }
        #expect("\(LoadComparisonError.tooShort(side: "B", seconds: 9))".contains("Run it longer"))
    }

    @Test func aLastPointThatWasCutShortIsLeftOut() throws {
        var run = SimulatedLoad(seconds: 11).result()
        #expect(run.wholePoints == run.series)
        run.series[10].length = 0.96
        #expect(run.wholePoints.count == 11)
        run.series[10].length = 0.3
        run.seconds = 10.3
        #expect(run.wholePoints == Array(run.series.prefix(10)))
        run.series[9].length = 0.94
        #expect(throws: LoadComparisonError.tooShort(side: "A", seconds: 9)) { try LoadComparison(a: run, b: run) }
    }

    @Test func whatSpeaksAgainstComparingIsSaid() throws {
        let a = SimulatedLoad().result()
        var b = SimulatedLoad().result(target: "http://127.0.0.1:9000")
        b.tasks[1].name = "GET /c"
        b.generator.busiestLoop = 0.99
        b.ending = .cancelled
        b.level = 20
        let comparison = try LoadComparison(a: a, b: b, options: quick)
        #expect(comparison.verdict == .inconclusive, "a generator that did not keep up proves nothing")
        for part in ["targets", "tasks", "levels of load", "generator of B", "B ended early"] {
            #expect(comparison.warnings.contains { $0.contains(part) }, "\(part)")
        }
        #expect(comparison.tasks.isEmpty, "a single task in common is not told apart from the whole")
    }

    @Test(arguments: [
        (-0.01, 0.02, false, LoadComparison.Verdict.same), (0.01, 0.2, false, .worse), (0.01, 0.2, true, .better),
        (-0.2, -0.01, false, .better), (-0.2, -0.01, true, .worse), (-0.01, 0.2, false, .inconclusive),
        (0.01, 0.04, false, .same),
    ])
    func intervalsSayWhatTheySay(
        _ low: Double, _ high: Double, _ higherIsBetter: Bool, _ expected: LoadComparison.Verdict
    ) {
        #expect(LoadComparison.verdict(low, high, 0.05, higherIsBetter: higherIsBetter) == expected)
    }
}
