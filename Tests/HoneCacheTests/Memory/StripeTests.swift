import HoneCore
import Synchronization
import Testing

@testable import HoneCache

@Suite struct StripeTests {
    /// A value whose halves are made alike, and whose life is counted.
    final class Pair: Sendable {
        let key: Int
        let version: Int
        let live: Live

        init(key: Int, version: Int, live: Live) {
            self.key = key
            self.version = version
            self.live = live
            live.add(1)
        }
        deinit { live.add(-1) }
    }

    /// Readers on several threads while others replace, invalidate and evict: none is given what was let go or belongs
    /// to another key, and versions never go back.
    @Test func hitsShareWhatWritersChange() async {
        let live = Live()
        do {
            var options = CacheOptions()
            options.stripes = 2
            let cache = Cache<Int, Pair>(name: "test", capacity: .entries(48), options: options)
            await withTaskGroup(of: Int.self) { group in
                for reader in 0..<4 {
                    group.addTask {
                        var generator = SeededGenerator(seed: UInt64(reader))
                        var wrong = 0
                        var latest = Array(repeating: 0, count: 64)
                        for _ in 0..<40_000 {
                            let key = Int(generator.next(in: 0...63))
                            guard let pair = cache.cached(key) else { continue }
                            if pair.key != key || pair.version < latest[key] { wrong += 1 }
                            latest[key] = pair.version
                        }
                        return wrong
                    }
                }
                // One for each half of the keys, so that each key's versions come in order.
                for writer in 0..<2 {
                    group.addTask {
                        var generator = SeededGenerator(seed: UInt64(10 + writer))
                        for version in 1...20_000 {
                            let key = Int(generator.next(in: 0...31)) * 2 + writer
                            if version % 7 == 0 {
                                cache.invalidate(key)
                            } else {
                                cache.set(Pair(key: key, version: version, live: live), for: key)
                            }
                        }
                        return 0
                    }
                }
                for await wrong in group { #expect(wrong == 0) }
            }
            let statistics = cache.statistics
            #expect(statistics.hits + statistics.misses == 160_000)
            #expect(live.count == statistics.entries && statistics.entries <= 48)
        }
        #expect(live.count == 0)
    }

    @Test(arguments: [(1, 16), (8, 16), (9, 32), (16, 32), (200, 64)])
    func linesForSoManyCores(cores: Int, lines: Int) {
        #expect(Stripe<Int, Int>.lines(cores: cores) == lines)
    }

    @Test func aHitMeetsAWriterAndIsLeftToIt() {
        var state = StripeState<Int, Int>(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, Int>()
        state.store(
            .init(key: 1, fingerprint: 5, value: 7, weight: 1, tags: [], ttl: nil, seen: 1), options: CacheOptions(),
            now: 0, removed: &removed)
        let stripe = Stripe(state)
        let free = stripe.hit(1, 5, latest: 1, clock: .system, idle: 0)
        let during = stripe.withLock { _ in stripe.hit(1, 5, latest: 1, clock: .system, idle: 0) }
        let after = stripe.hit(1, 5, latest: 1, clock: .system, idle: 0)
        let other = stripe.hit(2, 5, latest: 1, clock: .system, idle: 0)
        #expect(free == 7 && during == nil && after == 7 && other == nil)
        #expect(stripe.hits == 2)
    }
}
