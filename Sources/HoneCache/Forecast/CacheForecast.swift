/// What a cache would have made of a trace: hit ratios by policy, size and time to live, and the loads they spare.
public struct CacheForecast: Sendable, Equatable {
    /// One policy at one size with one time to live.
    public struct Outcome: Sendable, Equatable {
        /// The policy.
        public let policy: CachePolicy
        /// The size as it was asked for.
        public let size: ForecastSize
        /// Entries that the cache holds at most.
        public let entries: Int
        /// How long values are fresh.
        public let ttl: ForecastTTL
        /// Hits as a share of all requests, from 0 to 1.
        public let hitRatio: Double
        /// Loads that it leaves in an hour; nil when requests have no times.
        public let loadsPerHour: Double?
        /// Loads that it spares in an hour beside no cache at all; nil when requests have no times.
        public let sparedPerHour: Double?
        /// Loads that it leaves in the whole trace.
        public let loads: Int
        /// Loads that it spares in the whole trace.
        public let spared: Int
        /// Entries that the simulation held: fewer than `entries` where only a share of the keys was kept.
        public let simulatedEntries: Int
    }

    /// By time to live, then by size, then by policy, in the order they were asked for.
    public let outcomes: [Outcome]

    /// Replays a trace, taking O(n log n) time in its kept requests for the optimum and O(n) for the others.
    /// - Parameters:
    ///   - trace: the requests.
    ///   - policies: what is compared.
    ///   - sizes: how large the caches are.
    ///   - ttls: how long values are fresh. Without times in the trace, they are until they are evicted.
    public init(
        _ trace: CacheTrace, policies: [CachePolicy] = CachePolicy.allCases,
        sizes: [ForecastSize] = [.share(0.01), .share(0.05), .share(0.1)], ttls: [ForecastTTL] = [.none]
    ) {
        self.init(trace, policies: policies, sizes: sizes, ttls: ttls) { _, _ in }
    }

    /// The same, telling how far it is.
    /// - Parameter progress: told before each outcome how many of how many there are.
    /// - Throws: what `progress` throws.
    public init(
        _ trace: CacheTrace, policies: [CachePolicy] = CachePolicy.allCases,
        sizes: [ForecastSize] = [.share(0.01), .share(0.05), .share(0.1)], ttls: [ForecastTTL] = [.none],
        progress: (Int, Int) throws -> Void
    ) rethrows {
        var outcomes: [Outcome] = []
        let all = policies.count * sizes.count * ttls.count
        for ttl in ttls {
            for size in sizes {
                for policy in policies {
                    try progress(outcomes.count, all)
                    let capacity = size.capacity(trace)
                    let ratio = trace.hitRatio(hits: policy.hits(of: trace, capacity: capacity, ttl: ttl))
                    let spared = CacheTrace.count(ratio * Double(trace.requests))
                    outcomes.append(
                        Outcome(
                            policy: policy, size: size, entries: size.entries(trace), ttl: ttl, hitRatio: ratio,
                            loadsPerHour: trace.requestsPerHour.map { $0 * (1 - ratio) },
                            sparedPerHour: trace.requestsPerHour.map { $0 * ratio }, loads: trace.requests - spared,
                            spared: spared, simulatedEntries: capacity))
                }
            }
        }
        self.outcomes = outcomes
    }
}
