import HoneTesting
import Testing

@testable import HoneCache

/// A memory that says of itself what a file or a shared server would.
private struct Posing: CacheTier {
    let tier: MemoryTier
    var hearsOthers = false
    var outlivesProcess = false

    var name: String { tier.name }

    func entry(for key: String) async throws -> TierEntry? { try await tier.entry(for: key) }
    func store(_ writes: [TierWrite]) async throws { try await tier.store(writes) }
    func invalidate(_ invalidation: TierInvalidation) async throws { try await tier.invalidate(invalidation) }
    func statistics() -> TierStatistics { tier.statistics() }
}

/// What a tier has from an earlier process.
@Suite struct TierRestartTests {
    let clock = ManualClock()

    /// Behind it is a tier that tells of others, who may have invalidated what it has while nobody listened. Without
    /// one, or when it is not a file but shared itself, what it has is taken.
    @Test(arguments: [(true, true, 2), (true, false, 1), (false, true, 1), (false, false, 1)])
    func whatOthersMayHaveInvalidatedIsNotBroughtBack(outlives: Bool, hears: Bool, expected: Int) async throws {
        let (own, shared) = (MemoryTier(name: "own"), MemoryTier(name: "shared"))
        let now = Int64(clock.nanoseconds / 1_000_000)
        own.store.put(.number(1, storedAt: now, fresh: 60_000), for: "key")
        shared.store.put(.number(2, storedAt: now, fresh: 60_000), for: "key")
        if outlives && hears { own.behave(.failing) }
        let clock = clock
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(10), options: CacheOptions(ttl: .seconds(60)),
            tiers: [
                CacheTierChoice { _ in Posing(tier: own, outlivesProcess: outlives) },
                CacheTierChoice { _ in Posing(tier: shared, hearsOthers: hears) },
            ], coding: .json, clock: CacheClock(clock), wallClock: WallClock { Int64(clock.nanoseconds / 1_000_000) })
        await cache.flush()
        // It could not be told, and is not believed all the same.
        own.behave(.working)
        #expect(try await cache.value(for: "key") { 3 } == expected)
        #expect(shared.calls(.invalidate) == 0 && shared.store.entry(for: "key") != nil)
        try await eventually {
            clock.advance(by: .seconds(1))
            return cache.statistics.tiers.allSatisfy { $0.unpaid == 0 }
        }
        #expect(own.calls(.invalidate) == (outlives && hears ? 2 : 0))
    }
}
