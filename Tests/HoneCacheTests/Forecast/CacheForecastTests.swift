import HoneCore
import Testing

@testable import HoneCache

@Suite struct CacheForecastTests {
    static func trace(_ requests: [(key: Int, time: UInt32)], ttls: [UInt64] = []) -> CacheTrace {
        var trace = CacheTrace(keys: KeyTrace(requests.map(\.key)), rate: 1, requests: requests.count)
        trace.times = requests.map(\.time)
        trace.seconds = Double(requests.last?.time ?? 0) / 1_000
        trace.ttls = ttls.isEmpty ? Array(repeating: CacheTrace.endless, count: trace.keys.distinctKeys) : ttls
        return trace
    }

    @Test(arguments: [
        ("1%", ForecastSize.share(0.01)), ("0.5%", .share(0.005)), ("150%", .share(1.5)), ("1", .entries(1)),
        ("10000", .entries(10_000)),
    ])
    func sizesAreRead(text: String, size: ForecastSize) {
        #expect(ForecastSize(text) == size)
        #expect(size.description == text)
    }

    @Test(arguments: [
        "", "%", "0", "0%", "-1", "-5%", "x", "5 %", "nan%", "inf%", "1.5", "99999999999999999999", "1e3",
    ])
    func otherSizesAreNot(text: String) {
        #expect(ForecastSize(text) == nil)
    }

    @Test(arguments: [
        (ForecastTTL.none, "none"), (.recorded, "recorded"), (.seconds(90), "90s"), (.seconds(300), "5min"),
        (.seconds(7_200), "2h"), (.seconds(0.5), "0.5s"),
    ])
    func timesAreSaid(ttl: ForecastTTL, text: String) {
        #expect(ttl.description == text)
    }

    @Test func withoutTimesToLiveItIsTheSimulation() throws {
        var generator = SeededGenerator(seed: 3)
        let keys = (0..<4_000).map { _ in Int(generator.nextUnit() * generator.nextUnit() * 500) }
        let trace = CacheTrace(keys: KeyTrace(keys), rate: 1, requests: keys.count)
        let forecast = CacheForecast(trace)
        let simulation = CacheSimulation(trace.keys)
        #expect(forecast.outcomes.map(\.hitRatio) == simulation.outcomes.map(\.hitRatio))
        #expect(forecast.outcomes.map(\.simulatedEntries) == simulation.outcomes.map(\.capacity))
        #expect(forecast.outcomes.allSatisfy { $0.loads + $0.spared == 4_000 && $0.loadsPerHour == nil })
    }

    @Test func expiredValuesAreMisses() {
        let trace = Self.trace([(1, 0), (1, 999), (1, 1_000), (2, 1_500), (1, 1_999), (1, 2_001), (2, 60_000)])
        let forecast = CacheForecast(
            trace, policies: [.lru, .optimum], sizes: [.entries(10)],
            ttls: [.none, .seconds(1), .seconds(100), .recorded])
        let hits = forecast.outcomes.map(\.spared)
        #expect(hits == [5, 5, 2, 2, 5, 5, 5, 5])
        #expect(forecast.outcomes[2].loadsPerHour == 300 && forecast.outcomes[2].sparedPerHour == 120)
    }

    @Test func eachKeyHasItsRecordedTime() {
        let trace = Self.trace(
            [(1, 0), (2, 0), (1, 5_000), (2, 5_000), (1, 20_000), (2, 20_000)], ttls: [10_000, CacheTrace.endless])
        #expect(trace.hasTTLs)
        let outcome = CacheForecast(trace, policies: [.lru], sizes: [.entries(10)], ttls: [.recorded]).outcomes
        #expect(outcome.map(\.spared) == [3])
    }

    @Test func whatHasExpiredMakesRoom() {
        // Of two places, 1 takes one; 2 expires before 3 and 4 come, so that 1 is there at the end.
        let requests: [(Int, UInt32)] = [(1, 0), (2, 0), (1, 900), (3, 5_000), (1, 5_100)]
        let trace = Self.trace(requests.map { (key: $0.0, time: $0.1) }, ttls: [CacheTrace.endless, 1_000, 1_000])
        let outcomes = CacheForecast(
            trace, policies: [.lru, .sieve, .s3FIFO, .adaptive], sizes: [.entries(2)], ttls: [.recorded]
        ).outcomes
        #expect(outcomes.map(\.spared) == [2, 2, 2, 2])
    }

    /// A cache as a list that is searched, against each policy that is one: with room for all, they agree.
    @Test(arguments: CachePolicy.allCases, [0.05, 1, 30])
    func withRoomForAllOnlyTimeCounts(policy: CachePolicy, ttl: Double) {
        var generator = SeededGenerator(seed: 12)
        var time: UInt32 = 0
        let requests = (0..<3_000).map { _ -> (key: Int, time: UInt32) in
            time += UInt32(generator.next(in: 0...20))
            return (Int(generator.nextUnit() * generator.nextUnit() * 60), time)
        }
        var loaded: [Int: UInt32] = [:]
        var hits = 0
        for (key, time) in requests {
            if let since = loaded[key], Double(time - since) < ttl * 1_000 { hits += 1 } else { loaded[key] = time }
        }
        let trace = Self.trace(requests)
        let outcome = CacheForecast(trace, policies: [policy], sizes: [.share(3)], ttls: [.seconds(ttl)]).outcomes
        #expect(outcome.map(\.spared) == [hits])
    }

