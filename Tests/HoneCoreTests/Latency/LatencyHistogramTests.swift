import Foundation
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
