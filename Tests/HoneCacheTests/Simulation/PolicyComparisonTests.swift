import HoneCore
import Testing

@testable import HoneCache

/// The policies on traces made by a seed: none is above the optimum, and ours is where it should be.
@Suite struct PolicyComparisonTests {
    /// A kind of access, and what our policy must reach there, in points of hit ratio beside LRU's and SIEVE's best.
    enum Access: String, CaseIterable {
        case skewed, circle, skewedThenCircle, scans, longScans, shifting, uniform

        func keys(_ generator: inout SeededGenerator) -> [Int] {
            func skewed(_ count: Int, from first: Int = 0, keys: Double = 2_000) -> [Int] {
                (0..<count).map { _ in
                    let unit = generator.nextUnit()
                    return first + Int(unit * unit * unit * unit * keys)
                }
            }
            switch self {
            case .skewed: return skewed(10_000)
            case .circle: return (0..<10_000).map { $0 % 1_000 }
            case .skewedThenCircle: return skewed(6_000) + (0..<9_000).map { 5_000 + $0 % 250 }
            case .scans: return (0..<10).flatMap { _ in skewed(800) + Array(9_000..<9_200) }
            case .longScans: return (0..<3).flatMap { _ in skewed(3_000) + Array(9_000..<11_000) }
            case .shifting: return (0..<8).flatMap { skewed(1_500, from: $0 * 500) }
            case .uniform: return (0..<10_000).map { _ in Int(generator.next(in: 0...999)) }
            }
        }
    }

    @Test(arguments: Access.allCases, [1, 2, 10, 60, 200])
    func theOptimumIsAboveAll(access: Access, capacity: Int) throws {
        var generator = SeededGenerator(seed: 42)
        let trace = KeyTrace(access.keys(&generator))
        let simulation = CacheSimulation(trace, capacities: [capacity])
        let optimum = try #require(simulation.outcomes.first { $0.policy == .optimum })
        for outcome in simulation.outcomes {
            #expect(outcome.hits <= optimum.hits, "\(outcome.policy) on \(access)")
        }
        let ours = try #require(simulation.outcomes.first { $0.policy == .adaptive })
        let lru = try #require(simulation.outcomes.first { $0.policy == .lru })
        #expect(ours.hitRatio > lru.hitRatio - 0.03, "\(access), \(capacity) entries")
    }

    /// What adapting brings and costs on made traces, at a tenth of the keys; docs/caching.md has the table.
    @Test(arguments: [
        (Access.skewed, -0.001), (.circle, -0.01), (.skewedThenCircle, 0.08), (.scans, -0.001), (.longScans, -0.001),
        (.shifting, -0.001),
        (.uniform, -0.01),
    ])
    func adaptingPays(access: Access, gain: Double) throws {
        var generator = SeededGenerator(seed: 42)
        let trace = KeyTrace(access.keys(&generator))
        let simulation = CacheSimulation(trace, shares: [0.1])
        let plain = try #require(simulation.outcomes.first { $0.policy == .s3FIFO })
        let adaptive = try #require(simulation.outcomes.first { $0.policy == .adaptive })
        print("\(access): hit ratio in %\n\(simulation.table)")
        #expect(adaptive.hitRatio >= plain.hitRatio + gain, "\(adaptive.hitRatio) and \(plain.hitRatio)")
    }

    /// Where the optimum was found by trying every choice.
    @Test(arguments: 0..<40)
    func theOptimumIsThatOfAllChoices(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let keys = (0..<11).map { _ in Int(generator.next(in: 0...4)) }
        let trace = KeyTrace(keys)
        for capacity in 1...3 {
            let best = Self.best(trace.keys[...], cached: [], capacity: capacity)
            #expect(CachePolicy.optimum.hits(of: trace, capacity: capacity) == best, "\(keys), \(capacity) entries")
        }
    }

    private static func best(_ keys: ArraySlice<Int>, cached: Set<Int>, capacity: Int) -> Int {
        guard let key = keys.first else { return 0 }
        if cached.contains(key) { return 1 + best(keys.dropFirst(), cached: cached, capacity: capacity) }
        let withKey = cached.union([key])
        if withKey.count <= capacity { return best(keys.dropFirst(), cached: withKey, capacity: capacity) }
        return withKey.map { best(keys.dropFirst(), cached: withKey.subtracting([$0]), capacity: capacity) }.max() ?? 0
    }

    /// LRU and SIEVE as lists that are searched.
    @Test(arguments: [1, 2, 3, 10, 50])
    func rivalsDoWhatTheirPapersSay(capacity: Int) {
        var generator = SeededGenerator(seed: UInt64(capacity))
        let trace = KeyTrace((0..<5_000).map { _ in Int(generator.nextUnit() * generator.nextUnit() * 150) })
        var lru: [Int] = []
        var lruHits = 0
        var sieve: [(key: Int, isUsed: Bool)] = []
        var hand = 0
        var sieveHits = 0
        for key in trace.keys {
            if let index = lru.firstIndex(of: key) {
                lruHits += 1
                lru.remove(at: index)
            } else if lru.count == capacity {
                lru.removeFirst()
            }
            lru.append(key)
            if let index = sieve.firstIndex(where: { $0.key == key }) {
                sieveHits += 1
                sieve[index].isUsed = true
                continue
            }
            if sieve.count == capacity {
                while true {
                    if hand >= sieve.count { hand = 0 }
                    guard sieve[hand].isUsed else { break }
                    sieve[hand].isUsed = false
                    hand += 1
                }
                sieve.remove(at: hand)
                // The hand stays where the newest is next; there is none yet: it begins with the oldest.
                if hand == sieve.count { hand = 0 }
            }
            sieve.append((key, false))
        }
        #expect(CachePolicy.lru.hits(of: trace, capacity: capacity) == lruHits)
        #expect(CachePolicy.sieve.hits(of: trace, capacity: capacity) == sieveHits)
    }

    @Test func theSketchTellsOftenFromRarely() {
        var sketch = FrequencySketch(capacity: 100)
        for _ in 0..<10 { sketch.record(1) }
        sketch.record(2)
        #expect(sketch.frequency(of: 1) >= 10)
        #expect((1...9).contains(sketch.frequency(of: 2)))
        for _ in 0..<20 { sketch.record(1) }
        #expect(sketch.frequency(of: 1) == 15)
        for key in 0..<1_000 { sketch.record(key + 100) }
        #expect(sketch.frequency(of: 1) <= 8, "counters are halved after ten requests for each entry")
    }
}
