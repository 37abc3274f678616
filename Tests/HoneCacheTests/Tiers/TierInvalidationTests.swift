import HoneTesting
import Testing

@testable import HoneCache

@Suite struct TierInvalidationTests {
    /// Texts that Swift takes for equal are one key, in the tiers as in the memory.
    @Test(arguments: [("caf\u{E9}", "cafe\u{301}"), ("cafe\u{301}", "caf\u{E9}"), ("\u{AC00}", "\u{1100}\u{1161}")])
    func equalTextsAreOneKey(text: String, other: String) async throws {
        let (node, second) = (Node(), Node())
        #expect(try await node.value(for: text, loading: 1) == 1)
        await node.cache.flush()
        #expect(try await node.cache.invalidate(other))
        #expect(try await node.value(for: text, loading: 2) == 2)
        await node.cache.flush()
        node.cache.forgetAll()
        #expect(try await node.value(for: other, loading: 3) == 2, "found again under its other bytes")
        try await node.cache.invalidate(prefix: String(other.dropLast()) + other.suffix(1))
        #expect(try await node.value(for: text, loading: 4) == 4)
        #expect(try await second.value(for: text, loading: 5) == 5)
    }

    enum Kind: CaseIterable {
        case key, tag, prefix, all

        func invalidate(_ cache: Cache<String, Int>) async throws {
            switch self {
            case .key: try await cache.invalidate("key")
            case .tag: try await cache.invalidate(tag: "t")
            case .prefix: try await cache.invalidate(prefix: "ke")
            case .all: try await cache.invalidateAll()
            }
        }

        func invalidateBehind(_ cache: Cache<String, Int>) {
            switch self {
            case .key: cache.invalidate("key")
            case .tag: cache.invalidate(tag: "t")
            case .prefix: cache.invalidate(prefix: "ke")
            case .all: cache.invalidateAll()
            }
        }
    }

    let store = MemoryTierStore()
    let clock = ManualClock()

    @Test(arguments: Kind.allCases)
    func itReachesEveryTierAndNode(kind: Kind) async throws {
        let one = Node(store, clock: clock, hasInner: true)
        let other = Node(store, clock: clock, hasInner: true)
        _ = try await one.value(tags: ["t"], loading: 1)
        await one.cache.flush()
        #expect(try await other.value(tags: ["t"], loading: 2) == 1)
        await other.cache.flush()
        try await kind.invalidate(one.cache)
        #expect(store.entry(for: "key") == nil)
        #expect(one.inner?.store.entry(for: "key") == nil)
        #expect(other.cache.cached("key") == nil)
        await other.cache.flush()
        #expect(other.inner?.store.entry(for: "key") == nil, "the other node's own tier has been told too")
        #expect(try await other.value(tags: ["t"], loading: 3) == 3)
        await other.cache.flush()
        #expect(try await one.value(tags: ["t"], loading: 4) == 3)
    }

    @Test(arguments: [("products:", ["products:1", "products:", "products:é"]), ("é", ["é"]), ("x", []), ("", nil)])
    func aPrefixTakesWhatBeginsSo(prefix: String, gone: [String]?) async throws {
        let node = Node(store, clock: clock)
        let keys = ["products:1", "products:", "products:é", "product", "Products:1", "é"]
        for key in keys { node.cache.set(1, for: key) }
        await node.cache.flush()
        try await node.cache.invalidate(prefix: prefix)
        for key in keys {
            let isGone = gone?.contains(key) ?? true
            #expect((node.cache.cached(key) == nil) == isGone && (store.entry(for: key) == nil) == isGone, "\(key)")
        }
    }

