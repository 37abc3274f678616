import HoneCore
import Testing

@testable import HoneCache

@Suite struct TimerWheelTests {
    static let tick: UInt64 = 1 << 27
    static let second: UInt64 = 1_000_000_000

    /// Takes out what is over, as a cache does.
    static func expire(_ wheel: inout TimerWheel, _ deadlines: inout [Int: UInt64], now: UInt64) -> Set<Int> {
        var over: Set<Int> = []
        wheel.advance(to: now)
        while let slot = wheel.popDue() {
            guard let deadline = deadlines[slot] else { continue }
            if deadline <= now {
                deadlines[slot] = nil
                over.insert(slot)
            } else {
                wheel.schedule(slot, at: deadline)
            }
        }
        return over
    }

    /// From within a bucket of the first ring to beyond the last.
    static let deadlines: [UInt64] = [
        1, tick - 1, tick, tick + 1, 64 * tick - 1, 64 * tick, 100 * tick, 4_095 * tick, 4_096 * tick,
        3_600 * second, 86_400 * second, 2_000_000 * second, 3_000_000 * second, 40_000_000 * second,
    ]

    @Test(arguments: deadlines, [0, 5 * second + 17, 1_000_003 * second])
    func givesOutWithinATickOfTheDeadline(after: UInt64, start: UInt64) {
        var wheel = TimerWheel()
        wheel.advance(to: start)
        var pending = [3: start + after]
        wheel.schedule(3, at: start + after)
        #expect(Self.expire(&wheel, &pending, now: start + after - 1) == [])
        #expect(wheel.count == 1)
        #expect(Self.expire(&wheel, &pending, now: start + after + Self.tick) == [3])
        #expect(wheel.count == 0)
    }

    @Test(arguments: 1...6)
    func doesWhatAScanDoes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var wheel = TimerWheel()
        var pending: [Int: UInt64] = [:]
        var now: UInt64 = generator.next(in: 0...Self.second * 1_000)
        wheel.advance(to: now)
        for step in 0..<3_000 {
            let slot = Int(generator.next(in: 0...200))
            switch generator.next(in: 0...4) {
            case 0:
                wheel.cancel(slot)
                pending[slot] = nil
            case 1:
                now += generator.next(in: 0...Self.second << generator.next(in: 0...12))
                let before = pending
                let over = Self.expire(&wheel, &pending, now: now)
                let late = before.filter { $0.value + Self.tick <= now }
                #expect(over.isSuperset(of: late.keys), "seed \(seed), step \(step)")
                #expect(over.allSatisfy { (before[$0] ?? .max) <= now }, "seed \(seed), step \(step)")
            default:
                let deadline = now + generator.next(in: 0...Self.second << generator.next(in: 0...20))
                wheel.schedule(slot, at: deadline)
                pending[slot] = deadline
            }
            #expect(wheel.count == pending.count)
        }
    }

    @Test func aDeadlineThatIsOverIsDueWithTheNextTick() {
        var wheel = TimerWheel()
        wheel.advance(to: 1_000 * Self.second)
        var pending = [0: 5 * Self.second]
        wheel.schedule(0, at: 5 * Self.second)
        #expect(wheel.popDue() == nil)
        #expect(Self.expire(&wheel, &pending, now: 1_000 * Self.second + Self.tick) == [0])
    }

    @Test func timeDoesNotGoBack() {
        var wheel = TimerWheel()
        wheel.advance(to: 100 * Self.second)
        wheel.schedule(0, at: 101 * Self.second)
        wheel.advance(to: 3)
        #expect(wheel.popDue() == nil)
        wheel.advance(to: 102 * Self.second)
        #expect(wheel.popDue() == 0)
    }

    @Test func cancellingWhatIsNotThere() {
        var wheel = TimerWheel()
        wheel.cancel(7)
        wheel.schedule(7, at: 1)
        wheel.cancel(7)
        wheel.cancel(7)
        wheel.advance(to: Self.second)
        #expect(wheel.popDue() == nil && wheel.count == 0)
    }

    @Test func whatIsDueCanBeCancelled() {
        var wheel = TimerWheel()
        for slot in 0..<3 { wheel.schedule(slot, at: 1) }
        wheel.advance(to: Self.second)
        wheel.cancel(1)
        #expect(Set([wheel.popDue(), wheel.popDue()]) == [0, 2])
        #expect(wheel.popDue() == nil)
    }

    @Test func theEndOfTimeIsNoDeadlineToOverflow() {
        var wheel = TimerWheel()
        wheel.advance(to: 9 * Self.second)
        wheel.schedule(0, at: .max - 1)
        wheel.advance(to: 100_000_000 * Self.second)
        #expect(wheel.popDue() == 0, "it is looked at again, and waits anew")
        wheel.schedule(0, at: .max - 1)
        #expect(wheel.count == 1)
    }
}
