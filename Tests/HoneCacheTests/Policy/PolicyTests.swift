import HoneCore
import Testing

@testable import HoneCache

@Suite struct PolicyTests {
    /// A policy with the keys of its slots.
    final class Keyed {
        var policy: Policy
        var slots: [Int: Int] = [:]
        var keys: [Int: Int] = [:]

        init(capacity: Int, adapts: Bool = true) { policy = Policy(capacity: capacity, adapts: adapts) }

        /// Uses a key or adds it; says who left.
        func request(_ key: Int, weight: Int = 1) -> [Int] {
            if let slot = slots[key] {
                policy.use(slot)
                return []
            }
            let slot = policy.insert(fingerprint: UInt32(key), weight: weight)
            slots[key] = slot
            keys[slot] = key
            return evict()
        }

        func evict() -> [Int] {
            var victims: [Int] = []
            while let slot = policy.evict() {
                guard let key = keys.removeValue(forKey: slot) else { continue }
                slots[key] = nil
                victims.append(key)
            }
            return victims
        }

        func remove(_ key: Int) {
            guard let slot = slots.removeValue(forKey: key) else { return }
            keys[slot] = nil
            policy.remove(slot)
        }
    }

    struct Run: Sendable, CustomTestStringConvertible {
        var seed: UInt64
        var capacity: Int
        var keys: UInt64
        var heaviest: UInt64 = 1
        var testDescription: String { "seed \(seed), capacity \(capacity), \(keys) keys, weights to \(heaviest)" }
    }

    static let runs =
        [1, 2, 3, 5, 10, 21, 64, 100].enumerated().flatMap { index, capacity in
            [
                Run(seed: UInt64(index), capacity: capacity, keys: UInt64(capacity * 3)),
                Run(seed: UInt64(100 + index), capacity: capacity, keys: UInt64(capacity * 12 + 3)),
                Run(seed: UInt64(200 + index), capacity: capacity * 8, keys: UInt64(capacity * 5), heaviest: 7),
            ]
        }

    /// Small numbers more often than large ones.
    static func skewed(_ generator: inout SeededGenerator, below limit: UInt64) -> Int {
        let unit = generator.nextUnit()
        return Int(unit * unit * unit * Double(limit))
    }

    @Test(arguments: runs, [true, false])
    func doesWhatTheNaiveModelDoes(run: Run, adapts: Bool) {
        var generator = SeededGenerator(seed: run.seed)
        let keyed = Keyed(capacity: run.capacity, adapts: adapts)
        var model = NaivePolicy(capacity: run.capacity, adapts: adapts)
        for step in 0..<4_000 {
            // Halfway the app turns to other keys, in a circle, so that the main queue is refilled.
            let key =
                step < 2_000
                ? Self.skewed(&generator, below: run.keys) : 100_000 + step % (run.capacity * 2 + 1)
            switch generator.next(in: 0...19) {
            case 0:
                keyed.remove(key)
                model.remove(key)
            case 1:
                guard let slot = keyed.slots[key] else { continue }
                let weight = Int(generator.next(in: 1...run.heaviest))
                keyed.policy.reweigh(slot, to: weight)
                model.reweigh(key, to: weight)
                #expect(keyed.evict() == model.evict(), "\(run.testDescription), step \(step)")
            default:
                let weight = Int(generator.next(in: 1...run.heaviest))
                if keyed.slots[key] != nil {
                    _ = keyed.request(key)
                    model.use(key)
                } else {
                    let expected = model.insert(key, weight: weight)
                    #expect(keyed.request(key, weight: weight) == expected, "\(run.testDescription), step \(step)")
                }
            }
            #expect(keyed.policy.weight == model.weight)
            #expect(keyed.policy.count == model.count && keyed.slots.count == model.count)
            #expect(keyed.policy.weight <= run.capacity, "\(run.testDescription), step \(step)")
        }
        #expect(keyed.slots.keys.allSatisfy(model.contains))
    }

