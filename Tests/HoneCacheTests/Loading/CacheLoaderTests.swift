import HoneTesting
import Testing

@testable import HoneCache

@Suite struct CacheLoaderTests {
    let clock = ManualClock()
    let loads = Live()

    func cache(_ change: (inout CacheOptions) -> Void = { _ in }) -> Cache<String, Int> {
        var options = CacheOptions(ttl: .seconds(100))
        change(&options)
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(1_000), options: options, clock: CacheClock(clock))
        let loads = loads
        cache.register(
            CacheLoader(tags: { ["all", $0] }) { key in
                loads.add(1)
                if key == "fails" { throw LoadFailed(number: 1) }
                return loads.count
            })
        return cache
    }

    @Test func valuesComeFromTheLoaderWithItsTags() async throws {
        let cache = cache()
        #expect(try await cache.value(for: "a") == 1)
        #expect(try await cache.value(for: "a") == 1)
        #expect(try await cache.value(for: "b") == 2)
        try await cache.invalidate(tag: "a")
        #expect(try await cache.value(for: "b") == 2)
        #expect(try await cache.value(for: "a") == 3)
        await #expect(throws: LoadFailed(number: 1)) { try await cache.value(for: "fails") }
        #expect(cache.statistics.loads == 3 && cache.statistics.failedLoads == 1)
    }

    @Test func aCacheWithoutOneGivesWhatItHas() async throws {
        let cache = Cache<String, Int>(name: "bare", capacity: .entries(10))
        cache.set(1, for: "a")
        #expect(try await cache.value(for: "a") == 1)
        await #expect(throws: LoaderMissing(cache: "bare")) { try await cache.value(for: "b") }
        #expect(cache.statistics.misses == 1 && "\(LoaderMissing(cache: "bare"))".contains("'bare'"))
    }

    /// Nobody asks; what was set has the loader's values after its time.
    @Test func entriesAreLoadedAnewByThemselves() async throws {
        let cache = cache {
            $0.refreshAfter = .seconds(8)
            $0.idle = .seconds(60)
        }
        for number in 0..<10 { cache.set(-1, for: "\(number)") }
        cache.set(-1, for: "fails")
        for _ in 0..<7 {
            try await eventually { clock.sleepers == 1 }
            clock.advance(by: .seconds(1))
        }
        try await eventually { clock.sleepers == 1 }
        #expect(loads.count == 0)
        try await advance(by: 2)
        try await eventually { cache.statistics.loads == 10 && cache.statistics.failedLoads == 1 }
        #expect(cache.statistics.earlyRefreshes == 11 && cache.statistics.hits == 0)
        #expect(cache.cached("3").map { $0 > 0 } == true)
        #expect(cache.cached("fails") == -1, "a load that fails leaves what is there")
    }

    /// What is not used goes, however often it is loaded anew.
    @Test func idleEntriesGoAllTheSame() async throws {
        let cache = cache {
            $0.refreshAfter = .seconds(2)
            $0.idle = .seconds(6)
        }
        cache.set(-1, for: "a")
        for _ in 0..<28 {
            try await eventually { clock.sleepers == 1 }
            clock.advance(by: .milliseconds(250))
        }
        try await eventually { clock.sleepers == 1 }
        #expect((1...3).contains(loads.count) && cache.cached("a") == nil)
    }

    /// Moves the time on in steps in which the cache looks for what is due, once it sleeps again.
    func advance(by seconds: Int, sleepers: Int = 1) async throws {
        for _ in 0..<seconds {
            try await eventually { clock.sleepers >= sleepers }
            clock.advance(by: .seconds(1))
        }
        try await eventually { clock.sleepers >= sleepers }
    }

    /// What was given an end of its own has it when the cache has loaded it anew by itself.
    @Test func anEntryKeepsItsOwnTimeToLive() async throws {
        let cache = cache {
            $0.ttl = nil
            $0.refreshAfter = .seconds(8)
        }
        let mayLoad = Live()
        cache.register(
            CacheLoader { _ in
                if mayLoad.count > 0 { throw LoadFailed(number: 1) }
                return 5
            })
        #expect(try await cache.value(for: "a", ttl: .seconds(60)) == 5)
        cache.set(1, for: "b", ttl: .seconds(60))
        cache.set(1, for: "endless")
        try await advance(by: 10)
        try await eventually { cache.statistics.loads == 4 }
        mayLoad.add(1)
        try await advance(by: 50)
        #expect(cache.cached("a") == 5 && cache.cached("b") == 5, "60 s after it was loaded anew")
        try await advance(by: 20)
        #expect(cache.cached("a") == nil && cache.cached("b") == nil && cache.cached("endless") == 5)
    }

    /// One loader that never comes back.
    @Test func theOthersAreLoadedAnewAllTheSame() async throws {
        let gate = Gate()
        weak var left: Cache<String, Int>?
        do {
            let cache = cache { $0.refreshAfter = .seconds(8) }
            left = cache
            let loads = loads
            cache.register(
                CacheLoader { key in
                    if key == "hangs" { return try await gate.load() }
                    loads.add(1)
                    return 2
                })
            for key in ["hangs", "a", "b"] { cache.set(1, for: key) }
            try await advance(by: 10)
            try await eventually { gate.begun == 1 && loads.count == 2 }
            try await advance(by: 30)
            #expect(loads.count >= 4 && gate.begun == 1)
        }
        try await eventually {
            clock.advance(by: .seconds(1))
            return left == nil
        }
        gate.open(.success(1))
    }

    /// A key that is due again before its load has failed holds up no other, in whatever stripe that is.
    @Test func aKeyThatFailsSlowlyHoldsUpNoOther() async throws {
        let cache = cache {
            $0.ttl = nil
            $0.refreshAfter = .seconds(8)
            $0.stripes = 4
        }
        let stripes = Dictionary(grouping: (0..<100).map { "\($0)" }) { Int(cache.hasher.hash($0) >> 32) & 3 }
        let keys = try (0..<4).map { try #require(stripes[$0]?.first) }
        cache.register(
            CacheLoader { [clock, loads] key in
                if key == keys[0] {
                    try await clock.sleep(until: clock.now.advanced(by: .seconds(2)))
                    throw LoadFailed(number: 1)
                }
                loads.add(1)
                return 2
            })
        for key in keys { cache.set(1, for: key) }
        try await eventually {
            clock.advance(by: .seconds(1))
            return loads.count >= 6
        }
        #expect(cache.cached(keys[0]) == 1 && keys.dropFirst().allSatisfy { cache.cached($0) == 2 })
    }

    @Test func reloadingEndsWithTheCache() async throws {
        do {
            let cache = cache { $0.refreshAfter = .seconds(8) }
            try await eventually { clock.sleepers == 1 }
            cache.set(1, for: "a")
        }
        clock.advance(by: .seconds(1))
        try await eventually { clock.sleepers == 0 }
        #expect(loads.count == 0)
    }
}
