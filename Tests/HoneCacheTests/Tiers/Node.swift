import HoneTesting

@testable import HoneCache

/// A cache with tiers on a clock that the test moves, as one node of several.
struct Node {
    let cache: Cache<String, Int>
    let tier: MemoryTier
    /// An inner tier of its own, when it has two.
    let inner: MemoryTier?
    let clock: ManualClock

    init(
        _ store: MemoryTierStore = MemoryTierStore(), clock: ManualClock = ManualClock(), capacity: Int = 100,
        hasInner: Bool = false, _ change: (inout CacheOptions, inout CacheTierChoice) -> Void = { _, _ in }
    ) {
        let tier = MemoryTier(store, name: "shared")
        let inner = hasInner ? MemoryTier(name: "own") : nil
        var options = CacheOptions(ttl: .seconds(60))
        options.stripes = 1
        var choice = CacheTierChoice.memory(tier)
        change(&options, &choice)
        self.tier = tier
        self.inner = inner
        self.clock = clock
        cache = Cache(
            name: "test", capacity: .entries(capacity), options: options,
            tiers: inner.map { [.memory($0), choice] } ?? [choice], coding: .json, clock: CacheClock(clock),
            wallClock: WallClock { Int64(clock.nanoseconds / 1_000_000) })
    }

    /// What the shared tier is known to have done.
    var statistics: TierStatistics { cache.statistics.tiers.last ?? TierStatistics(name: "none") }

    /// Milliseconds since 1970 by its wall clock.
    var wall: Int64 { Int64(clock.nanoseconds / 1_000_000) }

    /// Asks for a key whose source has a value.
    func value(for key: String = "key", tags: [String] = [], loading value: Int) async throws -> Int {
        try await cache.value(for: key, tags: tags) { value }
    }
}

extension TierEntry {
    /// An entry of a number.
    static func number(_ number: Int, tags: [String] = [], storedAt: Int64, fresh: Int64, end: Int64? = nil) -> Self {
        TierEntry(
            value: Array("\(number)".utf8), tags: tags, storedAt: storedAt, freshUntil: storedAt + fresh,
            end: end.map { storedAt + $0 } ?? storedAt + fresh)
    }
}
