import HoneTesting
import Testing

@testable import HoneCache

/// Tiers that throw, hang or come late: no request fails of it.
@Suite struct TierFaultTests {
    let clock = ManualClock()

    @Test func aTierThatThrowsIsCountedAndPassedBy() async throws {
        let node = Node(clock: clock)
        node.tier.behave(.failing)
        #expect(try await node.value(loading: 1) == 1)
        #expect(try await node.value(loading: 2) == 1)
        await node.cache.flush()
        // The look and the lease.
        #expect(node.statistics.errors == 2 && node.statistics.misses == 1 && node.statistics.stored == 0)
        #expect(node.statistics.problem?.contains("Failure") == true)
        #expect(node.cache.statistics.failedLoads == 0)
    }

    @Test func aTierThatFailsIsLeftAloneForAWhile() async throws {
        let node = Node(clock: clock) { _, choice in choice.failureLimit = 3 }
        node.tier.behave(.failing)
        for number in 0..<5 { #expect(try await node.value(for: "\(number)", loading: number) == number) }
        #expect(node.tier.calls(.entry) + node.tier.calls(.lease) == 3)
        #expect(node.statistics.errors == 3 && node.statistics.skipped == 7 && node.statistics.isAvailable == false)
        clock.advance(by: .seconds(1))
        _ = try await node.value(for: "a", loading: 1)
        #expect(node.statistics.errors == 4, "one call tries it")
        node.tier.behave(.working)
        clock.advance(by: .seconds(1))
        _ = try await node.value(for: "b", loading: 1)
        await node.cache.flush()
        #expect(node.statistics.isAvailable && node.tier.store.entry(for: "b") != nil, "and it is back")
    }

    @Test func aTierThatHangsIsWaitedForNoLongerThanItsTimeout() async throws {
        let node = Node(clock: clock) { _, choice in choice.timeout = .milliseconds(80) }
        node.tier.behave(.hanging)
        let caller = Task { try await node.value(loading: 5) }
        for _ in 0..<2 {
            try await eventually { clock.sleepers == 1 }
            clock.advance(by: .milliseconds(80))
        }
        #expect(try await caller.value == 5)
        #expect(node.statistics.timeouts == 2 && node.statistics.errors == 0)
        #expect(node.statistics.lookupNanoseconds == 80_000_000)
        #expect(node.cache.statistics.hits + node.cache.statistics.misses == 1)
        node.tier.behave(.working)
        try await eventually { node.tier.hanging == 0 }
        #expect(try await node.value(loading: 6) == 5)
        try await eventually { node.tier.store.leased.isEmpty }
    }

    /// What a tier answers when nobody waits for it any more changes nothing.
    @Test func anAnswerThatComesTooLateIsDropped() async throws {
        let node = Node(clock: clock)
        node.tier.store.put(.number(1, storedAt: node.wall, fresh: 60_000), for: "key")
        node.tier.behave(.hanging)
        let caller = Task { try await node.value(loading: 2) }
        for _ in 0..<2 {
            try await eventually { clock.sleepers == 1 }
            clock.advance(by: .milliseconds(250))
        }
        #expect(try await caller.value == 2)
        node.tier.behave(.working)
        try await eventually { node.tier.hanging == 0 }
        #expect(node.cache.cached("key") == 2)
    }

    @Test func callsThatHangAreBoundedInNumber() async throws {
        let node = Node(clock: clock) { _, choice in choice.failureLimit = .max }
        node.tier.behave(.hanging)
        let callers = (0..<TierLine.mostCalls + 10).map { number in
            Task { try await node.value(for: "\(number)", loading: number) }
        }
        // The last ten are not let through, and load at once: the tier is asked for neither value nor lease.
        try await eventually { node.statistics.skipped == 20 }
        try await eventually { node.tier.hanging == TierLine.mostCalls }
        node.tier.behave(.working)
        for (number, caller) in callers.enumerated() { #expect(try await caller.value == number) }
    }

    @Test func moreThanMayWaitIsDroppedAndCounted() async throws {
        let node = Node(clock: clock, capacity: 1_000) { _, choice in choice.queueCapacity = 10 }
        node.tier.behave(.hanging)
        for number in 0..<50 { node.cache.set(number, for: "\(number)") }
        let dropped = node.statistics.dropped
        // One batch may have been taken out before the others came.
        #expect(dropped >= 30 && dropped <= 40)
        #expect(node.statistics.unpaid == dropped, "what was there for them is to go")
        node.tier.behave(.working)
        await node.cache.flush()
        #expect(node.tier.store.count == 50 - dropped && node.statistics.unpaid == 0)
        #expect(node.statistics.stored == 50 - dropped)
    }

    /// A burst of more than may wait has what was there for those keys go, and for no others.
    @Test func aBurstOfWritesWipesNothing() async throws {
        let node = Node(clock: clock, capacity: 4_000)
        let other = Node(node.tier.store, clock: clock)
        other.cache.set(1, for: "other")
        await other.cache.flush()
        #expect(try await node.value(for: "other", loading: 2) == 1)
        node.tier.behave(.hanging)
        for number in 0..<4_000 { node.cache.set(number, for: "\(number)") }
        #expect(node.statistics.unpaid == node.statistics.dropped && node.statistics.dropped > 2_900)
        node.tier.behave(.working)
        await node.cache.flush()
        #expect(node.statistics.unpaid == 0)
        #expect(other.cache.cached("other") == 1 && node.tier.store.entry(for: "other") != nil)
    }

    @Test func loadsThatCannotBeStoredEndTheirLeases() async throws {
        let node = Node(clock: clock) { _, choice in choice.queueCapacity = 0 }
        _ = try await node.value(loading: 1)
        try await eventually { node.tier.store.leased.isEmpty }
        #expect(node.statistics.dropped == 1 && node.tier.store.count == 0 && node.statistics.unpaid == 0)
        await #expect(throws: LoadFailed(number: 1)) {
            try await node.cache.value(for: "other") { throw LoadFailed(number: 1) }
        }
        try await eventually { node.tier.store.leased.isEmpty }
    }

    @Test func aTierBehindOneThatFailsIsStillAsked() async throws {
        let store = MemoryTierStore()
        let node = Node(store, clock: clock, hasInner: true)
        store.put(.number(1, storedAt: node.wall, fresh: 60_000), for: "key")
        node.inner?.behave(.failing)
        #expect(try await node.value(loading: 2) == 1)
    }

    @Test func aLoadThatIsGivenUpWhileATierHangsDoesNotRun() async throws {
        let node = Node(clock: clock) { options, _ in options.hardTimeout = .milliseconds(100) }
        node.tier.behave(.hanging)
        let loaded = Live()
        let caller = Task {
            try await node.cache.value(for: "key") {
                loaded.add(1)
                return 1
            }
        }
        try await eventually { clock.sleepers == 2 && node.tier.hanging == 1 }
        clock.advance(by: .milliseconds(100))
        await #expect(throws: LoadTimedOut(cache: "test", limit: .milliseconds(100))) { try await caller.value }
        node.tier.behave(.working)
        #expect(try await node.value(loading: 2) == 2)
        #expect(loaded.count == 0)
    }
}
