import HoneTesting
import Testing

@testable import HoneCache

/// Entries of outer tiers that are loaded anew by themselves.
@Suite struct TierReloadingTests {
    let clock = ManualClock()

    /// What jitter has once taken from an entry's own time stays taken, and no more is with each reload.
    @Test func anEntrysOwnTimeIsShortenedOnce() async throws {
        let node = Node(clock: clock) { options, _ in
            options.ttl = nil
            options.jitter = 0.5
            options.refreshAfter = .seconds(8)
        }
        let loads = Live()
        node.cache.register(
            CacheLoader { _ in
                loads.add(1)
                return 2
            })
        func length() throws -> Int64 {
            let entry = try #require(node.tier.store.entry(for: "key"))
            return entry.freshUntil - entry.storedAt
        }
        node.cache.set(1, for: "key", ttl: .seconds(600))
        await node.cache.flush()
        let first = try length()
        #expect(first >= 300_000 && first <= 600_000)
        node.cache.forgetAll()
        #expect(try await node.cache.value(for: "key") == 1)
        for round in 1...3 {
            let stored = node.statistics.stored
            try await eventually {
                clock.advance(by: .seconds(1))
                return loads.count >= round
            }
            try await eventually { node.statistics.stored > stored }
            #expect(try length() == first, "round \(round)")
        }
    }
}
