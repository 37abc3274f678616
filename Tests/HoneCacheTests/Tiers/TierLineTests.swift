import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

@Suite struct TierLineTests {
    let tier = MemoryTier()
    let tags = TagTable()
    let clock = ManualClock()

    func line() -> TierLine { TierLine(tier, choice: .memory(tier), clock: CacheClock(clock), tags: tags) }

    func draft(_ number: Int, replaces: Bool, tag: String = "t", seen: UInt64) -> TierDraft {
        TierDraft(
            key: "key", tags: [tag], numbers: [TagTable.number(of: tag)], seen: seen, replaces: replaces
        ) { .number(number, tags: [tag], storedAt: 0, fresh: 1_000) }
    }

    /// A tag was invalidated between the asking for a value and its way to the tier.
    @Test(arguments: [false, true])
    func whatIsOutdatedAlreadyIsNotStored(replaces: Bool) async {
        let line = line()
        tier.store.put(.number(1, storedAt: 0, fresh: 1_000), for: "key")
        tags.invalidate(TagTable.number(of: "t"))
        _ = line.store(draft(2, replaces: replaces, seen: 1), lease: nil)
        await line.flush()
        #expect(tier.store.entry(for: "key")?.value == (replaces ? nil : Array("1".utf8)))
        _ = line.store(draft(3, replaces: true, seen: 2), lease: nil)
        await line.flush()
        #expect(tier.store.entry(for: "key")?.value == Array("3".utf8))
        #expect(line.statistics.stored == 1)
    }

    /// A tier that lets anybody load, as it can keep nothing: it is not asked to, and nothing counts as stored.
    @Test(arguments: [true, false])
    func whatATierCannotKeepIsNotCountedAsStored(mayStore: Bool) async {
        let outer = OuterTiers<String, Int>(
            lines: [line()], text: { $0 }, key: { $0 }, coding: .json, wall: WallClock { 0 })
        let lease = TierLease(key: "key", token: "1", mayStore: mayStore)
        _ = outer.store(draft(1, replaces: false, seen: 0), under: [lease])
        await outer.flush()
        #expect(outer.lines[0].statistics.stored == (mayStore ? 1 : 0))
        #expect(tier.calls(.store) == (mayStore ? 1 : 0))
    }

    @Test func aCallerThatIsCancelledIsNoFailureOfTheTier() async throws {
        let line = line()
        tier.behave(.hanging)
        let caller = Task { await line.entry(for: "key") }
        try await eventually { tier.hanging == 1 }
        caller.cancel()
        #expect(await caller.value == nil)
        #expect(line.statistics.errors == 0 && line.statistics.timeouts == 0 && line.statistics.isAvailable)
        tier.behave(.working)
    }

    /// One call for as many leases takes the time of one.
    @Test func leasesAreEndedAtOnce() async throws {
        let line = line()
        tier.behave(.hanging)
        line.end((0..<TierQueue.batch).map { TierLease(key: "\($0)") })
        try await eventually { tier.hanging == TierQueue.batch }
        tier.behave(.working)
    }

    /// Others would wait for them.
    @Test func leasesAreEndedThoughTheTierIsLeftAlone() async throws {
        let line = line()
        var given: [TierLease] = []
        for key in ["a", "b", "c"] {
            given.append(try #require(try await tier.lease(for: key, tags: [], atMost: .seconds(600))))
        }
        tier.behave(.failing)
        for number in 0..<5 { #expect(await line.entry(for: "\(number)") == nil) }
        #expect(line.statistics.isAvailable == false)
        tier.behave(.working)
        line.end(given)
        try await eventually { tier.store.leased.isEmpty }
        #expect(tier.calls(.end) == 3 && line.statistics.skipped == 1)
        await line.close()
        await line.finish(given)
        #expect(tier.calls(.end) == 3, "but for a tier that was let go")
    }

    /// Look-ups that hang are no reason to leave the tier with what is no longer true.
    @Test func manyLookupsHoldUpNoInvalidationAndNoStore() async throws {
        let line = line()
        let gate = Gate()
        let lookups = (0..<TierLine.mostCalls).map { _ in Task { try await line.call { try await gate.load() } } }
        try await eventually { gate.begun == TierLine.mostCalls }
        #expect(await line.entry(for: "key") == nil && line.statistics.skipped == 1)
        line.invalidate(.tag("t"))
        _ = line.store(draft(1, replaces: true, seen: 1), lease: nil)
        await line.flush()
        #expect(tier.calls(.invalidate) == 1 && tier.store.entry(for: "key") != nil)
        #expect(line.statistics.unpaid == 0 && line.statistics.skipped == 1)
        gate.open(.success(7))
        for lookup in lookups { #expect(try await lookup.value == 7) }
    }

    @Test func aClosedLineAsksNothing() async {
        let line = line()
        await line.close()
        #expect(tier.isClosed)
        #expect(await line.entry(for: "key") == nil)
        line.invalidate(.all)
        await line.flush()
        #expect(tier.calls(.entry) == 0 && tier.calls(.invalidate) == 0)
        #expect(line.statistics.skipped == 2 && line.statistics.isAvailable == false)
    }

    @Test func aFlushOfALineThatFailsEnds() async throws {
        let line = line()
        tier.behave(.failing)
        for number in 0..<20 { line.invalidate(.key("\(number)")) }
        await line.flush()
        #expect(line.statistics.unpaid == 20 && line.statistics.errors == 5 && line.statistics.skipped == 15)
        tier.behave(.working)
        try await eventually { clock.sleepers == 1 }
        clock.advance(by: .seconds(1))
        try await eventually { line.statistics.unpaid == 0 }
        #expect(tier.calls(.invalidate) == 25)
    }

    /// A value that uses the cache when it goes, as it may be let go in the midst of a store.
    final class Parting: Sendable {
        let farewell: @Sendable () -> Void
        init(_ farewell: @escaping @Sendable () -> Void) { self.farewell = farewell }
        deinit { farewell() }
    }

    @Test func valuesMayUseTheCacheWhenTheyGo() async throws {
        let cache = Cache<String, Parting>(
            name: "test", capacity: .entries(1), tiers: [.memory(tier)],
            coding: ValueCoding(encode: { _ in [] }, decode: { _ in Parting {} }))
        let gone = Live()
        let told: @Sendable () -> Void = { [weak cache] in
            _ = cache?.cached("key")
            cache?.invalidate(prefix: "other")
            gone.add(1)
        }
        tier.behave(.hanging)
        for _ in 0..<100 { cache.set(Parting(told), for: "key") }
        // The first may be on its way, the last waits, and each of the others made room for the next.
        #expect(gone.count >= 98)
        tier.behave(.working)
        await cache.flush()
        cache.invalidate("key", behind: ())
        await cache.flush()
        try await eventually { gone.count == 100 }
    }

    @Test func errorsNameTheTier() {
        #expect("\(TierTimedOut(tier: "redis", limit: .milliseconds(250)))".contains("'redis'"))
        #expect("\(TierSkipped(tier: "redis"))".contains("'redis'"))
    }
}

extension Cache {
    /// Where a test may wait, but the cache is not to.
    func invalidate(_ key: Key, behind: Void) { invalidate(key) }
}
