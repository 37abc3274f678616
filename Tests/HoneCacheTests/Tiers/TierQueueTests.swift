import Testing

@testable import HoneCache

@Suite struct TierQueueTests {
    static func write(_ key: String, tags: [String] = [], replaces: Bool = false, lease: String? = nil)
        -> TierQueue.Write
    {
        let draft = TierDraft(key: key, tags: tags, numbers: [], seen: 0, replaces: replaces) {
            TierEntry(value: [], storedAt: 0)
        }
        return TierQueue.Write(draft: draft, lease: lease.map { TierLease(key: key, token: $0) })
    }

    @Test func writesComeOutInTheirOrderAndBatches() {
        var queue = TierQueue(capacity: 1_000)
        for number in 0..<100 { _ = queue.add(Self.write("\(number)")) }
        let first = queue.nextWrites().map(\.draft.key)
        #expect(first == (0..<TierQueue.batch).map { "\($0)" })
        _ = queue.stored(but: [])
        let second = queue.nextWrites().map(\.draft.key)
        #expect(first + second == (0..<100).map { "\($0)" })
        #expect(queue.draft(for: "99") != nil, "until the tier has taken it")
        _ = queue.stored(but: [])
        #expect(queue.isEmpty && queue.draft(for: "99") == nil)
    }

    @Test func aNewerWriteTakesThePlaceOfOneThatWaits() {
        var queue = TierQueue(capacity: 1)
        let before = queue.add(Self.write("a", lease: "1")).ended
        #expect(before.isEmpty)
        let (isStored, ended) = queue.add(Self.write("a", lease: "2"))
        #expect(isStored && ended.map(\.token) == ["1"])
        let tokens = queue.nextWrites().map(\.lease?.token)
        #expect(tokens == ["2"])
    }

    @Test func aWriteThatFindsNoRoomEndsItsLease() {
        var queue = TierQueue(capacity: 1)
        _ = queue.add(Self.write("a"))
        let (isStored, ended) = queue.add(Self.write("b", lease: "1"))
        #expect(!isStored && ended.map(\.token) == ["1"] && queue.unpaid.isEmpty)
        _ = queue.add(Self.write("c", replaces: true))
        #expect(queue.unpaid.invalidations == [.key("c")])
    }

    @Test(arguments: [
        (TierInvalidation.key("a:1"), ["a:2", "b"]), (.prefix("a:"), ["b"]), (.tag("t"), ["a:2", "b"]), (.all, []),
    ])
    func anInvalidationTakesOutWhatItIncludes(invalidation: TierInvalidation, left: [String]) {
        var queue = TierQueue(capacity: 10)
        _ = queue.add(Self.write("a:1", tags: ["s", "t"], lease: "1"))
        _ = queue.add(Self.write("a:2", lease: "2"))
        _ = queue.add(Self.write("b", tags: ["tt"], lease: "3"))
        let ended = queue.add(invalidation)
        #expect(ended.count == 3 - left.count)
        let writes = queue.nextWrites().map(\.draft.key)
        #expect(writes == left)
        // What comes afterwards is newer.
        _ = queue.stored(but: [])
        _ = queue.add(Self.write("a:1", tags: ["t"]))
        let later = queue.nextWrites().map(\.draft.key)
        #expect(later == ["a:1"])
    }

    /// What another node did is newer than what is on its way, but for what the app has set, of which nobody knows.
    @Test(arguments: [false, true])
    func whatIsHeardTakesOutWhatIsOnItsWay(isBeingStored: Bool) {
        var queue = TierQueue(capacity: 10)
        _ = queue.add(Self.write("set", replaces: true))
        _ = queue.add(Self.write("loaded", lease: "1"))
        if isBeingStored { _ = queue.nextWrites() }
        let ended = queue.hear(.all)
        #expect(ended.count == (isBeingStored ? 0 : 1), "those of what is being stored are ended by who stores it")
        #expect(queue.draft(for: "set") == nil && queue.draft(for: "loaded") == nil)
        #expect(queue.unpaid.invalidations == [.key("set")])
        #expect(queue.writes == 0)
    }

