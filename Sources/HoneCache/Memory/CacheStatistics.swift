/// What a cache has counted since it was made, and what it holds.
public struct CacheStatistics: Sendable, Equatable {
    /// Requests that were given a fresh value.
    public var hits = 0
    /// Requests that found none, those among them that were given a stale one.
    public var misses = 0
    /// Requests that were given a stale value while it was loaded anew (`staleWhileRevalidate`).
    public var staleHits = 0
    /// Requests that were given a stale value as the load failed, or had shortly before (`failSafe`).
    public var failSafeHits = 0
    /// Requests that were given the failure of a load that had ended shortly before, without another (`failureTTL`).
    public var repeatedFailures = 0
    /// Requests that were given a stale value as the load took longer than `softTimeout`.
    public var softTimeouts = 0
    /// Loads that were ended by `hardTimeout`.
    public var hardTimeouts = 0
    /// Loads that were begun in the background for values that were still fresh (`earlyRefresh`, `refreshAfter`).
    public var earlyRefreshes = 0
    /// Requests that waited for a load that another had started.
    public var sharedLoads = 0
    /// Loads that gave a value; what was found in an outer tier is not one.
    public var loads = 0
    /// Loads that threw; those that timed out among them.
    public var failedLoads = 0
    /// The time that loads took, failed ones among them, ns; up to 4 ms off for each with the system's clock.
    public var loadNanoseconds: UInt64 = 0
    /// Entries that left, by cause.
    public var removals: [RemovalCause: Int] = [:]
    /// Values that were not stored, being heavier than an entry may be.
    public var tooHeavy = 0
    /// Entries in the cache, with those that are stale or invalidated and were not met since.
    public var entries = 0
    /// The sum of their weights; the number of entries when that is what is bounded.
    public var weight = 0
    /// What is known of each outer tier, innermost first.
    public var tiers: [TierStatistics] = []

    /// A cache that was not used.
    public init() {}

    /// Hits and stale hits as a share of all requests, from 0 to 1; 0 without requests.
    public var hitRatio: Double {
        let requests = hits + misses
        return requests == 0 ? 0 : Double(hits + staleHits) / Double(requests)
    }
}
