import HoneCore
import Testing

@testable import HoneMonitor

/// The buckets of latencies, and how they are packed.
struct LatencyTests {
    @Test(
        arguments: [0, 1, 1_023, 1_024, 1_025, 50_000, 1_000_000, 123_456_789, 3_600_000_000_000, .max] as [UInt64])
    func valuesComeBackWithinTheirBucket(nanoseconds: UInt64) {
        let bucket = LatencyScale.bucket(of: nanoseconds)
        #expect((0..<LatencyScale.count).contains(bucket))
        let longest = LatencyHistogram.longestNanoseconds
        #expect(LatencyScale.first == Int(LatencyDistribution.bucket(of: 1_024)))
        #expect(LatencyScale.count == Int(LatencyDistribution.bucket(of: longest)) - LatencyScale.first + 1)
        #expect(
            bucket + LatencyScale.first
                == Int(LatencyDistribution.bucket(of: min(max(nanoseconds, 1_024), longest))))
        let clamped = Double(min(max(nanoseconds, 1_024), LatencyHistogram.longestNanoseconds)) / 1e6
        #expect(abs(LatencyScale.milliseconds(ofBucket: bucket) / clamped - 1) <= 0.017)
    }

    /// Against the exact percentiles of random samples.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func percentilesAreWithinTwoPerCent(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var counts = [UInt32](repeating: 0, count: LatencyScale.count)
        var samples: [UInt64] = []
        for _ in 0..<5_000 {
            let sample = 100_000 + UInt64(random.nextUnit() * random.nextUnit() * 80_000_000)
            samples.append(sample)
            counts[LatencyScale.bucket(of: sample)] += 1
        }
        samples.sort()
        let found = LatencyScale.percentiles(
            [50, 90, 95, 99, 99.9, 100], of: counts, shortest: samples[0], longest: samples[4_999])
        for (percentile, value) in zip([50, 90, 95, 99, 99.9, 100], found) {
            let exact = Double(samples[Int((percentile * 5_000 / 100).rounded(.up)) - 1]) / 1e6
            #expect(abs(value / exact - 1) <= 0.02, "seed \(seed), p\(percentile): \(value) and not \(exact)")
        }
    }

    @Test func nothingHasNoPercentiles() {
        let none = [UInt32](repeating: 0, count: LatencyScale.count)
        #expect(LatencyScale.percentiles([50, 99], of: none, shortest: .max, longest: 0) == [0, 0])
    }

    @Test func packingLosesNothingThatFits() {
        var counts = [UInt32](repeating: 0, count: LatencyScale.count)
        counts[0] = 1
        counts[7] = 127
        counts[8] = 128
        counts[500] = .max
        counts[LatencyScale.count - 1] = 3
        var packed = PackedLatencies()
        #expect(packed.isEmpty)
        packed.pack(counts, counts.indices)
        var back = [UInt32](repeating: 0, count: LatencyScale.count)
        packed.add(to: &back)
        #expect(back == counts)
        packed.reset()
        #expect(packed.isEmpty)
        packed.add(to: &back)
        #expect(back == counts)
    }

    /// However the latencies are spread, a slice has a bound and forgets no request.
    @Test(arguments: [1, 2, 5, 40, 1_000])
    func packingIsBounded(every: Int) {
        var random = SeededGenerator(seed: UInt64(every))
        var counts = [UInt32](repeating: 0, count: LatencyScale.count)
        for bucket in stride(from: 0, to: counts.count, by: every) {
            counts[bucket] = UInt32(random.next(in: 1...1_000_000))
        }
        var packed = PackedLatencies()
        packed.pack(counts, counts.indices)
        #expect(packed.bytes.count <= PackedLatencies.maximumBytes)
        var back = [UInt32](repeating: 0, count: LatencyScale.count)
        packed.add(to: &back)
        #expect(back.reduce(0) { $0 + Int($1) } == counts.reduce(0) { $0 + Int($1) })
    }

    @Test(
        arguments: [
            (0, 0), (249_999, 0), (250_000, 1), (499_999, 1), (500_000, 2), (1_000_000, 3), (4_096_000_000, 15),
            (.max, 15),
        ] as [(UInt64, Int)])
    func rowsOfTheHeatMap(nanoseconds: UInt64, row: Int) {
        #expect(HeatRing.row(of: nanoseconds) == row)
        #expect(HeatRing.edges.count == HeatRing.rows)
        #expect(HeatRing.edges[row] * 1e6 <= Double(nanoseconds))
        #expect(row == HeatRing.rows - 1 || HeatRing.edges[row + 1] * 1e6 > Double(nanoseconds))
    }
}
