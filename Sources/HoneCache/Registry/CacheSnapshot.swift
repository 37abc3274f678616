/// What a cache has counted and holds, to be sent and shown.
public struct CacheSnapshot: Sendable, Equatable, Codable {
    /// One of its tiers.
    public struct Tier: Sendable, Equatable, Codable {
        /// `memory`, `disk`, `redis` …
        public var name: String
        /// Requests that found their value in it.
        public var hits: Int
        /// Requests that did not.
        public var misses: Int
        /// Hits as a share of its requests, 0 to 1; 0 without any.
        public var hitRatio: Double
        /// Entries in it; nil when it does not know.
        public var entries: Int?
        /// What they weigh: in memory as the cache weighs, in other tiers bytes; nil when it does not know.
        public var weight: Int?
        /// Entries that made room for others; nil when it does not know.
        public var evictions: Int?
        /// Calls of it that failed or took too long.
        public var failures: Int
        /// Entries that were not stored in it.
        public var dropped: Int
        /// How long a look into it took on average, ms; nil where that is not measured.
        public var lookupMilliseconds: Double?
        /// Whether it works.
        public var isAvailable: Bool
        /// What went wrong last, for a person.
        public var problem: String?
    }

    /// What the cache is called.
    public var name: String
    /// Entries it holds at most; nil when its weight is bounded.
    public var capacityEntries: Int?
    /// Weight it holds at most; nil when its entries are bounded.
    public var capacityWeight: Int?
    /// Entries in memory.
    public var entries: Int
    /// What they weigh together; as many as there are when entries are bounded.
    public var weight: Int
    /// Requests that were given a fresh value from memory.
    public var hits: Int
    /// Requests that found none there.
    public var misses: Int
    /// Requests that were given a stale value while it was loaded anew.
    public var staleHits: Int
    /// Requests that were given a stale value as the load failed or took too long.
    public var fallbacks: Int
    /// Requests that were given the failure of a load that had ended shortly before.
    public var repeatedFailures: Int
    /// Hits and stale hits as a share of all requests, 0 to 1; 0 without any.
    public var hitRatio: Double
    /// Loads that gave a value.
    public var loads: Int
    /// Loads that failed.
    public var failedLoads: Int
    /// Requests that waited for a load that another had started.
    public var sharedLoads: Int
    /// The time of all loads, ms.
    public var loadMilliseconds: Double
    /// Entries that made room for others.
    public var evictions: Int
    /// Entries whose time was over.
    public var expirations: Int
    /// Entries that were invalidated.
    public var invalidations: Int
    /// Values that were too heavy to be stored.
    public var tooHeavy: Int
    /// The memory, and the tiers behind it from the innermost on.
    public var tiers: [Tier]
}

extension Cache {
    /// What it has counted and holds, to be sent and shown.
    public var snapshot: CacheSnapshot { CacheSnapshot(name: name, capacity: capacity, statistics: statistics) }
}

extension CacheSnapshot {
    /// What the statistics of a cache say.
    public init(name: String, capacity: CacheCapacity, statistics: CacheStatistics) {
        self.name = name
        switch capacity {
        case .entries(let amount): capacityEntries = amount
        case .weight(let amount): capacityWeight = amount
        }
        entries = statistics.entries
        weight = statistics.weight
        hits = statistics.hits
        misses = statistics.misses
        staleHits = statistics.staleHits
        fallbacks = statistics.failSafeHits + statistics.softTimeouts
        repeatedFailures = statistics.repeatedFailures
        hitRatio = statistics.hitRatio
        loads = statistics.loads
        failedLoads = statistics.failedLoads
        sharedLoads = statistics.sharedLoads
        loadMilliseconds = Double(statistics.loadNanoseconds) / 1e6
        evictions = statistics.removals[.evicted] ?? 0
        expirations = statistics.removals[.expired] ?? 0
        invalidations = statistics.removals[.invalidated] ?? 0
        tooHeavy = statistics.tooHeavy
        let memory = Tier(
            name: "memory", hits: statistics.hits, misses: statistics.misses,
            hitRatio: Tier.ratio(statistics.hits, statistics.misses), entries: statistics.entries,
            weight: statistics.weight, evictions: evictions, failures: 0, dropped: statistics.tooHeavy,
            lookupMilliseconds: nil, isAvailable: true, problem: nil)
        tiers = [memory] + statistics.tiers.map(Tier.init)
    }
}

extension CacheSnapshot.Tier {
    init(_ statistics: TierStatistics) {
        let lookups = statistics.hits + statistics.misses
        self.init(
            name: statistics.name, hits: statistics.hits, misses: statistics.misses,
            hitRatio: Self.ratio(statistics.hits, statistics.misses), entries: statistics.entries,
            weight: statistics.bytes, evictions: statistics.evicted,
            failures: statistics.errors + statistics.timeouts, dropped: statistics.dropped,
            lookupMilliseconds: lookups == 0 ? nil : Double(statistics.lookupNanoseconds) / Double(lookups) / 1e6,
            isAvailable: statistics.isAvailable, problem: statistics.problem)
    }

    static func ratio(_ hits: Int, _ misses: Int) -> Double {
        hits + misses == 0 ? 0 : Double(hits) / Double(hits + misses)
    }
}
