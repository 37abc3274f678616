import Testing

@testable import HoneDatabase

/// Measuring by turns, on a clock that the test makes.
@Suite struct TurnsTests {
    @Test func whoGoesFirstAlternates() {
        var order: [Turns.Side] = []
        _ = Turns.fastest(sets: 1, rounds: 4, while: { true }) { side, _ in
            order.append(side)
            return 1
        }
        #expect(order == [.plain, .trial, .trial, .plain, .plain, .trial, .trial, .plain])
    }

    // By how many ms the machine gets slower, or faster, with each execution.
    @Test(arguments: [0.5, -0.5, 3, 0])
    func aMachineThatDriftsFavoursNeither(drift: Double) {
        var now = 1000.0
        var sums = (plain: 0.0, trial: 0.0)
        _ = Turns.fastest(sets: 1, rounds: 10, while: { true }) { side, _ in
            now += drift
            if side == .plain { sums.plain += now } else { sums.trial += now }
            return now
        }
        #expect(sums.plain == sums.trial)
    }

    @Test func whatTheFirstOfARoundPaysForTheOtherIsPaidByBoth() {
        var count = 0
        let cost = Turns.fastest(sets: 1, rounds: 2, while: { true }) { _, _ in
            count += 1
            // The first of two finds the caches cold.
            return count.isMultiple(of: 2) ? 10 : 13
        }
        #expect(cost == (10, 10))
    }

    @Test func setsAreAveragedAndTheFastestOfEachCounts() {
        var left = 12.0
        let cost = Turns.fastest(sets: 2, rounds: 3, while: { true }) { side, set in
            left -= 1
            return (side == .plain ? 8 : 2) + Double(set) * 4 + left
        }
        // In the third round 3 ms, 2, 1 and 0 of noise are left.
        #expect(cost.plain == 12)
        #expect(cost.trial == 5)
        let none = Turns.fastest(sets: 0, rounds: 3, while: { true }) { _, _ in 1 }
        #expect(none == (0, 0))
    }

    @Test func everySetIsMeasuredOnceThoughTimeIsUpAndNoneTwice() {
        var seen: [Int] = []
        let cost = Turns.fastest(sets: 3, rounds: 15, while: { false }) { side, set in
            if side == .trial { seen.append(set) }
            return side == .plain ? 3 : 1
        }
        #expect(seen == [0, 1, 2])
        #expect(cost == (3, 1))
    }

    @Test func whoIsMeasuredOnOneCopyIsMeasuredOnTheOther() {
        var left = 3
        var counts = [0: 0, 1: 0]
        _ = Turns.fastest(
            sets: 2, rounds: 15,
            while: {
                left -= 1
                return left > 0
            }
        ) { side, set in
            counts[set, default: 0] += side == .plain ? 1 : -1
            return 1
        }
        #expect(counts == [0: 0, 1: 0])
    }
}
