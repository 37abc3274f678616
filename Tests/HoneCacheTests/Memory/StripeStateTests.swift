import HoneTesting
import Testing

@testable import HoneCache

@Suite struct StripeStateTests {
    typealias State = StripeState<Int, String>

    static func stored(_ key: Int, _ value: String, tags: [UInt16] = [], ttl: Duration? = nil) -> State.Stored {
        // All in one place of the table, so that only the keys tell them apart.
        State.Stored(key: key, fingerprint: 5, value: value, weight: 1, tags: tags, ttl: ttl, seen: 1)
    }

    @Test func keysOfOneFingerprintAreToldApart() {
        var state = State(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, String>()
        for key in 0..<10 {
            state.store(Self.stored(key, "\(key)"), options: CacheOptions(), now: 0, removed: &removed)
        }
        for key in 0..<10 {
            let value = state.hit(key, 5, latest: 1, clock: .system, idle: 0)
            #expect(value == "\(key)")
        }
        let other = state.hit(10, 5, latest: 1, clock: .system, idle: 0)
        #expect(other == nil)
        #expect(state.counts.hits == 0, "who asks for several at once counts them")
    }

    @Test func aHitAsksForASecondLookAfterAnyInvalidation() {
        var state = State(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, String>()
        let tags = TagTable()
        state.store(Self.stored(1, "a", tags: [7]), options: CacheOptions(), now: 0, removed: &removed)
        tags.invalidate(8)
        let before = state.hit(1, 5, latest: 2, clock: .system, idle: 0)
        #expect(before == nil, "it has not seen the invalidation yet")
        guard case .fresh = state.find(1, 5, tags: tags, now: 0, removed: &removed) else {
            Issue.record("the other tag does not concern it")
            return
        }
        let after = state.hit(1, 5, latest: 2, clock: .system, idle: 0)
        #expect(after == "a")
        tags.invalidate(7)
        guard case .absent = state.find(1, 5, tags: tags, now: 0, removed: &removed) else {
            Issue.record("its own tag does")
            return
        }
        #expect(state.counts.invalidated == 1 && state.policy.count == 0)
    }

    @Test(arguments: [(0, "fresh"), (99, "fresh"), (100, "stale"), (149, "stale"), (150, "absent")])
    func timeDecides(now: UInt64, expected: String) {
        var options = CacheOptions(ttl: .nanoseconds(100))
        options.failSafe = .nanoseconds(50)
        var state = State(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, String>()
        state.store(Self.stored(1, "a"), options: options, now: 0, removed: &removed)
        let found: String
        switch state.find(1, 5, tags: TagTable(), now: now, removed: &removed) {
        case .absent: found = "absent"
        case .fresh: found = "fresh"
        case .stale: found = "stale"
        }
        #expect(found == expected)
        #expect(state.counts.expired == (expected == "absent" ? 1 : 0))
    }

    @Test func whatIsReplacedLeavesItsTimerToo() {
        var state = State(capacity: 3, seed: 1)
        var removed = RemovedEntries<Int, String>()
        for round in 0..<100 {
            let stored = Self.stored(round % 5, "\(round)", ttl: .seconds(round % 3 + 1))
            state.store(stored, options: CacheOptions(), now: 0, removed: &removed)
            #expect(state.wheel.count == state.policy.count)
        }
        state.store(Self.stored(1, "endless"), options: CacheOptions(), now: 0, removed: &removed)
        #expect(state.wheel.count == state.policy.count - 1)
        state.expire(now: 60_000_000_000, removed: &removed)
        #expect(state.policy.count == 1 && state.wheel.count == 0)
    }

    @Test(arguments: 0...3)
    func allThatLeftAreToldInTheirOrder(count: Int) {
        var removed = RemovedEntries<Int, String>()
        for key in 0..<count { removed.append(key, "v\(key)", .evicted) }
        let told = Live()
        removed.tell { key, value, cause in
            if key == told.count, value == "v\(key)", cause == .evicted { told.add(1) }
        }
        #expect(told.count == count)
        removed.tell(nil)
    }

    /// A hit is shared, so it may not put an end off; it says that somebody else has to.
    @Test func aHitThatPutsAnEndOffIsLeftToAnotherLook() {
        var options = CacheOptions()
        options.idle = .nanoseconds(100)
        var state = State(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, String>()
        let clock = ManualClock()
        state.store(Self.stored(1, "a"), options: options, now: 3_600_000_000_000, removed: &removed)
        let cacheClock = CacheClock(clock)
        let atOnce = state.hit(1, 5, latest: 1, clock: cacheClock, idle: 100)
        #expect(atOnce == "a", "its end is where it would be put")
        clock.advance(by: .nanoseconds(40))
        let later = state.hit(1, 5, latest: 1, clock: cacheClock, idle: 100)
        #expect(later == nil)
        let used = state.use(state.table.find(1, 5), now: 3_600_000_000_040, idle: 100)
        #expect(used == "a" && state.table.lifetime(of: state.table.find(1, 5)).end == 3_600_000_000_140)
        let again = state.hit(1, 5, latest: 1, clock: cacheClock, idle: 100)
        #expect(again == "a")
    }

    @Test func untaggedEntriesAreNotConcernedByInvalidations() {
        var state = State(capacity: 10, seed: 1)
        var removed = RemovedEntries<Int, String>()
        state.store(Self.stored(1, "a"), options: CacheOptions(), now: 0, removed: &removed)
        state.store(Self.stored(2, "b", tags: [7]), options: CacheOptions(), now: 0, removed: &removed)
        let untagged = state.hit(1, 5, latest: 9, clock: .system, idle: 0)
        let tagged = state.hit(2, 5, latest: 9, clock: .system, idle: 0)
        #expect(untagged == "a" && tagged == nil)
    }
}
