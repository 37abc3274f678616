import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

/// Keys' texts are made and the time of day is read while no part of the cache is held.
@Suite struct KeyTextTests {
    final class Watch: Sendable {
        let cache = Mutex<Cache<WatchedKey, Int>?>(nil)
        let looks = Live()
        let looksUnderLock = Live()

        func look() {
            guard let cache = cache.withLock(\.self) else { return }
            looks.add(1)
            // All that happens in the test happens on behalf of one caller.
            if cache.stripes[0].isWriting.load(ordering: .sequentiallyConsistent) { looksUnderLock.add(1) }
        }
    }

    struct WatchedKey: LosslessStringConvertible, Hashable, Sendable {
        let name: String
        let watch: Watch?

        init?(_ description: String) { self.init(description, nil) }
        init(_ name: String, _ watch: Watch?) { (self.name, self.watch) = (name, watch) }

        var description: String {
            watch?.look()
            return name
        }

        static func == (one: Self, other: Self) -> Bool { one.name == other.name }
        func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    @Test func theLockIsNotHeld() async throws {
        let watch = Watch()
        var options = CacheOptions(ttl: .seconds(60))
        options.stripes = 1
        let store = MemoryTierStore()
        let cache = Cache<WatchedKey, Int>(
            name: "test", capacity: .entries(100), options: options, tiers: [.memory(MemoryTier(store))], coding: .json,
            wallClock: WallClock {
                watch.look()
                return WallClock.system.milliseconds()
            })
        watch.cache.withLock { $0 = cache }
        for number in 0..<10 { cache.set(number, for: WatchedKey("set:\(number)", watch)) }
        cache.set(0, for: WatchedKey("nothing", watch), ttl: .zero)
        for number in 0..<10 {
            #expect(try await cache.value(for: WatchedKey("load:\(number)", watch)) { number } == number)
        }
        store.put(.number(7, storedAt: WallClock.system.milliseconds(), fresh: 60_000), for: "found")
        #expect(try await cache.value(for: WatchedKey("found", watch)) { 8 } == 7)
        await cache.flush()
        try await cache.invalidate(prefix: "set:")
        try await cache.invalidate(WatchedKey("load:1", watch))
        #expect(cache.statistics.entries == 10 && cache.statistics.removals[.invalidated] == 11)
        #expect(cache.cached(WatchedKey("set:3", nil)) == nil && cache.cached(WatchedKey("load:3", nil)) == 3)
        watch.cache.withLock { $0 = nil }
        #expect(watch.looks.count > 40 && watch.looksUnderLock.count == 0)
    }
}
