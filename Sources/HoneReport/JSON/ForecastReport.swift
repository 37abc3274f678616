import HoneCache

/// What `hone cache simulate --json` prints.
public struct ForecastReport: Encodable, Sendable {
    /// What was replayed.
    public struct Trace: Encodable, Sendable {
        /// The cache that was recorded; none of a text of keys.
        public var name: String?
        /// All requests, those that were not sampled among them.
        public var requests: Int
        /// About how many different keys there are.
        public var keys: Int
        /// The share of the keys that was simulated.
        public var rate: Double
        /// How long it went on; none of a text of keys.
        public var seconds: Double?
        /// Requests that the cache missed while it was recorded.
        public var misses: Int?
        /// What it held at most then: entries.
        public var capacityEntries: Int?
        /// What it held at most then: weight.
        public var capacityWeight: Int?
        /// What a value weighs on average, where that was recorded.
        public var meanWeight: Double?
        /// Samples that the recording dropped.
        public var dropped: Int
        /// Whether the recording ended because its file was full.
        public var endedAtLimit: Bool
        /// Whether it does not say how it ended.
        public var isCutOff: Bool
    }

    /// One policy at one size with one time to live.
    public struct Outcome: Encodable, Sendable {
        /// The policy's name.
        public var policy: String
        /// The size as it was asked for.
        public var size: String
        /// Entries it holds at most.
        public var entries: Int
        /// Entries that were simulated for them.
        public var simulatedEntries: Int
        /// `none`, `recorded` or a time.
        public var ttl: String
        /// The time to live, where it is one time.
        public var ttlSeconds: Double?
        /// Hits as a share of all requests, 0 to 1.
        public var hitRatio: Double
        /// Loads that are left in the whole trace.
        public var loads: Int
        /// Loads that are spared in the whole trace.
        public var spared: Int
        /// Loads that are left in an hour.
        public var loadsPerHour: Double?
        /// Loads that are spared in an hour.
        public var sparedPerHour: Double?
        /// About what its entries weigh, where weights were recorded.
        public var weight: Double?
    }

    /// What was replayed.
    public var trace: Trace
    /// By time to live, size and policy.
    public var outcomes: [Outcome]

    /// The report of a forecast.
    public init(_ forecast: CacheForecast, of trace: CacheTrace) {
        let mean = trace.meanWeight
        self.trace = Trace(
            name: trace.name, requests: trace.requests, keys: trace.distinctKeys, rate: trace.rate,
            seconds: trace.seconds, misses: trace.misses, meanWeight: mean, dropped: trace.dropped,
            endedAtLimit: trace.endedAtLimit, isCutOff: trace.isCutOff)
        switch trace.capacity {
        case .entries(let amount): self.trace.capacityEntries = amount
        case .weight(let amount): self.trace.capacityWeight = amount
        case nil: break
        }
        outcomes = forecast.outcomes.map { outcome in
            var seconds: Double?
            if case .seconds(let ttl) = outcome.ttl { seconds = ttl }
            return Outcome(
                policy: outcome.policy.rawValue, size: outcome.size.description, entries: outcome.entries,
                simulatedEntries: outcome.simulatedEntries, ttl: outcome.ttl.description, ttlSeconds: seconds,
                hitRatio: outcome.hitRatio, loads: outcome.loads, spared: outcome.spared,
                loadsPerHour: outcome.loadsPerHour, sparedPerHour: outcome.sparedPerHour,
                weight: mean.map { $0 * Double(min(outcome.entries, trace.distinctKeys)) })
        }
    }
}
