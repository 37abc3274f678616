import HoneTesting
import Testing

@testable import HoneCache

@Suite struct StaleValueTests {
    let clock = ManualClock()
    let gate = Gate()

    /// A cache with a value 1 for `key` that expired two seconds ago.
    func cache(_ change: (inout CacheOptions) -> Void) -> Cache<String, Int> {
        var options = CacheOptions(ttl: .seconds(10))
        change(&options)
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(100), options: options, clock: CacheClock(clock))
        cache.set(1, for: "key")
        clock.advance(by: .seconds(12))
        return cache
    }

    func ask(_ cache: Cache<String, Int>) async throws -> Int {
        try await cache.value(for: "key") { try await gate.load() }
    }

    @Test func aStaleValueIsGivenOutWhileOneLoadReplacesIt() async throws {
        let cache = cache { $0.staleWhileRevalidate = .seconds(30) }
        for _ in 0..<5 { #expect(try await ask(cache) == 1) }
        try await eventually { gate.begun == 1 }
        gate.open(.success(2))
        try await eventually { cache.statistics.loads == 1 }
        #expect(try await ask(cache) == 2)
        let statistics = cache.statistics
        #expect(statistics.staleHits == 5 && statistics.misses == 5 && statistics.hits == 1 && gate.begun == 1)
        #expect(statistics.hitRatio == 1)
    }

    @Test func aRefreshThatFailsLeavesTheStaleValue() async throws {
        let cache = cache { $0.staleWhileRevalidate = .seconds(30) }
        #expect(try await ask(cache) == 1)
        try await eventually { gate.begun == 1 }
        gate.open(.failure(LoadFailed(number: 1)))
        try await eventually { cache.statistics.failedLoads == 1 }
        #expect(try await ask(cache) == 1)
        try await eventually { gate.begun == 2 }
        gate.open(.success(3))
    }

    /// Who waited until the stale value was gone waits for the load, counted once, and ends it when he leaves.
    @Test func whoHasNothingToFallBackToWaitsOn() async throws {
        let cache = cache {
            $0.failSafe = .seconds(3)
            $0.softTimeout = .seconds(2)
        }
        let cancelled = Live()
        let caller = Task {
            try await cache.value(for: "key") { try await gate.load(counting: cancelled) }
        }
        try await eventually { gate.begun == 1 && clock.sleepers == 1 }
        clock.advance(by: .seconds(2))
        try await eventually { cache.statistics.entries == 0 }
        #expect(cache.statistics.misses == 1 && cache.statistics.softTimeouts == 0)
        let other = Task { try await ask(cache) }
        try await eventually { cache.statistics.sharedLoads == 1 }
        other.cancel()
        await #expect(throws: CancellationError.self) { try await other.value }
        #expect(cancelled.count == 0, "the first waits")
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        try await eventually { cancelled.count == 1 }
        #expect(cache.statistics.misses == 2)
        gate.open(.success(2))
    }

    /// What was invalidated meanwhile is loaded anew, and what nobody waits for any more is cancelled.
    @Test func whoWaitedAcrossAnInvalidationHasItLoadedAnew() async throws {
        let cache = cache {
            $0.failSafe = .seconds(60)
            $0.softTimeout = .seconds(2)
        }
        let (cancelled, loads) = (Live(), Live())
        let caller = Task {
            try await cache.value(for: "key") {
                loads.add(1)
                guard loads.count == 1 else { return 3 }
                return try await gate.load(counting: cancelled)
            }
        }
        try await eventually { gate.begun == 1 && clock.sleepers == 1 }
        try await cache.invalidate("key")
        clock.advance(by: .seconds(2))
        #expect(try await caller.value == 3)
        #expect(cache.statistics.misses == 1 && cache.cached("key") == 3)
        try await eventually { cancelled.count == 1 }
        gate.open(.success(2))
    }

    @Test func beyondItsTimeAStaleValueIsNotGivenOut() async throws {
        let cache = cache { $0.staleWhileRevalidate = .seconds(2) }
        #expect(try await cache.value(for: "key") { 5 } == 5)
        #expect(cache.statistics.staleHits == 0)
    }

    @Test func anInvalidatedValueIsNotGivenOutStale() async throws {
        let cache = cache {
            $0.staleWhileRevalidate = .seconds(30)
            $0.failSafe = .seconds(30)
        }
        cache.set(1, for: "key", tags: ["t"], ttl: .seconds(1))
        clock.advance(by: .seconds(2))
        try await cache.invalidate(tag: "t")
        await #expect(throws: LoadFailed(number: 2)) {
            try await cache.value(for: "key") { throw LoadFailed(number: 2) }
        }
    }

    /// Neither when it was invalidated while the load ran that then failed.
    @Test func whatWasInvalidatedMeanwhileStandsInForNothing() async throws {
        let cache = cache { $0.failSafe = .seconds(30) }
        let caller = Task { try await ask(cache) }
        try await eventually { gate.begun == 1 }
        try await cache.invalidate("key")
        gate.open(.failure(LoadFailed(number: 3)))
        await #expect(throws: LoadFailed(number: 3)) { try await caller.value }
        #expect(cache.statistics.failSafeHits == 0)
    }

    /// Nor what has come in its place: that is given out.
    @Test(arguments: [false, true], [false, true])
    func theValueThatIsThereStandsIn(isSet: Bool, isTimeout: Bool) async throws {
        let cache = cache {
            $0.failSafe = .seconds(30)
            $0.softTimeout = .milliseconds(100)
        }
        let caller = Task { try await ask(cache) }
        try await eventually { gate.begun == 1 && clock.sleepers == 1 }
        if isSet {
            cache.set(2, for: "key")
        } else {
            try await cache.invalidate("key")
            #expect(try await cache.value(for: "key") { 2 } == 2)
        }
        if isTimeout { clock.advance(by: .milliseconds(100)) } else { gate.open(.failure(LoadFailed(number: 1))) }
        #expect(try await caller.value == 2)
        #expect(cache.statistics.failSafeHits == 0 && cache.statistics.softTimeouts == 0)
        gate.open(.success(3))
    }

    @Test func aStaleValueStandsInForAFailure() async throws {
        let cache = cache { $0.failSafe = .seconds(30) }
        #expect(try await cache.value(for: "key") { throw LoadFailed(number: 1) } == 1)
        #expect(cache.statistics.failSafeHits == 1 && cache.statistics.failedLoads == 1)
        #expect(try await cache.value(for: "key") { 2 } == 2, "the load is tried each time")
    }

    @Test(arguments: [Duration.seconds(1), .seconds(2)])
    func beyondItsTimeTheFailureIsThrown(failSafe: Duration) async throws {
        let cache = cache { $0.failSafe = failSafe }
        await #expect(throws: LoadFailed(number: 1)) {
            try await cache.value(for: "key") { throw LoadFailed(number: 1) }
        }
        #expect(cache.statistics.failSafeHits == 0)
    }

    @Test func aSlowLoadIsNotWaitedForWhenThereIsAValue() async throws {
        let cache = cache {
            $0.failSafe = .seconds(30)
            $0.softTimeout = .milliseconds(100)
        }
        let caller = Task { try await ask(cache) }
        try await eventually { clock.sleepers == 1 && gate.begun == 1 }
        clock.advance(by: .milliseconds(100))
        #expect(try await caller.value == 1)
        #expect(cache.statistics.softTimeouts == 1 && cache.statistics.failSafeHits == 0)
        gate.open(.success(2))
        try await eventually { cache.statistics.loads == 1 }
        #expect(cache.cached("key") == 2, "the load went on")
    }

    @Test func withoutAValueASoftTimeoutWaits() async throws {
        let cache = cache { $0.softTimeout = .milliseconds(100) }
        let caller = Task { try await ask(cache) }
        try await eventually { gate.begun == 1 }
        clock.advance(by: .seconds(5))
        gate.open(.success(2))
        #expect(try await caller.value == 2)
        #expect(clock.sleepers == 0)
    }

    @Test func aLoadInTimeLeavesNoTimerBehind() async throws {
        let cache = cache {
            $0.failSafe = .seconds(30)
            $0.softTimeout = .seconds(1)
            $0.hardTimeout = .seconds(5)
        }
        #expect(try await cache.value(for: "key") { 3 } == 3)
        try await eventually { clock.sleepers == 0 }
        clock.advance(by: .seconds(6))
        #expect(cache.statistics.hardTimeouts == 0 && cache.statistics.softTimeouts == 0)
    }

    @Test(arguments: [false, true])
    func aLoadThatNeverReturnsIsGivenUp(hasValue: Bool) async throws {
        let cache = cache {
            $0.hardTimeout = .seconds(5)
            if hasValue { $0.failSafe = .seconds(30) }
        }
        let callers = (0..<3).map { _ in Task { try await ask(cache) } }
        try await eventually { cache.statistics.misses == 3 && clock.sleepers == 1 && gate.begun == 1 }
        clock.advance(by: .seconds(5))
        for caller in callers {
            if hasValue {
                #expect(try await caller.value == 1)
            } else {
                await #expect(throws: LoadTimedOut(cache: "test", limit: .seconds(5))) { try await caller.value }
            }
        }
        #expect(cache.statistics.hardTimeouts == 1 && cache.statistics.failedLoads == 1)
        #expect(cache.statistics.failSafeHits == (hasValue ? 3 : 0))
        #expect(try await cache.value(for: "key") { 4 } == 4)
        gate.open(.success(9))
        #expect(cache.cached("key") == 4, "what comes too late is dropped")
    }

    @Test func aCancelledCallerIsNotGivenAStaleValue() async throws {
        let cache = cache { $0.failSafe = .seconds(30) }
        let caller = Task { try await ask(cache) }
        try await eventually { gate.begun == 1 }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        gate.open(.success(1))
    }

    @Test func theErrorSaysWhatToDo() {
        let text = "\(LoadTimedOut(cache: "products", limit: .seconds(2)))"
        #expect(text.contains("'products'") && text.contains("2.0 seconds") && text.contains("hardTimeout"))
    }
}
