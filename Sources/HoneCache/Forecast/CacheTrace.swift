/// The keys that a cache was asked for, as they were read from a file: those of a share of the keys, and what is known
/// of all.
public struct CacheTrace: Sendable {
    /// The requests of the keys that were kept.
    public let keys: KeyTrace
    /// The share of the keys that was kept, in the recording and in reading; more than 0 up to 1.
    public let rate: Double
    /// All requests, those of keys that were not kept among them.
    public let requests: Int
    /// What the cache that was recorded is called; nil when the trace is text of keys.
    public internal(set) var name: String?
    /// What the cache held at most while it was recorded; nil when that is not known.
    public internal(set) var capacity: CacheCapacity?
    /// How many of the requests the cache missed while it was recorded; nil when that is not known.
    public internal(set) var misses: Int?
    /// Requests and stores that the recording had to drop.
    public internal(set) var dropped = 0
    /// From the first line to the last, s; nil when requests have no times.
    public internal(set) var seconds: Double?
    /// Whether the recording ended because its file was full.
    public internal(set) var endedAtLimit = false
    /// Whether it does not say how it ended, as when the app was killed.
    public internal(set) var isCutOff = false

    /// By request: since the beginning, ms; nil when requests have no times.
    var times: [UInt32]?
    /// By key: what a value weighs; 0 when that is not known.
    var weights: [Int] = []
    /// By key: how long a value is fresh, ms; `endless` when it has no end or is not known.
    var ttls: [UInt64] = []

    static let endless = UInt64.max

    init(keys: KeyTrace, rate: Double, requests: Int) {
        self.keys = keys
        self.rate = rate
        self.requests = min(requests, Self.most)
    }

    /// So many requests or keys are counted at most; as doubles, they and what is worked out from them stay whole.
    static let most = 1 << 53

    /// A number of requests or keys that was worked out, from 0 up to what is counted at most.
    static func count(_ number: Double) -> Int { Int(max(0, min(number.rounded(), Double(most)))) }

    /// About how many different keys there are in all.
    public var distinctKeys: Int { Self.count(Double(keys.distinctKeys) / rate) }

    /// Whether values were stored with a time to live.
    public var hasTTLs: Bool { ttls.contains { $0 != Self.endless } }

    /// What a value weighs on average over the keys of which it is known; nil when it is known of none.
    public var meanWeight: Double? {
        let known = weights.filter { $0 > 0 }
        return known.isEmpty ? nil : known.reduce(0) { $0 + Double($1) } / Double(known.count)
    }

    /// Requests in an hour; nil when requests have no times.
    public var requestsPerHour: Double? {
        seconds.flatMap { $0 > 0 ? Double(requests) / $0 * 3_600 : nil }
    }

    /// The hit ratio of all requests that the hits among those of the kept keys stand for.
    ///
    /// Keys that are asked for most are few, so by chance too many or too few of them are kept; that is made up for
    /// with hits, as they are in every cache (SHARDS-adj, Waldspurger and others 2015, §4.3 of the paper).
    func hitRatio(hits: Int) -> Double {
        let lost = Double(dropped)
        let expected = Double(requests) * rate - lost
        guard rate < 1, expected > 0 else {
            return keys.keys.isEmpty ? 0 : Double(hits) / Double(keys.keys.count)
        }
        let missing = expected - Double(keys.keys.count)
        return min(1, max(0, (Double(hits) + missing) / expected))
    }
}
