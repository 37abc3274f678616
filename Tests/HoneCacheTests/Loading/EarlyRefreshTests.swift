import HoneTesting
import Testing

@testable import HoneCache

@Suite struct EarlyRefreshTests {
    let clock = ManualClock()
    let gate = Gate()

    func cache(_ change: (inout CacheOptions) -> Void) -> Cache<String, Int> {
        var options = CacheOptions(ttl: .seconds(100))
        change(&options)
        return Cache(name: "test", capacity: .entries(100), options: options, clock: CacheClock(clock))
    }

    func ask(_ cache: Cache<String, Int>) async throws -> Int {
        try await cache.value(for: "key") { try await gate.load() }
    }

    @Test(arguments: [false, true])
    func theFirstAfterTheShareHasItLoadedAnew(byTime: Bool) async throws {
        let cache = cache { if byTime { $0.refreshAfter = .seconds(80) } else { $0.earlyRefresh = 0.8 } }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(79))
        #expect(try await ask(cache) == 1)
        #expect(cache.statistics.earlyRefreshes == 0)
        clock.advance(by: .seconds(2))
        for _ in 0..<4 { #expect(try await ask(cache) == 1) }
        try await eventually { gate.begun == 1 }
        #expect(cache.statistics.earlyRefreshes == 1)
        gate.open(.success(2))
        try await eventually { cache.statistics.loads == 1 }
        #expect(try await ask(cache) == 2)
        clock.advance(by: .seconds(79))
        #expect(try await ask(cache) == 2)
        let statistics = cache.statistics
        #expect(statistics.hits == 7 && statistics.misses == 0 && statistics.staleHits == 0 && gate.begun == 1)
    }

    @Test func aRefreshThatFailsLeavesTheValueUntilItsEnd() async throws {
        let cache = cache { $0.earlyRefresh = 0.5 }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(60))
        #expect(try await cache.value(for: "key") { throw LoadFailed(number: 1) } == 1)
        try await eventually { cache.statistics.failedLoads == 1 }
        clock.advance(by: .seconds(39))
        #expect(cache.cached("key") == 1, "a look alone starts no load")
        #expect(cache.statistics.earlyRefreshes == 1)
        clock.advance(by: .seconds(1))
        #expect(cache.cached("key") == nil)
        #expect(try await cache.value(for: "key") { 2 } == 2)
    }

    @Test func valuesWithoutAnEndAreReloadedTooAfterTheirTime() async throws {
        let cache = cache {
            $0.ttl = nil
            $0.refreshAfter = .seconds(10)
        }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(1_000))
        #expect(try await cache.value(for: "key") { 2 } == 1)
        try await eventually { cache.statistics.loads == 1 }
        #expect(cache.cached("key") == 2)
    }

    @Test func aStaleValueIsStillToldFromOneThatIsDue() async throws {
        let cache = cache {
            $0.earlyRefresh = 0.5
            $0.failSafe = .seconds(50)
        }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(149))
        #expect(cache.cached("key") == nil)
        #expect(try await cache.value(for: "key") { throw LoadFailed(number: 1) } == 1)
        #expect(cache.statistics.failSafeHits == 1 && cache.statistics.earlyRefreshes == 0)
        clock.advance(by: .seconds(1))
        await #expect(throws: LoadFailed(number: 2)) {
            try await cache.value(for: "key") { throw LoadFailed(number: 2) }
        }
    }

    @Test(arguments: [-1.0, 1.0, 7.0, .nan])
    func sharesThatMeanNothingAreOff(share: Double) async throws {
        let cache = cache { $0.earlyRefresh = share }
        cache.set(1, for: "key")
        clock.advance(by: .seconds(99))
        #expect(try await ask(cache) == 1)
        #expect(cache.statistics.earlyRefreshes == 0)
    }

    /// The tier has the very value that is to be loaded anew: it is not taken for a newer one.
    @Test func aTierDoesNotAnswerARefreshWithTheSameValue() async throws {
        let node = Node(clock: clock) { options, _ in options.earlyRefresh = 0.5 }
        _ = try await node.value(loading: 1)
        await node.cache.flush()
        clock.advance(by: .seconds(40))
        #expect(try await node.value(loading: 2) == 1)
        try await eventually { node.cache.statistics.loads == 2 }
        #expect(node.cache.cached("key") == 2)
        // What another node took from the tier late in its time is due there too.
        clock.advance(by: .seconds(40))
        await node.cache.flush()
        let other = Node(node.tier.store, clock: clock) { options, _ in options.earlyRefresh = 0.5 }
        #expect(try await other.value(loading: 3) == 2)
        #expect(try await other.value(loading: 3) == 2)
        try await eventually { other.cache.cached("key") == 3 }
        #expect(other.cache.statistics.earlyRefreshes == 1)
    }
}
