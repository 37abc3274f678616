import HoneTesting
import Testing

@testable import HoneCache

@Suite struct RecentFailuresTests {
    let clock = ManualClock()
    let loads = Live()

    func cache(_ change: (inout CacheOptions) -> Void = { _ in }) -> Cache<String, Int> {
        var options = CacheOptions(ttl: .seconds(10))
        options.failureTTL = .seconds(5)
        options.stripes = 1
        change(&options)
        return Cache(name: "test", capacity: .entries(1_000), options: options, clock: CacheClock(clock))
    }

    /// Asks for a key whose source fails with the number of the load, or is to be fine.
    func ask(_ cache: Cache<String, Int>, _ key: String = "key", isFine: Bool = false) async -> Result<Int, LoadFailed>
    {
        do {
            let value = try await cache.value(for: key, tags: ["t", "u"]) {
                loads.add(1)
                guard isFine else { throw LoadFailed(number: loads.count) }
                return 100 + loads.count
            }
            return .success(value)
        } catch {
            return .failure(error as? LoadFailed ?? LoadFailed(number: -1))
        }
    }

    func failure(_ number: Int) -> Result<Int, LoadFailed> { .failure(LoadFailed(number: number)) }

    @Test func aFailureIsGivenOutForItsTime() async {
        let cache = cache()
        for _ in 0..<3 { #expect(await ask(cache, isFine: false) == failure(1)) }
        #expect(await ask(cache, isFine: true) == failure(1) && cache.cached("key") == nil)
        let statistics = cache.statistics
        #expect(statistics.repeatedFailures == 3 && statistics.failedLoads == 1)
        #expect(statistics.misses == 5 && statistics.entries == 0 && cache.snapshot.repeatedFailures == 3)
        #expect(await ask(cache, "other") == failure(2))
        clock.advance(by: .seconds(5))
        #expect(await ask(cache, isFine: true) == .success(103))
    }

    @Test(arguments: [nil, Duration.zero, .seconds(-1)])
    func unlessAskedForEachRequestLoads(time: Duration?) async {
        let cache = cache { $0.failureTTL = time }
        for load in 1...3 { #expect(await ask(cache) == failure(load)) }
        #expect(cache.statistics.repeatedFailures == 0)
    }

    enum End: CaseIterable { case key, tag, otherTag, prefix, all, set }

    @Test(arguments: End.allCases)
    func storingAndInvalidatingEndIt(end: End) async throws {
        let cache = cache()
        #expect(await ask(cache) == failure(1))
        switch end {
        case .key: #expect(try await cache.invalidate("key") == false)
        case .tag: try await cache.invalidate(tag: "u")
        case .otherTag: try await cache.invalidate(tag: "other")
        case .prefix: try await cache.invalidate(prefix: "ke")
        case .all: try await cache.invalidateAll()
        case .set: cache.set(7, for: "key")
        }
        switch end {
        case .otherTag: #expect(await ask(cache, isFine: true) == failure(1))
        case .set:
            #expect(await ask(cache) == .success(7))
            try await cache.invalidate("key")
            #expect(await ask(cache) == failure(2))
        default: #expect(await ask(cache, isFine: true) == .success(102))
        }
    }

    /// What was invalidated while the load ran that then failed says nothing of what is true now.
    @Test func aFailureOfBeforeIsNotKept() async throws {
        let cache = cache()
        let gate = Gate()
        let caller = Task { try await cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        cache.invalidate("key", behind: ())
        gate.open(.failure(LoadFailed(number: 9)))
        await #expect(throws: LoadFailed(number: 9)) { try await caller.value }
        #expect(await ask(cache, isFine: true) == .success(101))
    }

    @Test func aValueToFallBackToStandsIn() async {
        let cache = cache { $0.failSafe = .seconds(60) }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(11))
        for _ in 0..<3 { #expect(await ask(cache) == .success(1)) }
        #expect(loads.count == 1 && cache.statistics.failSafeHits == 3 && cache.statistics.repeatedFailures == 0)
    }

    /// Neither a value that is due nor one that is stale is loaded anew within that time, by a request or by the cache.
    @Test(arguments: [false, true])
    func aRefreshThatFailedIsPutOff(isStale: Bool) async throws {
        let cache = cache {
            $0.staleWhileRevalidate = .seconds(60)
            $0.refreshAfter = .seconds(8)
        }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(isStale ? 11 : 9))
        #expect(await ask(cache) == .success(1))
        try await eventually { cache.statistics.failedLoads == 1 }
        for _ in 0..<3 { #expect(await ask(cache, isFine: true) == .success(1)) }
        #expect(loads.count == 1)
        clock.advance(by: .seconds(5))
        #expect(await ask(cache, isFine: true) == .success(1))
        try await eventually { cache.cached("key") == 102 }
    }

    @Test func aTimeoutIsAFailureAndACancellationNone() async throws {
        let cache = cache { $0.hardTimeout = .seconds(1) }
        let gate = Gate()
        let caller = Task { try await cache.value(for: "slow") { try await gate.load() } }
        try await eventually { gate.begun == 1 && clock.sleepers == 1 }
        clock.advance(by: .seconds(1))
        await #expect(throws: LoadTimedOut.self) { try await caller.value }
        await #expect(throws: LoadTimedOut.self) { try await cache.value(for: "slow") { 1 } }
        gate.open(.success(1))
        await #expect(throws: CancellationError.self) {
            try await cache.value(for: "cancelled") { throw CancellationError() }
        }
        #expect(try await cache.value(for: "cancelled") { 2 } == 2)
    }

    @Test func fewAreKept() async {
        let cache = cache()
        for number in 0..<200 {
            _ = await ask(cache, "\(number)")
            clock.advance(by: .milliseconds(1))
        }
        #expect(cache.stripes[0].withLock { $0.failures.keys.count } == 64)
        #expect(await ask(cache, "199") == failure(200) && loads.count == 200)
        #expect(await ask(cache, "100", isFine: true) == .success(301), "the first to end made room")
        clock.advance(by: .seconds(5))
        cache.removeExpired()
        #expect(cache.stripes[0].withLock { $0.failures.isEmpty })
    }

    /// An error may use the cache when it goes.
    final class Parting: Error {
        let farewell: @Sendable () -> Void
        init(_ farewell: @escaping @Sendable () -> Void) { self.farewell = farewell }
        deinit { farewell() }
    }

    @Test func errorsMayUseTheCacheWhenTheyGo() async throws {
        let cache = cache()
        let gone = Live()
        for number in 0..<100 {
            _ = try? await cache.value(for: "\(number)") {
                throw Parting { [weak cache] in
                    _ = cache?.cached("0")
                    gone.add(1)
                }
            }
        }
        try await eventually { gone.count == 36 }
        cache.set(1, for: "99")
        try await cache.invalidateAll()
        try await eventually { gone.count == 100 }
    }
}
