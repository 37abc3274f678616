import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

/// Values of outer tiers that are no longer fresh.
@Suite struct TierStaleTests {
    let store = MemoryTierStore()
    let clock = ManualClock()
    let gate = Gate()

    /// A node whose tier has a value 1 that expired two seconds ago and may be kept for a hundred.
    func node(hasInner: Bool = false, _ change: (inout CacheOptions) -> Void) -> Node {
        let node = Node(store, clock: clock, hasInner: hasInner) { options, _ in change(&options) }
        store.put(.number(1, storedAt: node.wall - 62_000, fresh: 60_000, end: 160_000), for: "key")
        return node
    }

    func ask(_ node: Node) async throws -> Int { try await node.cache.value(for: "key") { try await gate.load() } }

    @Test func aStaleValueIsGivenOutWhileItIsReplaced() async throws {
        let node = node { $0.staleWhileRevalidate = .seconds(30) }
        for _ in 0..<3 { #expect(try await ask(node) == 1) }
        try await eventually { gate.begun == 1 }
        gate.open(.success(2))
        try await eventually { node.cache.statistics.loads == 1 }
        #expect(try await ask(node) == 2)
        await node.cache.flush()
        #expect(store.entry(for: "key")?.value == Array("2".utf8))
        let statistics = node.cache.statistics
        #expect(statistics.misses == 3 && statistics.staleHits == 3 && statistics.hits == 1)
    }

    @Test func aStaleValueStandsInForAFailure() async throws {
        let node = node { $0.failSafe = .seconds(30) }
        #expect(try await node.cache.value(for: "key") { throw LoadFailed(number: 1) } == 1)
        #expect(node.cache.statistics.failSafeHits == 1 && node.cache.statistics.misses == 1)
        try await eventually { store.leased.isEmpty }
    }

    @Test func andForALoadThatIsSlow() async throws {
        let node = node {
            $0.failSafe = .seconds(30)
            $0.softTimeout = .milliseconds(100)
        }
        let caller = Task { try await ask(node) }
        try await eventually { gate.begun == 1 && clock.sleepers == 1 }
        clock.advance(by: .milliseconds(100))
        #expect(try await caller.value == 1)
        gate.open(.success(2))
        try await eventually { node.cache.cached("key") == 2 }
    }

    @Test func beyondItsTimeItStandsInForNothing() async throws {
        let node = node { $0.failSafe = .seconds(1) }
        await #expect(throws: LoadFailed(number: 1)) {
            try await node.cache.value(for: "key") { throw LoadFailed(number: 1) }
        }
        let unasked = self.node { _ in }
        #expect(try await unasked.value(loading: 3) == 3)
    }

    @Test func aFresherValueOfATierBehindIsTaken() async throws {
        let node = node(hasInner: true) { $0.failSafe = .seconds(30) }
        node.inner?.store.put(.number(0, storedAt: node.wall - 62_000, fresh: 60_000, end: 160_000), for: "key")
        store.put(.number(5, storedAt: node.wall, fresh: 60_000), for: "key")
        #expect(try await node.value(loading: 9) == 5)
        #expect(node.cache.statistics.loads == 0)
    }

    /// Memory has a stale value, another node a fresh one.
    @Test func aRefreshTakesWhatAnotherNodeLoaded() async throws {
        let node = Node(store, clock: clock) { options, _ in options.staleWhileRevalidate = .seconds(30) }
        node.cache.set(1, for: "key", ttl: .seconds(5))
        await node.cache.flush()
        clock.advance(by: .seconds(6))
        store.put(.number(2, storedAt: node.wall, fresh: 60_000), for: "key")
        #expect(try await ask(node) == 1)
        try await eventually { node.cache.cached("key") == 2 }
        #expect(gate.begun == 0 && node.cache.statistics.loads == 0)
    }

