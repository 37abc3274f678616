import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

/// Two nodes over one tier that tells them at once: who asks after an invalidation has returned, on whichever node, is
/// never given what was true before it.
@Suite struct TierConsistencyTests {
    @Test(arguments: TierInvalidationTests.Kind.allCases, [false, true])
    func nobodyIsGivenWhatWasInvalidatedBefore(kind: TierInvalidationTests.Kind, isSmall: Bool) async throws {
        let source = ConsistencyTests.Source()
        let store = MemoryTierStore()
        let inner = MemoryTier(name: "own")
        let tiers = [[MemoryTier(store)], [inner, MemoryTier(store)]]
        let caches = tiers.map { tiers in
            Cache<String, Int>(
                name: "test", capacity: .entries(isSmall ? 1 : 10), options: CacheOptions(ttl: .seconds(60)),
                tiers: tiers.map { tier in
                    var choice = CacheTierChoice.memory(tier)
                    // No call hangs: one that takes long waits for the machine, which is no failure of the tier.
                    choice.timeout = .seconds(60)
                    return choice
                })
        }
        let outdated = Live()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for version in 1...200 {
                    source.version.store(version, ordering: .sequentiallyConsistent)
                    try await kind.invalidate(caches[0])
                    source.told.store(version, ordering: .sequentiallyConsistent)
                    await Task.yield()
                }
            }
            for reader in 0..<4 {
                group.addTask {
                    let cache = caches[reader % 2]
                    for turn in 0..<400 {
                        let atLeast = source.told.load(ordering: .sequentiallyConsistent)
                        let value = try await cache.value(for: "key", tags: ["t"]) { await source.read() }
                        if value < atLeast { outdated.add(1) }
                        // In a small cache the key leaves the memory, and comes back from the tier.
                        if isSmall { _ = try await cache.value(for: "other\(turn % 3)") { 0 } }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(outdated.count == 0)
        for cache in caches {
            #expect(try await cache.value(for: "key", tags: ["t"]) { await source.read() } == 200)
            #expect(cache.statistics.tiers.allSatisfy { $0.errors + $0.timeouts == 0 && $0.unpaid == 0 })
            await cache.close()
        }
    }
}