    @Test(arguments: Kind.allCases)
    func aTierThatIsNotReachedIsToldLater(kind: Kind) async throws {
        let node = Node(store, clock: clock)
        _ = try await node.value(tags: ["t"], loading: 1)
        await node.cache.flush()
        node.tier.behave(.failing)
        await #expect(throws: InvalidationIncomplete(cache: "test", tiers: ["shared"])) {
            try await kind.invalidate(node.cache)
        }
        #expect(node.statistics.unpaid == 1 && node.statistics.errors == 1)
        #expect(store.entry(for: "key") != nil)
        // The tier answers again, but has not been told yet.
        node.tier.behave(.working)
        #expect(try await node.value(tags: ["t"], loading: 2) == 2, "what it has is not given out")
        await node.cache.flush()
        try await eventually {
            // The line sleeps until it tries again.
            clock.advance(by: .seconds(1))
            return node.statistics.unpaid == 0
        }
        let stored = store.entry(for: "key")?.value
        #expect(stored == nil || stored == Array("2".utf8))
    }

    @Test(arguments: Kind.allCases)
    func withoutWaitingNothingOldIsGivenOutEither(kind: Kind) async throws {
        let node = Node(store, clock: clock)
        _ = try await node.value(tags: ["t"], loading: 1)
        await node.cache.flush()
        node.tier.behave(.hanging)
        kind.invalidateBehind(node.cache)
        try await eventually { node.tier.calls(.invalidate) == 1 }
        let caller = Task { try await node.value(tags: ["t"], loading: 2) }
        try await eventually { node.tier.hanging == 2 }
        // The look answers first, with the old value, which the tier has yet to let go.
        node.tier.behave(.working)
        #expect(try await caller.value == 2)
        await node.cache.flush()
        #expect(node.statistics.unpaid == 0)
    }

    /// A value that was read from a tier before an invalidation, and comes after it.
    @Test(arguments: Kind.allCases)
    func whatComesLateFromATierIsNotKept(kind: Kind) async throws {
        let node = Node(store, clock: clock, hasInner: true)
        store.put(.number(1, tags: ["t"], storedAt: node.wall, fresh: 60_000), for: "key")
        node.tier.behave(.hanging)
        let early = Task { try await node.value(loading: 2) }
        try await eventually { node.tier.hanging == 1 }
        kind.invalidateBehind(node.cache)
        let late = Task { try await node.value(loading: 3) }
        node.tier.behave(.working)
        _ = try await early.value
        #expect(try await late.value != 1, "who came after it is not given it")
        await node.cache.flush()
        #expect(node.cache.cached("key") != 1)
        #expect(node.inner?.store.entry(for: "key")?.value != Array("1".utf8))
        #expect(store.entry(for: "key")?.value != Array("1".utf8))
    }

    /// A load that began before an invalidation, by this node or another, and is done after it.
    @Test(arguments: Kind.allCases, [false, true])
    func whatWasLoadedBeforeIsNotStored(kind: Kind, byOther: Bool) async throws {
        let gate = Gate()
        let node = Node(store, clock: clock, hasInner: true)
        let other = Node(store, clock: clock)
        let caller = Task { try await node.cache.value(for: "key", tags: ["t"]) { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        try await kind.invalidate(byOther ? other.cache : node.cache)
        gate.open(.success(1))
        #expect(try await caller.value == 1, "who waited before has what was loaded for him")
        await node.cache.flush()
        #expect(node.cache.cached("key") == nil && store.entry(for: "key") == nil)
        #expect(node.inner?.store.entry(for: "key") == nil)
        #expect(try await other.value(tags: ["t"], loading: 2) == 2)
    }

    /// A node that hears of nothing stores what it loaded before: the tier knows better.
    @Test(arguments: Kind.allCases)
    func aLeaseFromBeforeStoresNothing(kind: Kind) async throws {
        let gate = Gate()
        let node = Node(store, clock: clock)
        let other = Node(store, clock: clock)
        store.isDeaf = true
        let caller = Task { try await node.cache.value(for: "key", tags: ["t"]) { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        try await kind.invalidate(other.cache)
        gate.open(.success(1))
        _ = try await caller.value
        await node.cache.flush()
        #expect(store.entry(for: "key") == nil)
        #expect(try await other.value(tags: ["t"], loading: 2) == 2)
    }

    @Test func whatWaitsToBeStoredIsTakenOut() async throws {
        let node = Node(store, clock: clock)
        node.tier.behave(.hanging)
        node.cache.set(1, for: "first")
        try await eventually { node.tier.hanging == 1 }
        node.cache.set(1, for: "key", tags: ["t"])
        node.cache.set(2, for: "other")
        Kind.tag.invalidateBehind(node.cache)
        node.tier.behave(.working)
        await node.cache.flush()
        #expect(store.entry(for: "key") == nil && store.entry(for: "other") != nil && node.tier.calls(.store) == 2)
    }

    @Test func whoIsCancelledWhileHeWaitsIsToldSo() async throws {
        let node = Node(store, clock: clock)
        node.tier.behave(.hanging)
        let caller = Task { try await node.cache.invalidate(tag: "t") }
        try await eventually { node.tier.hanging == 1 }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        node.tier.behave(.working)
        await node.cache.flush()
        #expect(node.statistics.unpaid == 0, "and the tier is told all the same")
    }

    @Test func theErrorSaysWhatItMeans() {
        let text = "\(InvalidationIncomplete(cache: "products", tiers: ["disk", "redis"]))"
        #expect(text.contains("'products'") && text.contains("disk, redis") && text.contains("tries again"))
    }
}