    @Test func keysThatComeAndGoLeaveNothingBehind() {
        var queue = TierQueue(capacity: 4)
        for round in 0..<1_000 {
            let isStored = queue.add(Self.write("\(round % 3)")).isStored
            #expect(isStored)
            _ = queue.add(.all)
        }
        let none = queue.nextWrites()
        #expect(none.isEmpty && queue.unpaid.count == 1)
        _ = queue.add(Self.write("a"))
        _ = queue.add(.key("a"))
        _ = queue.add(Self.write("a"))
        let once = queue.nextWrites()
        #expect(once.count == 1, "once, though it came twice")
    }

    @Test func invalidationsStayUntilTheyAreTaken() {
        var queue = TierQueue(capacity: 4)
        _ = queue.add(.tag("t"))
        _ = queue.add(.tag("t"))
        _ = queue.add(.key("k"))
        let first = queue.nextInvalidation(after: 0)
        #expect(first?.invalidation == .tag("t"))
        _ = queue.add(.tag("t"))
        #expect(queue.unpaid.count == 3, "what is under way may have been done already")
        _ = queue.answered(first?.id ?? 0, isPaid: false)
        let second = queue.nextInvalidation(after: first?.id ?? 0)
        #expect(second?.invalidation == .key("k"))
        _ = queue.answered(second?.id ?? 0, isPaid: true)
        #expect(queue.unpaid.invalidations == [.tag("t")], "the one that came meanwhile includes it")
    }

    /// As many as may wait, however many that is.
    @Test func aQueueMayBeOfAnyLength() {
        for capacity in [Int.max, .max / 2, .max - 1] {
            var queue = TierQueue(capacity: capacity)
            for number in 0..<100 { _ = queue.add(Self.write("\(number)")) }
            #expect(queue.writes == 100)
        }
        var none = TierQueue(capacity: .min)
        let isStored = none.add(Self.write("a")).isStored
        #expect(!isStored)
    }

    /// Whatever became of the newer writes, a value that the app replaced does not stay in the tier.
    @Test func whatCouldNotBeReplacedIsInvalidated() {
        var queue = TierQueue(capacity: 4)
        _ = queue.add(Self.write("set", replaces: true))
        _ = queue.add(Self.write("loaded"))
        _ = queue.add(Self.write("both", replaces: true))
        _ = queue.nextWrites()
        _ = queue.add(Self.write("both"))
        _ = queue.stored(but: ["set", "loaded", "both"])
        #expect(queue.unpaid.invalidations == [.key("set")])
        _ = queue.nextWrites()
        _ = queue.stored(but: ["both"])
        #expect(queue.unpaid.invalidations == [.key("set"), .key("both")])
    }

    @Test(arguments: [(0, 1), (1, 1), (3, 3), (-2, 1)])
    func theBreakerOpensAfterSoManyFailures(limit: Int, expected: Int) {
        var breaker = TierBreaker(limit: limit, pause: .nanoseconds(10))
        func admits(at now: UInt64) -> Bool { breaker.admits(at: now) }
        for _ in 0..<expected {
            let isAdmitted = admits(at: 0)
            #expect(isAdmitted)
            breaker.failed(at: 0)
        }
        let isEarly = admits(at: 9)
        #expect(!isEarly && !breaker.isClosed)
        let (first, second) = (admits(at: 10), admits(at: 10))
        #expect(first && !second, "one tries it")
        breaker.failed(at: 10)
        let (before, after) = (admits(at: 19), admits(at: 20))
        #expect(!before && after)
        breaker.gaveUp()
        let next = admits(at: 20)
        #expect(next, "the next may")
        breaker.succeeded()
        let all = [admits(at: 20), admits(at: 20)]
        #expect(breaker.isClosed && all == [true, true])
    }
}
