import Foundation
import Histogram
import HoneCore
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("An empty histogram says nothing, and says so with zeros")
    func empty() {
        #expect(LatencyHistogram().snapshot == .empty)
        #expect(LatencyHistogram().milliseconds(atPercentile: 99) == 0)
        #expect(LatencyHistogram().share(atOrBelow: 5) == 1)
    }

    @Test("Every value is read back within 0.1 %", arguments: [1_000, 12_345, 999_999, 47_000_001, 3_000_000_000_000])
    func precision(nanoseconds: UInt64) {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: nanoseconds)
        let read = histogram.milliseconds(atPercentile: 50) * 1e6
        #expect(abs(read - Double(nanoseconds)) <= max(1_000, Double(nanoseconds) * 0.001))
        #expect(histogram.snapshot.average == Double(nanoseconds) / 1e6)
    }

    @Test("Percentiles of 1 to 1,000 ms are where they must be")
    func percentiles() {
        var histogram = LatencyHistogram()
        for millisecond in 1...1_000 { histogram.record(.milliseconds(millisecond)) }
        let snapshot = histogram.snapshot
        #expect(snapshot.count == 1_000)
        #expect(abs(snapshot.average - 500.5) < 0.001)
        for (read, expected) in [
            (snapshot.min, 1.0), (snapshot.p50, 500), (snapshot.p90, 900), (snapshot.p95, 950), (snapshot.p99, 990),
            (snapshot.p999, 999), (snapshot.max, 1_000),
        ] {
            #expect(abs(read - expected) <= expected * 0.001 + 0.001)
        }
        #expect(abs(histogram.share(atOrBelow: 250) - 0.25) < 0.002)
    }

    @Test("Adding two histograms equals recording into one")
    func merge() {
        var generator = SeededGenerator(seed: 7)
        var parts = [LatencyHistogram(), LatencyHistogram()]
        var whole = LatencyHistogram()
        for index in 0..<10_000 {
            let value = UInt64.random(in: 1_000...5_000_000_000, using: &generator)
            parts[index % 2].record(nanoseconds: value)
            whole.record(nanoseconds: value)
        }
        parts[0].add(parts[1])
        #expect(parts[0].snapshot.p99 == whole.snapshot.p99)
        #expect(parts[0].count == whole.count)
        #expect(abs(parts[0].snapshot.average - whole.snapshot.average) < 1e-6)
    }

    @Test("Out of range is clamped, never lost")
    func clamped() {
        var histogram = LatencyHistogram()
        histogram.record(.seconds(7_200))
        histogram.record(.milliseconds(-5))
        histogram.record(nanoseconds: .max)
        #expect(histogram.count == 3)
        #expect(abs(histogram.snapshot.max - 3_600_000) < 3_600)
        histogram.reset()
        #expect(histogram.count == 0)
        #expect(histogram.snapshot == .empty)
    }

    @Test("JSON keeps every sample and refuses nonsense")
    func coding() throws {
        var histogram = LatencyHistogram()
        for value in [1_500, 80_000, 80_000, 9_000_000] as [UInt64] { histogram.record(nanoseconds: value) }
        let read = try JSONDecoder().decode(LatencyHistogram.self, from: JSONEncoder().encode(histogram))
        #expect(read.count == 4)
        #expect(read.snapshot.p99 == histogram.snapshot.p99)
        #expect(read.snapshot.average == histogram.snapshot.average)
        for text in [#"{"values":[1],"counts":[],"sum":1}"#, #"{"values":[9000000000000],"counts":[1],"sum":1}"#] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(LatencyHistogram.self, from: Data(text.utf8))
            }
        }
    }
}

/// Our buckets against those of hdrhistogram-swift, an implementation that we did not write.
@Suite("Latency histogram, beside another implementation")
struct LatencyHistogramReferenceTests {
    @Test("Counts, percentiles and shares are the same", arguments: [UInt64(1), 2, 3])
    func same(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var ours = LatencyHistogram()
        var theirs = Histogram<UInt32>(
            lowestDiscernibleValue: 1_000, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .three)
        for _ in 0..<20_000 {
            // All orders of magnitude from a nanosecond to an hour.
            let value = min(
                UInt64.random(in: 0...UInt64.max, using: &generator) >> UInt64.random(in: 22...63, using: &generator),
                3_600_000_000_000)
            ours.record(nanoseconds: value)
            theirs.record(value)
        }
        for percentile in [0.1, 1, 5, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100] {
            let (own, other) = (
                ours.milliseconds(atPercentile: percentile), Double(theirs.valueAtPercentile(percentile)) / 1e6
            )
            #expect(abs(own - other) <= other * 0.000_5 + 0.000_6, "percentile \(percentile), seed \(seed)")
        }
        #expect(ours.recorded.map(\.count) == theirs.recordedValues().map { Int($0.count) })
        for milliseconds in [0.001, 0.5, 3, 70, 900, 60_000] {
            let other = theirs.percentileAtOrBelowValue(UInt64(milliseconds * 1e6)) / 100
            #expect(abs(ours.share(atOrBelow: milliseconds) - other) < 1e-9)
        }
    }

    @Test("Forgetting leaves nothing, at the edges of the buckets either")
    func bounds() {
        var histogram = LatencyHistogram()
        for value in [UInt64(511), 512, 1_048_575, 1_048_576, 123_456_789] { histogram.record(nanoseconds: value) }
        #expect(histogram.count == 5)
        histogram.reset()
        #expect(histogram == LatencyHistogram())
    }
}
