import HoneCache

/// A cache whose second tier does not answer.
struct SickCache: RegisteredCache {
    struct Away: Error, CustomStringConvertible { let description = "redis at 10.0.0.7 does not answer" }

    let name = "sick"

    func snapshot() -> CacheSnapshot {
        var statistics = CacheStatistics()
        statistics.hits = 1
        statistics.misses = 1
        var redis = TierStatistics(name: "redis")
        redis.hits = 3
        redis.misses = 1
        redis.lookupNanoseconds = 8_000_000
        redis.isAvailable = false
        redis.problem = "\(Away())"
        statistics.tiers = [redis]
        return CacheSnapshot(name: name, capacity: .weight(1_000), statistics: statistics)
    }

    func clear() async throws { throw Away() }
    func invalidate(key: String) async throws -> Bool? { throw Away() }
    func invalidate(prefix: String) async throws { throw Away() }
    func invalidate(tag: String) async throws { throw Away() }
    func tellTraces() {}
}
