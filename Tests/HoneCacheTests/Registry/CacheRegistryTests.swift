import HoneTesting
import Testing

@testable import HoneCache

@Suite(.timeLimit(.minutes(1))) struct CacheRegistryTests {
    struct Point: Hashable, Sendable { var x: Int }
    struct Broken: Error, CustomStringConvertible { let description = "the database is away" }

    static func texts(_ name: String) -> Cache<String, Int> { Cache(name: name, capacity: .entries(100)) }

    @Test func cachesAreFoundByName() throws {
        let registry = CacheRegistry()
        try registry.add(Self.texts("b"))
        try registry.add(Cache<Point, Int>(name: "a", capacity: .weight(1_000)))
        #expect(registry.caches.map(\.name) == ["a", "b"])
        #expect(registry["a"] != nil && registry["c"] == nil)
        registry.remove("a")
        registry.remove("a")
        #expect(registry.caches.map(\.name) == ["b"])
    }

    @Test func namesAreTakenOnceAndTheirNumberIsBounded() throws {
        let registry = CacheRegistry(limit: 2)
        try registry.add(Self.texts("a"))
        #expect(throws: CacheRegistry.Refusal.nameTaken("a")) { try registry.add(Self.texts("a")) }
        try registry.add(Self.texts("b"))
        #expect(throws: CacheRegistry.Refusal.full(limit: 2)) { try registry.add(Self.texts("c")) }
        try registry.addWarmer("a") {}
        #expect(throws: CacheRegistry.Refusal.nameTaken("a")) { try registry.addWarmer("a") {} }
        try registry.addWarmer("b") {}
        #expect(throws: CacheRegistry.Refusal.full(limit: 2)) { try registry.addWarmer("c") {} }
        #expect(CacheRegistry.Refusal.full(limit: 2).description.contains("once"))
    }

    @Test func keysPrefixesAndTagsAreInvalidated() async throws {
        let cache = Self.texts("a")
        let registry = CacheRegistry()
        try registry.add(cache)
        let entry = try #require(registry["a"])
        func fill() {
            for key in ["x:1", "x:2", "y:1"] { cache.set(1, for: key, tags: ["t\(key.last ?? "0")"]) }
        }
        func keys() -> [String] { ["x:1", "x:2", "y:1"].filter { cache.cached($0) != nil } }
        fill()
        #expect(try await entry.invalidate(key: "x:1") == true)
        #expect(try await entry.invalidate(key: "x:1") == false)
        #expect(keys() == ["x:2", "y:1"])
        fill()
        try await entry.invalidate(prefix: "x:")
        #expect(keys() == ["y:1"])
        fill()
        try await entry.invalidate(tag: "t1")
        #expect(keys() == ["x:2"])
        fill()
        try await entry.clear()
        #expect(keys() == [])
    }

    @Test func keysOfOtherTypesAreReadOrRefused() async throws {
        let registry = CacheRegistry()
        let numbers = Cache<Int, Int>(name: "numbers", capacity: .entries(10))
        try registry.add(numbers)
        try registry.add(Cache<Point, Int>(name: "points", capacity: .entries(10)))
        numbers.set(1, for: 42)
        #expect(try await registry["numbers"]?.invalidate(key: "42") == true)
        let refusal = try await #require(throws: KeyRefused.self) {
            try await registry["numbers"]?.invalidate(key: "my secret")
        }
        #expect(refusal.description.contains("Int") && !refusal.description.contains("secret"))
        await #expect(throws: KeyRefused.self) { try await registry["points"]?.invalidate(key: "1") }
        await #expect(throws: KeyRefused.self) { try await registry["points"]?.invalidate(prefix: "1") }
        try await registry["points"]?.invalidate(tag: "t")
        try await registry["points"]?.clear()
    }

    @Test func snapshotsSayWhatStatisticsDo() async throws {
        let cache = Cache<String, Int>(
            name: "a", capacity: .weight(1_000), weigher: { _, value in value })
        for _ in 0..<3 { _ = try await cache.value(for: "x") { 40 } }
        _ = cache.cached("none")
        cache.set(7, for: "y")
        try await cache.invalidate("y")
        await #expect(throws: Broken.self) { try await cache.value(for: "z") { throw Broken() } }
        let snapshot = cache.snapshot
        #expect(snapshot.name == "a" && snapshot.capacityWeight == 1_000 && snapshot.capacityEntries == nil)
        #expect(snapshot.hits == 2 && snapshot.misses == 3 && snapshot.hitRatio == 0.4)
        #expect(snapshot.loads == 1 && snapshot.failedLoads == 1 && snapshot.invalidations == 1)
        #expect(snapshot.entries == 1 && snapshot.weight == 40)
        #expect(snapshot.tiers.map(\.name) == ["memory"])
        #expect(snapshot.tiers.first?.hits == 2 && snapshot.tiers.first?.isAvailable == true)
        #expect(Self.texts("b").snapshot.capacityEntries == 100)
    }

    @Test func outerTiersAreTold() {
        var disk = TierStatistics(name: "disk")
        disk.hits = 3
        disk.misses = 1
        disk.errors = 2
        disk.timeouts = 1
        disk.dropped = 5
        disk.entries = 9
        disk.bytes = 900
        disk.evicted = 4
        disk.lookupNanoseconds = 8_000_000
        disk.isAvailable = false
        disk.problem = "the disk is full"
        var statistics = CacheStatistics()
        statistics.tiers = [disk, TierStatistics(name: "redis")]
        let tiers = CacheSnapshot(name: "a", capacity: .entries(1), statistics: statistics).tiers
        #expect(tiers.map(\.name) == ["memory", "disk", "redis"])
        #expect(
            tiers[1]
                == .init(
                    name: "disk", hits: 3, misses: 1, hitRatio: 0.75, entries: 9, weight: 900, evictions: 4,
                    failures: 3,
                    dropped: 5, lookupMilliseconds: 2, isAvailable: false, problem: "the disk is full"))
        #expect(tiers[2].lookupMilliseconds == nil && tiers[2].entries == nil && tiers[2].hitRatio == 0)
    }
}

