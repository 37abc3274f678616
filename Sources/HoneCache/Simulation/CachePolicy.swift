/// A policy that ``CacheSimulation`` can replay a trace through.
public enum CachePolicy: String, Sendable, CaseIterable {
    /// The least recently used entry leaves.
    case lru = "LRU"
    /// SIEVE (Zhang and others, NSDI 2024).
    case sieve = "SIEVE"
    /// W-TinyLFU with a fixed window of 1 % (Einziger and others, ACM Transactions on Storage 13(4), 2017).
    case tinyLFU = "W-TinyLFU"
    /// S3-FIFO as in the paper (Yang and others, SOSP 2023), its main queue filled while the cache is.
    case s3FIFO = "S3-FIFO"
    /// ``Policy``, which ``Cache`` uses: S3-FIFO that adapts.
    case adaptive = "Hone"
    /// Bélády's optimum, which knows the future (IBM Systems Journal 5(2), 1966).
    case optimum = "optimum"

    /// The hits of a cache that is empty at first.
    func hits(of trace: KeyTrace, capacity: Int) -> Int {
        let keys = trace.distinctKeys
        switch self {
        case .lru: return Self.hits(LRUSimulation(capacity: capacity, distinctKeys: keys), trace)
        case .sieve: return Self.hits(SIEVESimulation(capacity: capacity, distinctKeys: keys), trace)
        case .tinyLFU: return Self.hits(TinyLFUSimulation(capacity: capacity, distinctKeys: keys), trace)
        case .s3FIFO: return Self.hits(S3FIFOSimulation(capacity: capacity, distinctKeys: keys, adapts: false), trace)
        case .adaptive: return Self.hits(S3FIFOSimulation(capacity: capacity, distinctKeys: keys, adapts: true), trace)
        case .optimum: return BeladySimulation.hits(of: trace.keys, distinctKeys: keys, capacity: capacity)
        }
    }

    private static func hits<Simulated: SimulatedPolicy & ~Copyable>(_ policy: consuming Simulated, _ trace: KeyTrace)
        -> Int
    {
        var hits = 0
        for key in trace.keys where policy.request(key) { hits += 1 }
        return hits
    }
}
