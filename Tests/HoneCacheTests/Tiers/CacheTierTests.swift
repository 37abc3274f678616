import HoneTesting
import Testing

@testable import HoneCache

@Suite struct CacheTierTests {
    @Test func whatIsLoadedOutlivesTheProcess() async throws {
        let store = MemoryTierStore()
        let clock = ManualClock()
        let before = Node(store, clock: clock)
        #expect(try await before.value(loading: 1) == 1)
        await before.cache.close()
        #expect(before.tier.isClosed)
        let after = Node(store, clock: clock)
        #expect(try await after.value(loading: 2) == 1)
        #expect(try await after.value(loading: 3) == 1)
        let statistics = after.cache.statistics
        #expect(statistics.loads == 0 && statistics.misses == 1 && statistics.hits == 1)
        #expect(after.statistics.hits == 1 && after.statistics.misses == 0 && after.statistics.entries == 1)
        #expect(before.statistics.stored == 1 && before.statistics.isAvailable == false)
    }

    /// Memory, then the inner tier, then the outer one, then the load; what an outer one has fills those before it.
    @Test func theOrderIsFromTheInnermost() async throws {
        let store = MemoryTierStore()
        let clock = ManualClock()
        let first = Node(store, clock: clock, hasInner: true)
        _ = try await first.value(loading: 1)
        await first.cache.flush()
        let node = Node(store, clock: clock, hasInner: true)
        #expect(try await node.value(loading: 2) == 1)
        #expect(node.inner?.calls(.entry) == 1 && node.tier.calls(.entry) == 1 && node.tier.calls(.lease) == 0)
        await node.cache.flush()
        #expect(node.inner?.store.entry(for: "key")?.value == Array("1".utf8), "the inner one was filled")
        #expect(node.tier.calls(.store) == 0, "and the outer one left as it is")
        node.cache.forgetAll()
        #expect(try await node.value(loading: 3) == 1)
        #expect(node.tier.calls(.entry) == 1, "the inner one had it")
        #expect(try await node.value(loading: 4) == 1)
        #expect(node.inner?.calls(.entry) == 2, "and then the memory")
    }

    @Test func aLoadIsStoredInEveryTierBehindTheCaller() async throws {
        let node = Node(hasInner: true)
        node.tier.behave(.hanging)
        let caller = Task { try await node.value(tags: ["t"], loading: 7) }
        // The outer tier does not answer: neither the look nor the lease, then.
        for _ in 0..<2 {
            try await eventually { node.clock.sleepers == 1 }
            node.clock.advance(by: .milliseconds(250))
        }
        #expect(try await caller.value == 7)
        node.tier.behave(.working)
        await node.cache.flush()
        let entry = try #require(node.inner?.store.entry(for: "key"))
        #expect(entry.tags == ["t"] && entry.value == Array("7".utf8))
        #expect(entry.storedAt == node.wall && entry.freshUntil == node.wall + 60_000 && entry.end == entry.freshUntil)
        #expect(node.tier.store.entry(for: "key") == nil, "and one that gave no lease is not told")
    }

    @Test func entriesTakeTheirTimesAlong() async throws {
        let node = Node { options, _ in options.failSafe = .seconds(100) }
        node.cache.set(1, for: "own", ttl: .seconds(5))
        node.cache.set(2, for: "usual")
        await node.cache.flush()
        let own = try #require(node.tier.store.entry(for: "own"))
        let usual = try #require(node.tier.store.entry(for: "usual"))
        #expect(own.freshUntil - own.storedAt == 5_000 && own.end - own.freshUntil == 100_000)
        #expect(usual.freshUntil - usual.storedAt == 60_000)
        node.clock.advance(by: .seconds(4))
        node.cache.forgetAll()
        #expect(try await node.value(for: "own", loading: 9) == 1)
        node.clock.advance(by: .seconds(1))
        #expect(node.cache.cached("own") == nil, "its time goes on where it stood")
    }

    @Test func withoutATimeToLiveThereIsNoEnd() async throws {
        let node = Node { options, _ in options.ttl = nil }
        node.cache.set(1, for: "key")
        await node.cache.flush()
        let entry = try #require(node.tier.store.entry(for: "key"))
        #expect(entry.freshUntil == .max && entry.end == .max)
        node.cache.forgetAll()
        node.clock.advance(by: .seconds(1_000_000))
        #expect(try await node.value(loading: 2) == 1)
    }

    @Test func whatIsSetReplacesWhatTheTiersHave() async throws {
        let store = MemoryTierStore()
        let clock = ManualClock()
        let (one, other) = (Node(store, clock: clock), Node(store, clock: clock))
        _ = try await one.value(loading: 1)
        await one.cache.flush()
        #expect(try await other.value(loading: 5) == 1)
        one.cache.set(2, for: "key")
        await one.cache.flush()
        #expect(try await other.value(loading: 6) == 2, "the other node heard of it")
        #expect(other.statistics.heard == 2)
        one.cache.set(3, for: "key", ttl: .zero)
        await one.cache.flush()
        #expect(store.entry(for: "key") == nil)
        #expect(try await other.value(loading: 7) == 7)
    }

    /// The value that was set leaves the memory before a tier has it: what the tier has is not given out in its place.
    @Test func whatIsOnItsWayIsFoundThere() async throws {
        let node = Node(capacity: 1)
        node.tier.store.put(.number(1, storedAt: node.wall, fresh: 60_000), for: "key")
        node.tier.behave(.hanging)
        node.cache.set(2, for: "key")
        node.cache.set(0, for: "other")
        node.cache.set(0, for: "third")
        #expect(node.cache.cached("key") == nil)
        #expect(try await node.value(loading: 3) == 2)
        node.tier.behave(.working)
        await node.cache.flush()
        #expect(node.tier.store.entry(for: "key")?.value == Array("2".utf8))
    }

    @Test func keysMayBeNumbers() async throws {
        let tier = MemoryTier()
        let make = { Cache<Int, String>(name: "n", capacity: .entries(10), ttl: .seconds(60), tiers: [.memory(tier)]) }
        let cache = make()
        #expect(try await cache.value(for: -3) { "three" } == "three")
        await cache.flush()
        #expect(tier.store.entry(for: "-3") != nil)
        let again = make()
        #expect(try await again.value(for: -3) { "four" } == "three")
    }

    @Test func aCacheThatGoesAwayLetsGoOfItsTiers() async throws {
        let tier = MemoryTier()
        do {
            let cache = Cache<String, Int>(
                name: "test", capacity: .entries(10), options: CacheOptions(), tiers: [.memory(tier)])
            cache.set(1, for: "key")
        }
        try await eventually { tier.isClosed }
        #expect(tier.store.count == 1, "having stored what was on its way")
    }

    @Test func withoutTiersNothingIsKnownOfThem() async throws {
        let cache = Cache<String, Int>(name: "test", capacity: .entries(10), ttl: .seconds(1), tiers: [])
        cache.set(1, for: "key")
        try await cache.invalidate(prefix: "ke")
        await cache.flush()
        await cache.close()
        #expect(cache.statistics.tiers.isEmpty && cache.cached("key") == nil)
    }
}
