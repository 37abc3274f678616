import HoneTesting
import Testing

@testable import HoneCache

@Suite struct TierEntryTests {
    // Time to live of the options, s; their jitter; that of the entry, ms; and what is its own of that, ms.
    @Test(
        arguments: [
            (nil, 0, 60_000, 60_000), (60, 0, 60_000, nil), (60, 0, 59_999, nil), (60, 0, 59_998, 59_998),
            (60, 0, 60_001, 60_001), (60, 0.5, 30_000, nil), (60, 0.5, 29_000, 29_000), (60, 2, 1, nil),
            (60, .nan, 5_000, 5_000), (nil, 0, nil, nil), (60, 0, nil, nil), (nil, 0, -5, nil),
        ] as [(Int?, Double, Int64?, Int?)])
    func whatIsAnEntrysOwn(usual: Int?, jitter: Double, ttl: Int64?, own: Int?) {
        var options = CacheOptions(ttl: usual.map { .seconds($0) })
        options.jitter = jitter
        let entry = TierEntry(value: [], storedAt: 1_000, freshUntil: ttl.map { 1_000 + $0 } ?? .max)
        #expect(entry.ownTTL(options) == own.map { .milliseconds($0) })
    }

    /// What was stored together does not expire together in the tiers either, nor on a node that finds it there; and
    /// the node that stored it lets go of it at the same time.
    @Test(arguments: [false, true])
    func timesToLiveAreShortenedInTiersToo(isSet: Bool) async throws {
        let store = MemoryTierStore()
        let clock = ManualClock()
        let nodes = (0..<2).map { _ in Node(store, clock: clock) { options, _ in options.jitter = 0.5 } }
        let keys = (0..<40).map { "\($0)" }
        for key in keys {
            if isSet { nodes[0].cache.set(1, for: key) } else { _ = try await nodes[0].value(for: key, loading: 1) }
        }
        await nodes[0].cache.flush()
        let entries = keys.compactMap { store.entry(for: $0) }
        let lengths = entries.map { $0.freshUntil - $0.storedAt }
        #expect(lengths.allSatisfy { (29_999...60_000).contains($0) } && Set(lengths).count > 20, "\(lengths)")
        for key in keys { #expect(try await nodes[1].value(for: key, loading: 2) == 1) }
        clock.advance(by: .seconds(45))
        let left = nodes.map { node in keys.filter { node.cache.cached($0) != nil } }
        #expect(left[0] == left[1] && left[0].count > 5 && left[0].count < 35)
    }

    @Test(arguments: [
        (TierInvalidation.key("a"), true), (.key("a:1"), false), (.key(""), false), (.prefix("a"), true),
        (.prefix(""), true), (.prefix("a:"), false), (.tag("t"), true), (.tag("u"), true), (.tag("tu"), false),
        (.tag(""), false), (.all, true),
    ])
    func invalidationsTakeInWhatTheySay(invalidation: TierInvalidation, expected: Bool) {
        #expect(invalidation.includes(key: "a", tags: ["t", "u"]) == expected)
    }

    /// Texts that Swift takes for equal are different keys where bytes count.
    @Test func keysAndTagsAreBytes() {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(!TierInvalidation.key(composed).includes(key: decomposed, tags: []))
        #expect(!TierInvalidation.tag(composed).includes(key: "", tags: [decomposed]))
        #expect(!TierInvalidation.prefix(composed).includes(key: decomposed + "x", tags: []))
        #expect(TierInvalidation.prefix("e").includes(key: decomposed, tags: []), "of its bytes")
    }

    static let second: UInt64 = 1_000_000_000
    /// The cache's clock, and the time of day, when entries are looked at.
    static let now = 10_000 * second
    static let wall: Int64 = 1_700_000_000_000

    /// An entry that was stored so many seconds before, was to be fresh for so many, and to be kept for so many.
    static func entry(age: Int64, fresh: Int64?, kept: Int64? = nil) -> TierEntry {
        let storedAt = wall - age * 1_000
        return TierEntry(
            value: [], storedAt: storedAt, freshUntil: fresh.map { storedAt + $0 * 1_000 } ?? .max,
            end: (kept ?? fresh).map { storedAt + $0 * 1_000 } ?? .max)
    }

    static func lifetime(of entry: TierEntry, _ change: (inout CacheOptions) -> Void = { _ in }) -> Lifetime? {
        var options = CacheOptions()
        change(&options)
        return Lifetime(of: entry, wall: wall, now: now, options: options)
    }

    /// What is left is what it has been given less its age.
    @Test(
        arguments: [(0, 60, 60), (59, 60, 1), (60, 60, nil), (61, 60, nil), (-30, 60, 60), (-61, 60, nil)]
            as [(Int64, Int64, UInt64?)])
    func timeGoesOnWhereItStood(age: Int64, fresh: Int64, left: UInt64?) {
        let lifetime = Self.lifetime(of: Self.entry(age: age, fresh: fresh))
        #expect(lifetime?.freshUntil == left.map { Self.now + $0 * Self.second })
        #expect(lifetime?.keptUntil == lifetime?.freshUntil)
    }

    @Test func withoutAnEndItIsFreshForEver() {
        #expect(Self.lifetime(of: Self.entry(age: 1_000_000, fresh: nil)) == Lifetime())
    }

    /// How long a stale value is of use is for this cache to say, as long as the tier keeps it.
    @Test(
        arguments: [
            (61, 10, 100, true), (69, 10, 100, true), (70, 10, 100, false), (65, 0, 100, false), (65, 10, 65, false),
        ] as [(Int64, Int, Int64, Bool)])
    func aStaleValueIsOfUseForItsTime(age: Int64, failSafe: Int, kept: Int64, isOfUse: Bool) {
        let lifetime = Self.lifetime(of: Self.entry(age: age, fresh: 60, kept: kept)) {
            $0.failSafe = .seconds(failSafe)
        }
        #expect((lifetime != nil) == isOfUse)
        if let lifetime {
            #expect(!lifetime.isFresh(at: Self.now))
            #expect(lifetime.expiry(grace: UInt64(failSafe) * Self.second) <= Self.now)
        }
    }

    @Test(
        arguments: [(0.5, nil, 50), (nil, 30, 30), (0.5, 30, 30), (0.2, 30, 20), (0.5, 500, 50), (nil, nil, 100)]
            as [(Double?, Int?, UInt64)])
    func whatIsDueIsToldByAge(share: Double?, after: Int?, expected: UInt64) throws {
        for age in [0, 10, 90] as [Int64] {
            let lifetime = try #require(
                Self.lifetime(of: Self.entry(age: age, fresh: 100)) {
                    $0.earlyRefresh = share
                    $0.refreshAfter = after.map { .seconds($0) }
                })
            let due = Self.now + expected * Self.second - UInt64(age) * Self.second
            // A share is taken in parts of a millionth.
            #expect(lifetime.freshUntil.distance(to: due).magnitude < Self.second / 100, "at \(age)")
            #expect(lifetime.expiry(grace: 0) == Self.now + UInt64(100 - age) * Self.second)
        }
    }