    @Test func whatIsTooHeavyForTheMemoryIsLoaded() async throws {
        var options = CacheOptions(ttl: .seconds(60))
        options.failSafe = .seconds(60)
        let tier = MemoryTier(store)
        let clock = clock
        let cache = Cache<String, Int>(
            name: "test", capacity: .weight(10), options: options, tiers: [.memory(tier)], coding: .json,
            clock: CacheClock(clock), wallClock: WallClock { Int64(clock.nanoseconds / 1_000_000) },
            weigher: { _, _ in 100 })
        let now = Int64(clock.nanoseconds / 1_000_000)
        store.put(.number(1, storedAt: now - 62_000, fresh: 60_000, end: 160_000), for: "key")
        #expect(try await cache.value(for: "key") { 2 } == 2)
    }

    /// A node whose memory takes nothing, and whose tier has a value as that of `node` does.
    func narrow(_ change: (inout CacheOptions) -> Void) -> Cache<String, Int> {
        var options = CacheOptions(ttl: .seconds(60))
        change(&options)
        let clock = clock
        let now = Int64(clock.nanoseconds / 1_000_000)
        store.put(.number(1, tags: ["t"], storedAt: now - 62_000, fresh: 60_000, end: 160_000), for: "key")
        return Cache<String, Int>(
            name: "test", capacity: .weight(10), options: options, tiers: [.memory(MemoryTier(store))], coding: .json,
            clock: CacheClock(clock), wallClock: WallClock { Int64(clock.nanoseconds / 1_000_000) },
            weigher: { _, _ in 100 })
    }

    @Test func whatIsTooHeavyForTheMemoryStandsInAllTheSame() async throws {
        let cache = narrow {
            $0.failSafe = .seconds(60)
            $0.softTimeout = .milliseconds(100)
        }
        for count in 1...2 {
            #expect(try await cache.value(for: "key") { throw LoadFailed(number: 1) } == 1)
            #expect(cache.statistics.failSafeHits == count && cache.statistics.misses == count)
        }
        let callers = (0..<3).map { _ in Task { try await cache.value(for: "key") { try await gate.load() } } }
        try await eventually { gate.begun == 1 && clock.sleepers == 3 }
        clock.advance(by: .milliseconds(100))
        for caller in callers { #expect(try await caller.value == 1) }
        #expect(cache.statistics.softTimeouts == 3)
        gate.open(.success(2))
        try await eventually { cache.statistics.loads == 1 }
        #expect(try await cache.value(for: "key") { 3 } == 2, "the tier has it")
        clock.advance(by: .seconds(121))
        await #expect(throws: LoadFailed(number: 1)) {
            try await cache.value(for: "key") { throw LoadFailed(number: 1) }
        }
    }

