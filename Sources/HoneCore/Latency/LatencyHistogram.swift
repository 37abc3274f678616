import Histogram

/// Latencies of any number of samples in a fixed amount of memory.
///
/// A High Dynamic Range histogram (Gil Tene, hdrhistogram.org) from 1 µs to 1 hour with three significant digits, so
/// a value read back is within 0.1 % of the one recorded. Two histograms add up without loss, which is what lets
/// event loops, processes and machines record apart and report together. Recording allocates nothing.
public struct LatencyHistogram: Sendable, Equatable {
    /// The smallest difference told apart: 1 µs.
    static let resolutionNanoseconds: UInt64 = 1_000
    /// The largest latency recorded as itself: 1 hour. What is longer is recorded as this.
    static let longestNanoseconds: UInt64 = 3_600_000_000_000

    private var histogram: Histogram<UInt32>
    /// Exact, where the histogram's own mean is of bucket values.
    private var sumNanoseconds: Double = 0

    /// An empty histogram (about 100 kB).
    public init() {
        histogram = Histogram(
            lowestDiscernibleValue: Self.resolutionNanoseconds, highestTrackableValue: Self.longestNanoseconds,
            numberOfSignificantValueDigits: .three)
    }

    /// The number of samples recorded.
    public var count: Int { Int(histogram.totalCount) }

    /// Records one sample. Longer than an hour counts as an hour. O(1), no allocation.
    @inline(__always)
    public mutating func record(nanoseconds: UInt64) {
        let value = min(nanoseconds, Self.longestNanoseconds)
        histogram.record(value)
        sumNanoseconds += Double(value)
    }

    /// Records one sample; a negative duration counts as zero.
    public mutating func record(_ duration: Duration) {
        let parts = duration.components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return record(nanoseconds: 0) }
        guard parts.seconds < 3_600 else { return record(nanoseconds: Self.longestNanoseconds) }
        record(nanoseconds: UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000))
    }

    /// Adds every sample of `other` to this histogram, without loss.
    public mutating func add(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
        sumNanoseconds += other.sumNanoseconds
    }

    /// Forgets every sample and keeps the memory.
    public mutating func reset() {
        histogram.reset()
        sumNanoseconds = 0
    }

    /// The latency in milliseconds that `percentile` per cent of the samples do not exceed; 0 when empty.
    /// - Parameter percentile: 0 to 100.
    public func milliseconds(atPercentile percentile: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1e6
    }

    /// The share of samples, from 0 to 1, that were at most `milliseconds`; 1 when empty.
    public func share(atOrBelow milliseconds: Double) -> Double {
        guard count > 0 else { return 1 }
        return histogram.percentileAtOrBelowValue(UInt64(max(0, milliseconds * 1e6))) / 100
    }

    /// Every value that occurred, ascending, with how often: ends exact, the others within 0.1 %.
    public var recorded: [(nanoseconds: UInt64, count: Int)] {
        histogram.recordedValues().map { ($0.value, Int($0.count)) }
    }

    /// The same samples, coarser and smaller.
    public var distribution: LatencyDistribution {
        var result = LatencyDistribution()
        for bucket in histogram.recordedValues() { result.record(nanoseconds: bucket.value, count: Int(bucket.count)) }
        return result
    }

    /// What the samples would be if nobody had waited for them: for each that took longer than `expectedInterval`, those
    /// that were due meanwhile and not sent are added, each shorter than the one before by the interval.
    ///
    /// The correction for coordinated omission of Gil Tene's HdrHistogram. It is an estimate: it assumes that whatever
    /// held up one request would have held up the next ones too. An open model needs none.
    /// - Parameter expectedInterval: ms from one request of a user to its next; 0 or less corrects nothing.
    public func correctedForOmission(expectedInterval: Double) -> LatencyHistogram {
        let shortest = UInt64(max(0, expectedInterval * 1e6))
        guard shortest > 0 else { return self }
        var result = self
        for bucket in histogram.recordedValues() where bucket.value > shortest {
            // Ten thousand steps draw the same line as ten million.
            let interval = max(shortest, bucket.value / 10_000)
            var missing = bucket.value - interval
            while missing >= interval {
                guard result.histogram.record(missing, count: bucket.count) else { break }
                result.sumNanoseconds += Double(missing) * Double(bucket.count)
                missing -= interval
            }
        }
        return result
    }

    /// What the samples so far say.
    public var snapshot: LatencySnapshot {
        guard count > 0 else { return .empty }
        return LatencySnapshot(
            count: count, average: sumNanoseconds / Double(count) / 1e6, min: Double(histogram.min) / 1e6,
            p50: milliseconds(atPercentile: 50), p90: milliseconds(atPercentile: 90),
            p95: milliseconds(atPercentile: 95), p99: milliseconds(atPercentile: 99),
            p999: milliseconds(atPercentile: 99.9), max: Double(histogram.max) / 1e6)
    }
}

extension LatencyHistogram: Codable {
    private enum CodingKeys: String, CodingKey { case values, counts, sum }

    /// Only the values that occurred are written, each with its count.
    public func encode(to encoder: any Encoder) throws {
        var values: [UInt64] = []
        var counts: [UInt32] = []
        for bucket in histogram.recordedValues() {
            values.append(bucket.value)
            counts.append(bucket.count)
        }
        // The ends are known exactly, so they stand for their buckets: minimum and maximum survive.
        if let first = values.indices.first, let last = values.indices.last {
            values[first] = histogram.min
            values[last] = histogram.maxRecorded
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(values, forKey: .values)
        try container.encode(counts, forKey: .counts)
        try container.encode(sumNanoseconds, forKey: .sum)
    }

    /// - Throws: `DecodingError` when the two lists differ in length or a value is out of range.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let values = try container.decode([UInt64].self, forKey: .values)
        let counts = try container.decode([UInt32].self, forKey: .counts)
        self.init()
        guard values.count == counts.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: "\(values.count) values but \(counts.count) counts")
        }
        for (value, count) in zip(values, counts) {
            guard histogram.record(value, count: count) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .values, in: container, debugDescription: "\(value) ns is longer than an hour")
            }
        }
        sumNanoseconds = try container.decode(Double.self, forKey: .sum)
    }
}