    @Test func useCountsFromWhenItIsReadHere() {
        let lifetime = Self.lifetime(of: Self.entry(age: 50, fresh: 60)) { $0.idle = .seconds(5) }
        #expect(lifetime?.idleUntil == Self.now + 5 * Self.second)
        #expect(Self.lifetime(of: Self.entry(age: 50, fresh: 60)) { $0.idle = .zero } == nil)
    }

    /// Numbers that no cache writes, of a tier that is damaged or of bad will.
    @Test(arguments: [Int64.min, -1, 0, 1, .max], [Int64.min, -1, 0, 1_700_000_000_001, .max])
    func senselessTimesAreOfNoHarm(storedAt: Int64, end: Int64) {
        for freshUntil in [Int64.min, -1, 0, 1_700_000_000_001, .max] {
            let entry = TierEntry(value: [], storedAt: storedAt, freshUntil: freshUntil, end: end)
            let lifetime = Self.lifetime(of: entry) {
                $0.failSafe = .seconds(10)
                $0.earlyRefresh = 0.5
                $0.refreshAfter = .seconds(1)
            }
            if end <= Self.wall || storedAt > Self.wall + Lifetime.mostSkew { #expect(lifetime == nil) }
            if let lifetime { #expect(lifetime.keptUntil > Self.now && lifetime.freshUntil <= lifetime.keptUntil) }
        }
    }
}