    /// Each who asks is given it, not what the load of the first threw.
    @Test func aFailureThatIsKeptDoesNotHideIt() async throws {
        let cache = narrow {
            $0.failSafe = .seconds(60)
            $0.failureTTL = .seconds(30)
        }
        for count in 1...3 {
            #expect(try await cache.value(for: "key") { throw LoadFailed(number: count) } == 1)
        }
        #expect(cache.statistics.failSafeHits == 3 && cache.statistics.repeatedFailures == 0)
        clock.advance(by: .seconds(120))
        for _ in 0..<2 {
            await #expect(throws: LoadFailed(number: 4)) {
                try await cache.value(for: "key") { throw LoadFailed(number: 4) }
            }
        }
        #expect(cache.statistics.repeatedFailures == 1, "with nothing to fall back to, it is kept")
    }

    /// The load that is to replace it is for those who wait.
    @Test func whenAllWhoWaitForAnotherHaveLeftItsLoadIsCancelled() async throws {
        let cache = narrow { $0.failSafe = .seconds(60) }
        let cancelled = Live()
        let callers = (0..<3).map { _ in
            Task {
                try await cache.value(for: "key") { try await gate.load(counting: cancelled) }
            }
        }
        try await eventually { gate.begun == 1 && cache.statistics.misses == 3 }
        for caller in callers { caller.cancel() }
        for caller in callers { await #expect(throws: CancellationError.self) { try await caller.value } }
        try await eventually { cancelled.count == 1 }
        gate.open(.success(2))
    }

    @Test func andIsGivenOutWhileItIsReplaced() async throws {
        let cache = narrow { $0.staleWhileRevalidate = .seconds(60) }
        for count in 1...3 {
            #expect(try await cache.value(for: "key") { try await gate.load() } == 1)
            #expect(cache.statistics.staleHits == count && cache.statistics.misses == count)
        }
        try await eventually { gate.begun == 1 }
        gate.open(.success(2))
        try await eventually { cache.statistics.loads == 1 }
        await cache.flush()
        #expect(try await cache.value(for: "key") { 3 } == 2 && gate.begun == 1)
    }

    /// Who is told that a value goes.
    private final class Told: Sendable {
        let listener = Mutex<(@Sendable () -> Void)?>(nil)
        func tell() { listener.withLock(\.self)?() }
    }

    /// A stale value that uses the cache when it goes, which nobody has any more once it was invalidated.
    @Test func aStaleValueMayUseTheCacheWhenItGoes() async throws {
        typealias Parting = TierLineTests.Parting
        var options = CacheOptions(ttl: .seconds(60))
        options.failSafe = .seconds(60)
        let (clock, gone) = (clock, Live())
        let told = Told()
        let now = Int64(clock.nanoseconds / 1_000_000)
        store.put(.number(1, storedAt: now - 62_000, fresh: 60_000, end: 160_000), for: "key")
        let cache = Cache<String, Parting>(
            name: "test", capacity: .weight(10), options: options, tiers: [.memory(MemoryTier(store))],
            coding: ValueCoding(encode: { _ in [] }, decode: { _ in Parting { told.tell() } }),
            clock: CacheClock(clock), wallClock: WallClock { Int64(clock.nanoseconds / 1_000_000) },
            weigher: { _, _ in 100 })
        told.listener.withLock { listener in
            listener = { [weak cache] in
                _ = cache?.cached("key")
                gone.add(1)
            }
        }
        let caller = Task {
            try await cache.value(for: "key") {
                _ = try await gate.load()
                return Parting {}
            }
        }
        try await eventually { gate.begun == 1 }
        try await cache.invalidate("key")
        gate.open(.failure(LoadFailed(number: 1)))
        await #expect(throws: LoadFailed(number: 1)) { try await caller.value }
        // And what the load found in the tier once more.
        try await eventually { gone.count == 2 }
    }

    enum Invalidation: CaseIterable { case key, tag }

    @Test(arguments: Invalidation.allCases)
    func butNotWhenItWasInvalidatedMeanwhile(invalidation: Invalidation) async throws {
        let cache = narrow { $0.failSafe = .seconds(60) }
        let caller = Task { try await cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        switch invalidation {
        case .key: try await cache.invalidate("key")
        case .tag: try await cache.invalidate(tag: "t")
        }
        gate.open(.failure(LoadFailed(number: 1)))
        await #expect(throws: LoadFailed(number: 1)) { try await caller.value }
        #expect(cache.statistics.failSafeHits == 0)
    }

    /// A wall clock that jumps: nothing is fresh for longer than it was meant to be, and what is from the future is not
    /// believed.
    @Test(
        arguments: [(-3_600_000, nil), (-61_000, nil), (-30_000, 1), (0, 1), (59_999, 1), (60_000, nil)]
            as [(Int64, Int?)])
    func jumpsOfTheWallClock(jump: Int64, expected: Int?) async throws {
        let clock = clock
        let tier = MemoryTier(store)
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(10), options: CacheOptions(ttl: .seconds(60)), tiers: [.memory(tier)],
            coding: .json, clock: CacheClock(clock), wallClock: WallClock { 1_700_000_000_000 + jump })
        store.put(.number(1, storedAt: 1_700_000_000_000, fresh: 60_000), for: "key")
        #expect(try await cache.value(for: "key") { 2 } == expected ?? 2)
        if expected != nil {
            clock.advance(by: .seconds(60))
            #expect(cache.cached("key") == nil)
        }
    }
}