@Suite(.timeLimit(.minutes(1))) struct WarmupTests {
    @Test func eachWarmerIsReportedInItsOrder() async throws {
        let registry = CacheRegistry()
        let cache = CacheRegistryTests.texts("a")
        try registry.addWarmer("products") { for key in 0..<5 { _ = try await cache.value(for: "\(key)") { key } } }
        try registry.addWarmer("broken") { throw CacheRegistryTests.Broken() }
        try registry.addWarmer("last") {}
        let outcomes = try await registry.warmUp()
        #expect(outcomes.map(\.name) == ["products", "broken", "last"] && registry.warmerNames == outcomes.map(\.name))
        #expect(outcomes.map(\.error) == [nil, "the database is away", nil])
        #expect(outcomes.allSatisfy { $0.seconds >= 0 })
        #expect(cache.statistics.entries == 5)
        #expect(try await registry.warmUp(["last", "products", "last"]).map(\.name) == ["last", "products"])
        #expect(try await registry.warmUp([]).isEmpty)
        await #expect(throws: CacheRegistry.WarmupRefusal.unknown("x")) { try await registry.warmUp(["last", "x"]) }
    }

    @Test func oneThatNeverEndsIsLeftBehind() async throws {
        let registry = CacheRegistry()
        let (blocks, block) = AsyncStream.makeStream(of: Void.self)
        // It does not look whether it was cancelled.
        let stuck = Task { for await _ in blocks {} }
        try registry.addWarmer("stuck", limit: .milliseconds(20)) { await stuck.value }
        try registry.addWarmer("next") {}
        let outcomes = try await registry.warmUp()
        #expect(outcomes[0].error?.contains("longer than 0.02 seconds") == true, "\(outcomes)")
        #expect(outcomes[1].error == nil)
        block.finish()
    }

    @Test func theyRunOnceAtATime() async throws {
        let registry = CacheRegistry()
        let (gates, gate) = AsyncStream.makeStream(of: Void.self)
        let began = Live()
        try registry.addWarmer("slow") {
            began.add(1)
            for await _ in gates { return }
        }
        async let first = registry.warmUp()
        try await eventually { began.count == 1 }
        await #expect(throws: CacheRegistry.WarmupRefusal.running) { try await registry.warmUp() }
        gate.yield()
        #expect(try await first.map(\.error) == [nil])
        gate.finish()
        #expect(try await registry.warmUp().count == 1, "and then again")
    }

    @Test func whoAskedMayGoAway() async throws {
        let registry = CacheRegistry()
        let began = Live()
        try registry.addWarmer("endless") {
            began.add(1)
            while !Task.isCancelled { await Task.yield() }
        }
        let asking = Task { try await registry.warmUp() }
        try await eventually { began.count == 1 }
        asking.cancel()
        #expect(try await asking.value.map(\.error) == ["was cancelled"])
    }
}