    @Test(arguments: [1, 2, 7, 100])
    func slotsAreUsedAgain(capacity: Int) {
        let keyed = Keyed(capacity: capacity)
        for key in 0..<capacity * 50 { _ = keyed.request(key) }
        #expect(keyed.policy.slots <= capacity + 1)
        #expect(keyed.policy.count == capacity)
    }

    @Test func fillsUpBeforeAnythingLeaves() {
        let keyed = Keyed(capacity: 50)
        for key in 0..<50 { #expect(keyed.request(key) == []) }
        #expect(keyed.policy.weight == 50)
        #expect(keyed.request(50).count == 1)
    }

    @Test func twoUsesLeadToTheMainQueue() {
        let keyed = Keyed(capacity: 10)
        for key in 0..<10 { _ = keyed.request(key) }
        // Entry 0 fills the small queue; 1 to 9 are in the main one, which the cache was filled with.
        _ = keyed.request(0)
        _ = keyed.request(0)
        #expect(keyed.request(10) == [1], "0 moves on, and the oldest of the main queue leaves for it")
        #expect(keyed.slots[0] != nil)
        #expect(keyed.request(11) == [10], "unused, 10 leaves the small queue for good")
    }

    @Test func whoComesBackSoonEntersTheMainQueue() {
        let keyed = Keyed(capacity: 10)
        for key in 0..<11 { _ = keyed.request(key) }
        #expect(keyed.slots[0] == nil, "it left the small queue")
        #expect(keyed.request(0) == [1], "the main queue is one too long with it")
        for key in 20..<25 { _ = keyed.request(key) }
        #expect(keyed.slots[0] != nil, "those that came once pass through the small queue")
    }

    @Test func anEntryInUseGoesRoundThreeTimes() {
        let keyed = Keyed(capacity: 4)
        for key in 0..<4 { _ = keyed.request(key) }
        for _ in 0..<10 { _ = keyed.request(1) }
        #expect(keyed.policy.count == 4)
        var rounds = 0
        // Each that comes back from the ghost makes the main queue too long, and its end is looked at.
        var next = 10
        while keyed.slots[1] != nil, rounds < 100 {
            _ = keyed.request(next)
            _ = keyed.request(next + 1)
            _ = keyed.request(next)
            next += 2
            rounds += 1
        }
        #expect(rounds > 3 && rounds < 40)
    }

    @Test func aCircleAfterASkewedPhaseIsLearned() {
        let keyed = Keyed(capacity: 100)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 { _ = keyed.request(Self.skewed(&generator, below: 1_000)) }
        var hits = 0
        for step in 0..<10_000 {
            let key = 10_000 + step % 130
            if keyed.slots[key] != nil { hits += 1 }
            _ = keyed.request(key)
        }
        #expect(hits > 3_000, "\(hits) of at most 7,692; without a refill there are none")
    }

    @Test(arguments: [(0, 1), (-5, 1), (1, 1), (9, 9)])
    func capacityIsAtLeastOne(given: Int, capacity: Int) {
        #expect(Policy(capacity: given).capacity == capacity)
    }

    @Test(arguments: [(-3, 0), (0, 0), (5, 5), (10, 10), (11, 10), (Int.max, 10)])
    func weightsAreClamped(given: Int, weight: Int) {
        var policy = Policy(capacity: 10)
        let slot = policy.insert(fingerprint: 1, weight: given)
        #expect(policy.weight == weight)
        policy.reweigh(slot, to: 3)
        #expect(policy.weight == 3)
        policy.reweigh(slot, to: given)
        #expect(policy.weight == weight)
    }

    @Test func removingTwiceIsRemovingOnce() {
        var policy = Policy(capacity: 3)
        let slot = policy.insert(fingerprint: 1)
        policy.remove(slot)
        policy.remove(slot)
        policy.reweigh(slot, to: 2)
        #expect(policy.count == 0 && policy.weight == 0 && policy.evict() == nil)
        #expect(policy.insert(fingerprint: 2) == slot)
    }
}
