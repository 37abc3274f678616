/// A trace replayed through a policy while values expire: an expired value is taken out when its time is over, and who
/// asks for it then misses.
struct ExpiringReplay<Simulated: SimulatedPolicy & ~Copyable>: ~Copyable {
    private var policy: Simulated
    /// By key: when its value expires, ns; 0 when there is none.
    private var ends: [UInt64]
    private var wheel = TimerWheel()

    init(_ policy: consuming Simulated, distinctKeys: Int) {
        self.policy = policy
        ends = Array(repeating: 0, count: distinctKeys)
    }

    /// The hits among the requests.
    /// - Parameters:
    ///   - times: by request, ms.
    ///   - ttl: how long a key's value is fresh, ms.
    mutating func hits(of keys: [Int], times: [UInt32], ttl: (Int) -> UInt64) -> Int {
        var hits = 0
        for (key, time) in zip(keys, times) {
            let now = UInt64(time) &* 1_000_000
            expire(now: now)
            if policy.request(key), ends[key] > now {
                hits += 1
                continue
            }
            let lasts = ttl(key)
            guard lasts != CacheTrace.endless else {
                ends[key] = .max
                wheel.cancel(key)
                continue
            }
            let (length, isLong) = lasts.multipliedReportingOverflow(by: 1_000_000)
            let (end, isLater) = now.addingReportingOverflow(length)
            ends[key] = isLong || isLater ? .max : end
            wheel.schedule(key, at: ends[key])
        }
        return hits
    }

    private mutating func expire(now: UInt64) {
        wheel.advance(to: now)
        while let key = wheel.popDue() {
            if ends[key] <= now { policy.remove(key) } else { wheel.schedule(key, at: ends[key]) }
        }
    }
}

extension CachePolicy {
    /// The hits among the trace's kept requests of a cache that is empty at first.
    ///
    /// Of the optimum with a time to live, this is a bound that no policy exceeds: the lesser of what the optimum has
    /// without one, and of what a cache has that holds everything.
    func hits(of trace: CacheTrace, capacity: Int, ttl: ForecastTTL) -> Int {
        let keys = trace.keys.distinctKeys
        guard let times = trace.times else { return hits(of: trace.keys, capacity: capacity) }
        let lasts: (Int) -> UInt64
        switch ttl {
        case .none: return hits(of: trace.keys, capacity: capacity)
        case .recorded: lasts = { trace.ttls[$0] }
        case .seconds(let seconds):
            let milliseconds = UInt64(min(max(seconds, 0) * 1_000, 1e15))
            lasts = { _ in milliseconds }
        }
        func replay<Simulated: SimulatedPolicy & ~Copyable>(_ policy: consuming Simulated) -> Int {
            var replay = ExpiringReplay(policy, distinctKeys: keys)
            return replay.hits(of: trace.keys.keys, times: times, ttl: lasts)
        }
        switch self {
        case .lru: return replay(LRUSimulation(capacity: capacity, distinctKeys: keys))
        case .sieve: return replay(SIEVESimulation(capacity: capacity, distinctKeys: keys))
        case .tinyLFU: return replay(TinyLFUSimulation(capacity: capacity, distinctKeys: keys))
        case .s3FIFO: return replay(S3FIFOSimulation(capacity: capacity, distinctKeys: keys, adapts: false))
        case .adaptive: return replay(S3FIFOSimulation(capacity: capacity, distinctKeys: keys, adapts: true))
        case .optimum:
            let endless = hits(of: trace.keys, capacity: capacity)
            return min(endless, replay(LRUSimulation(capacity: keys + 1, distinctKeys: keys)))
        }
    }
}
