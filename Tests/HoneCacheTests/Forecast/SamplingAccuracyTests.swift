import Testing

@testable import HoneCache

/// How far a sample of the keys is off: the mean over twelve samples of a recorded trace, at 1, 5 and 10 % of the keys.
@Suite struct SamplingAccuracyTests {
    @Test(arguments: RecordedTrace.allCases, [0.5, 0.25, 0.1])
    func errors(name: RecordedTrace, rate: Double) throws {
        let all = try name.load()
        let sampling = SpatialSampling(rate: rate)
        let sizes = [0.01, 0.05, 0.1].map(ForecastSize.share)
        let whole = CacheTrace(keys: all, rate: 1, requests: all.keys.count)
        let exact = CacheForecast(whole, policies: [.lru], sizes: sizes).outcomes.map(\.hitRatio)
        let rounds = 12
        var errors = [0.0, 0, 0]
        var uncorrected = [0.0, 0, 0]
        for salt in 0..<rounds {
            let kept = all.keys.filter { sampling.keeps(SpatialSampling.hash("\(salt):\($0)".utf8)) }
            let trace = CacheTrace(keys: KeyTrace(kept), rate: rate, requests: all.keys.count)
            for (place, size) in sizes.enumerated() {
                let hits = CachePolicy.lru.hits(of: trace.keys, capacity: size.capacity(trace))
                errors[place] += abs(trace.hitRatio(hits: hits) - exact[place]) / Double(rounds)
                uncorrected[place] += abs(Double(hits) / Double(kept.count) - exact[place]) / Double(rounds)
            }
        }
        print("\(name) at a rate of \(rate): points off at 1, 5, 10 % of the keys: \(errors.map(Self.points))")
        #expect(errors[0] < 0.06 && errors[1] < 0.025 && errors[2] < 0.02)
        #expect(errors[2] <= uncorrected[2] + 0.002, "the correction pays, or costs next to nothing")
    }

    private static func points(_ error: Double) -> Double { (error * 1_000).rounded() / 10 }
}
