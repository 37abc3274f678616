import HoneCore
import Testing

@testable import HoneAgent

@Suite("Decision of a trial")
struct DecisionTests {
    private let quiet = [100.0, 101, 99, 100, 100, 101, 99, 100]
    private let noisy = [100.0, 130, 80, 110, 95, 125, 85, 105]

    private func decide(_ a: [Double], _ b: [Double], _ same: [Double], isLast: Bool = true) -> Decision? {
        Decision(a: a, b: b, sameBlocks: same, minimumGain: 0.02, isLast: isLast, seed: 1)
    }

    @Test("A clear gain is kept, with the numbers in the reason")
    func kept() throws {
        let decision = try #require(decide([100, 101, 99, 100], [50, 51, 49, 50], quiet))
        #expect(decision.outcome == .kept)
        #expect(decision.reason.contains("50 %"))
        #expect(try #require(decision.comparison).low > 0.4)
    }

    @Test("A loss is reverted")
    func loss() {
        #expect(decide([100, 101, 99, 100], [150, 151, 149, 150], quiet)?.outcome == .reverted)
    }

    @Test("Nothing gained on a quiet machine is reverted; on a noisy one it is inconclusive, with the blocks it takes")
    func nothing() throws {
        #expect(decide([100, 100.3, 99.7, 100], [100, 99.7, 100.3, 100], quiet)?.outcome == .reverted)
        let noisy = try #require(decide([100, 130, 80, 110], [125, 95, 75, 105], noisy))
        #expect(noisy.outcome == .inconclusive)
        #expect(noisy.reason.contains("blocks a side would decide"))
    }

    @Test("A gain within the machine's own noise is not kept, however narrow its interval")
    func withinNoise() throws {
        let decision = try #require(decide([100, 100.1, 99.9, 100], [90, 90.1, 89.9, 90], noisy))
        #expect(try #require(decision.comparison).low > 0.09)
        #expect(decision.outcome == .inconclusive)
        #expect(decision.reason.contains("noise"))
    }

    @Test("A gain too small to be worth it is reverted")
    func small() {
        let same = Array(repeating: 100.0, count: 8)
        #expect(decide([100, 100.1, 99.9, 100], [99, 99.1, 98.9, 99], same)?.outcome == .reverted)
    }

    @Test("Half of the blocks decide only what is far outside the noise")
    func early() {
        #expect(decide([100, 101], [40, 41], quiet, isLast: false)?.outcome == .kept)
        #expect(decide([40, 41], [100, 101], quiet, isLast: false)?.outcome == .reverted)
        #expect(decide([100, 101], [95, 96], quiet, isLast: false) == nil)
        #expect(decide([100, 130], [60, 110], noisy, isLast: false) == nil)
    }

    @Test("Four blocks a side without a gain worth keeping end a trial, and never keep the fix")
    func givingUp() throws {
        let none = try #require(decide([100, 130, 80, 110], [125, 95, 85, 120], noisy, isLast: false))
        #expect(none.outcome == .inconclusive)
        #expect(try #require(none.comparison).gain <= 0.02)
        #expect(decide([100, 100.3, 99.7, 100], [100, 99.7, 100.3, 100], quiet, isLast: false)?.outcome == .reverted)
        // Fewer blocks might still turn, and so might some gain.
        #expect(decide([100, 130, 80], [125, 95, 85], noisy, isLast: false) == nil)
        #expect(decide([100, 130, 80, 110], [95, 125, 75, 105], noisy, isLast: false) == nil)
    }

    @Test("A fix that does nothing is not kept: 60 trials with 10 % of noise, looked at as trials are")
    func nothingIsNotKept() {
        var generator = SeededGenerator(seed: 99)
        func blocks(_ count: Int) -> [Double] {
            (0..<count).map { _ in 100 * (1 + Double.random(in: -0.1...0.1, using: &generator)) }
        }
        var kept = 0
        for _ in 0..<60 {
            let same = blocks(8)
            let a = blocks(12)
            let b = blocks(12)
            var verdict = Verdict(pattern: .indices, kind: .switch, change: "", outcome: .inconclusive, reason: "")
            for count in [3, 4, 6, 8, 10, 12] {
                let decision = Decision(
                    a: Array(a.prefix(count)), b: Array(b.prefix(count)), sameBlocks: same, minimumGain: 0.02,
                    isLast: count == 6 || count == 12, seed: 3)
                guard let decision else { continue }
                verdict.outcome = decision.outcome
                verdict.comparison = decision.comparison
                verdict.noiseFloor = decision.noiseFloor
                guard count == 6, Trial.isWorthMore(verdict, .init()) else { break }
            }
            if verdict.outcome == .kept { kept += 1 }
        }
        #expect(kept == 0, "seed 99")
    }

    // Outcome, gain, noise, blocks a side that would decide; whether to go on.
    @Test(
        "What is close is looked at again",
        arguments: [
            (Verdict.Outcome.kept, 0.29, 0.2, 2, true), (.kept, 0.31, 0.2, 2, false),
            (.inconclusive, 0.3, 0.4, 18, true),
            (.inconclusive, 0.3, 0.4, 19, false), (.inconclusive, 0.01, 0.4, 2, false),
            (.reverted, -0.3, 0.4, 2, false),
        ])
    func close(outcome: Verdict.Outcome, gain: Double, noise: Double, blocks: Int, more: Bool) throws {
        var comparison = try #require(Comparison(a: [1, 2], b: [1, 2]))
        comparison.gain = gain
        comparison.blocksNeeded = blocks
        var verdict = Verdict(pattern: .indices, kind: .switch, change: "", outcome: outcome, reason: "")
        verdict.comparison = comparison
        verdict.noiseFloor = noise
        #expect(Trial.isWorthMore(verdict, .init()) == more)
    }

    @Test("Blocks go A B B A, as many of each")
    func order() {
        #expect((0..<4).map(Trial.isB) == [false, true, true, false])
        #expect((0..<12).filter(Trial.isB).count == 6)
        let looks = (1...24).filter(Trial.isLook)
        #expect(looks == [6, 8, 12, 16, 20, 24])
        for look in looks { #expect((0..<look).filter(Trial.isB).count * 2 == look) }
    }
}
