import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

@Suite struct TierFlushTests {
    /// A tier of which each call brings the next, so that there is always something on its way to it.
    final class Echo: CacheTier {
        let name = "echo"
        let calls = Live()
        private let next = Mutex<(@Sendable (Int) -> Void)?>(nil)

        func answer(_ next: @escaping @Sendable (Int) -> Void) { self.next.withLock { $0 = next } }

        private func called() {
            calls.add(1)
            // It ends, so that a flush that waits for it fails rather than hangs.
            if calls.count < 1_000 { next.withLock(\.self)?(calls.count) }
        }

        func entry(for key: String) async throws -> TierEntry? { nil }
        func store(_ writes: [TierWrite]) async throws { called() }
        func invalidate(_ invalidation: TierInvalidation) async throws { called() }
        func statistics() -> TierStatistics { TierStatistics(name: name) }
    }

    let echo = Echo()

    func cache() -> Cache<String, Int> {
        Cache(name: "test", capacity: .entries(2_000), ttl: .seconds(60), tiers: [CacheTierChoice { [echo] _ in echo }])
    }

    /// Stores that keep coming, of ever new keys or of one, invalidations that keep coming, and either bringing the
    /// other.
    @Test(arguments: 0..<4)
    func aFlushDoesNotWaitForWhatComesAfterIt(kind: Int) async throws {
        let cache = cache()
        echo.answer { [weak cache] call in
            let key = kind == 1 ? "key" : "\(call)"
            if kind == 2 || kind == 3 && call % 2 == 0 { cache?.invalidate(key) } else { cache?.set(1, for: key) }
        }
        cache.set(1, for: "first")
        await cache.flush()
        #expect((1..<500).contains(echo.calls.count))
        await cache.close()
        try await eventually { echo.calls.count >= 1 }
    }

    @Test func aFlushWaitsForAllThatCameBeforeIt() async {
        let cache = cache()
        for number in 0..<500 { cache.set(1, for: "\(number)") }
        cache.invalidate("other", behind: ())
        await cache.flush()
        let stored = cache.statistics.tiers[0].stored
        #expect(stored == 500 && cache.statistics.tiers[0].unpaid == 0)
    }

    /// What was set and could not be stored is invalidated in the tier, which a flush waits for as well.
    @Test func aFlushWaitsForWhatComesOfAFailure() async throws {
        let tier = MemoryTier()
        let clock = ManualClock()
        var choice = CacheTierChoice.memory(tier)
        choice.failureLimit = 1_000
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(100), tiers: [choice],
            coding: ValueCoding(encode: { _ in throw LoadFailed(number: 1) }, decode: { _ in 0 }),
            clock: CacheClock(clock))
        for number in 0..<70 { cache.set(1, for: "\(number)") }
        await cache.flush()
        #expect(tier.calls(.invalidate) == 70 && cache.statistics.tiers[0].unpaid == 0)
        #expect(cache.statistics.tiers[0].codingFailures == 70)
    }
}