    /// LRU with a time to live against a list that is searched.
    @Test(arguments: [1, 2, 7, 30])
    func expiryAndEvictionTogether(capacity: Int) {
        var generator = SeededGenerator(seed: UInt64(capacity))
        var time: UInt32 = 0
        // Steps of a second, so that what has expired is out in time whatever the wheel's grain.
        let requests = (0..<4_000).map { _ -> (key: Int, time: UInt32) in
            time += 1_000
            return (Int(generator.nextUnit() * generator.nextUnit() * 50), time)
        }
        var list: [(key: Int, end: UInt32)] = []
        var hits = 0
        for (key, time) in requests {
            // The wheel gives out a bucket when it is over: what expires this very moment leaves with the next request.
            list.removeAll { $0.end < time }
            if let index = list.firstIndex(where: { $0.key == key }) {
                var found = list.remove(at: index)
                if found.end > time { hits += 1 } else { found.end = time + 20_000 }
                list.append(found)
                continue
            }
            if list.count == capacity { list.removeFirst() }
            list.append((key, time + 20_000))
        }
        let outcome = CacheForecast(
            Self.trace(requests), policies: [.lru], sizes: [.entries(capacity)], ttls: [.seconds(20)]
        ).outcomes
        #expect(outcome.map(\.spared) == [hits])
    }

    @Test(arguments: [0.5, 20], [1, 5, 40])
    func noPolicyExceedsTheBound(ttl: Double, capacity: Int) throws {
        var generator = SeededGenerator(seed: 99)
        let requests = (0..<4_000).map { index in
            (key: Int(generator.nextUnit() * generator.nextUnit() * 200), time: UInt32(index * 13))
        }
        let outcomes = CacheForecast(
            Self.trace(requests), sizes: [.entries(capacity)], ttls: [.none, .seconds(ttl)]
        ).outcomes
        for ttl in [ForecastTTL.none, .seconds(ttl)] {
            let these = outcomes.filter { $0.ttl == ttl }
            let bound = try #require(these.first { $0.policy == .optimum })
            #expect(these.allSatisfy { $0.spared <= bound.spared })
        }
        for policy in CachePolicy.allCases where policy != .s3FIFO && policy != .adaptive && policy != .tinyLFU {
            let these = outcomes.filter { $0.policy == policy }.map(\.spared)
            #expect(these[0] >= these[1], "\(policy): a time to live brings no hits")
        }
    }

    @Test func hotKeysThatWereNotSampledAreMadeUpFor() throws {
        // Of 1,000 requests, a tenth would be expected and 60 were kept: the 40 others are of keys that always hit.
        var trace = CacheTrace(keys: KeyTrace((0..<60).map { $0 % 30 }), rate: 0.1, requests: 1_000)
        #expect(trace.hitRatio(hits: 30) == 0.7)
        trace.dropped = 20
        #expect(trace.hitRatio(hits: 30) == 50.0 / 80)
        #expect(trace.hitRatio(hits: 0) >= 0)
        let many = CacheTrace(keys: KeyTrace(Array(0..<200)), rate: 0.1, requests: 1_000)
        #expect(many.hitRatio(hits: 0) == 0, "never less than nothing")
        #expect(trace.distinctKeys == 300 && ForecastSize.share(0.1).entries(trace) == 30)
        #expect(ForecastSize.share(0.1).capacity(trace) == 3 && ForecastSize.entries(100).capacity(trace) == 10)
        #expect(ForecastSize.entries(1).capacity(trace) == 1 && ForecastSize.entries(.max).capacity(trace) == 76)
    }

    @Test func progressIsToldAndMayEndIt() {
        struct Enough: Error {}
        let trace = Self.trace([(1, 0), (1, 1)])
        var told: [Int] = []
        let forecast = CacheForecast(trace, policies: [.lru, .sieve], sizes: [.entries(1), .entries(2)]) {
            told.append($0 * 10 + $1)
        }
        #expect(told == [4, 14, 24, 34] && forecast.outcomes.count == 4)
        #expect(throws: Enough.self) { try CacheForecast(trace) { done, _ in if done == 2 { throw Enough() } } }
    }

    /// A tenth of the keys of a recorded trace says what all of them do, within a few points.
    @Test(arguments: RecordedTrace.allCases)
    func aSampleOfARecordedTrace(name: RecordedTrace) throws {
        let all = try name.load()
        let sampling = SpatialSampling(rate: 0.25)
        let kept = all.keys.filter { sampling.keeps(SpatialSampling.hash("\($0)".utf8)) }
        let sampled = CacheTrace(keys: KeyTrace(kept), rate: 0.25, requests: all.keys.count)
        let whole = CacheTrace(keys: all, rate: 1, requests: all.keys.count)
        for (one, other) in zip(CacheForecast(whole).outcomes, CacheForecast(sampled).outcomes) {
            #expect(
                abs(one.hitRatio - other.hitRatio) < 0.06,
                "\(name) \(one.policy) \(one.size): \(one.hitRatio) and \(other.hitRatio) of a quarter")
        }
    }
}
