/// Latencies of any number of samples in a fixed amount of memory.
///
/// A High Dynamic Range histogram (Gil Tene, hdrhistogram.org) from 1 µs to 1 hour with three significant digits, so
/// a value read back is within 0.1 % of the one recorded; the shortest, the longest and the mean are exact. Two
/// histograms add up without loss, which is what lets event loops, processes and machines record apart and report
/// together. Recording allocates nothing.
public struct LatencyHistogram: Sendable, Equatable {
    /// The longest latency recorded as itself: 1 hour. What is longer is recorded as this.
    package static let longestNanoseconds: UInt64 = 3_600_000_000_000

    private var buckets = LatencyBuckets()
    /// The number of samples recorded.
    public private(set) var count = 0
    private var sumNanoseconds: Double = 0
    private var shortest = UInt64.max
    private var longest: UInt64 = 0

    /// An empty histogram (about 100 kB).
    public init() {}

    /// Records one sample. Longer than an hour counts as an hour. O(1), no allocation.
    @inline(__always)
    public mutating func record(nanoseconds: UInt64) {
        let value = min(nanoseconds, Self.longestNanoseconds)
        buckets.record(value)
        count += 1
        sumNanoseconds += Double(value)
        if value < shortest { shortest = value }
        if value > longest { longest = value }
    }

    private mutating func record(_ nanoseconds: UInt64, times: UInt32) {
        buckets.record(nanoseconds, count: times)
        count += Int(times)
        shortest = min(shortest, nanoseconds)
        longest = max(longest, nanoseconds)
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
        buckets.add(other.buckets)
        count += other.count
        sumNanoseconds += other.sumNanoseconds
        shortest = min(shortest, other.shortest)
        longest = max(longest, other.longest)
    }

    /// Forgets every sample and keeps the memory.
    public mutating func reset() {
        buckets.reset()
        count = 0
        sumNanoseconds = 0
        shortest = .max
        longest = 0
    }

    /// The latency in milliseconds that `percentile` per cent of the samples do not exceed; 0 when empty.
    /// - Parameter percentile: 0 to 100.
    public func milliseconds(atPercentile percentile: Double) -> Double {
        milliseconds(atPercentiles: [percentile])[0]
    }

    /// The same for several percentiles in one pass.
    /// - Parameter percentiles: ascending, 0 to 100.
    public func milliseconds(atPercentiles percentiles: [Double]) -> [Double] {
        guard count > 0 else { return percentiles.map { _ in 0 } }
        var values: [Double] = []
        var seen = 0
        // One ulp less, so that a rank that is whole on paper is not rounded up to the next.
        func rank(_ percentile: Double) -> Int {
            max(1, Int((min(max(percentile.nextDown, 0), 100) * Double(count) / 100).rounded(.up)))
        }
        buckets.forEach { nanoseconds, samples in
            seen += Int(samples)
            while values.count < percentiles.count, seen >= rank(percentiles[values.count]) {
                let percentile = percentiles[values.count]
                let value = percentile <= 0 ? shortest : percentile >= 100 ? longest : nanoseconds
                values.append(Double(max(shortest, min(value, longest))) / 1e6)
            }
            return values.count < percentiles.count
        }
        return values
    }

    /// The share of samples, from 0 to 1, that were at most `milliseconds`; 1 when empty.
    public func share(atOrBelow milliseconds: Double) -> Double {
        guard count > 0 else { return 1 }
        let limit = UInt64(max(0, min(milliseconds * 1e6, Double(Self.longestNanoseconds))))
        let last = LatencyBuckets.highestValue(ofIndex: LatencyBuckets.index(of: limit))
        var below = 0
        buckets.forEach { nanoseconds, samples in
            guard nanoseconds <= last else { return false }
            below += Int(samples)
            return true
        }
        return Double(below) / Double(count)
    }

    /// Every value that occurred, ascending, with how often: ends exact, the others within 0.1 %.
    public var recorded: [(nanoseconds: UInt64, count: Int)] {
        var values: [(nanoseconds: UInt64, count: Int)] = []
        buckets.forEach { nanoseconds, samples in
            values.append((min(max(nanoseconds, shortest), longest), Int(samples)))
            return true
        }
        // The shortest stands for its bucket, as the longest does.
        if !values.isEmpty { values[0].nanoseconds = shortest }
        return values
    }

    /// The same samples, coarser and smaller.
    public var distribution: LatencyDistribution {
        var result = LatencyDistribution()
        for (nanoseconds, samples) in recorded { result.record(nanoseconds: nanoseconds, count: samples) }
        return result
    }

    /// What the samples would be if nobody had waited for them: for each that took longer than `expectedInterval`,
    /// those that were due meanwhile and not sent are added, each shorter than the one before by the interval.
    ///
    /// The correction for coordinated omission of Gil Tene's HdrHistogram. It is an estimate: it assumes that whatever
    /// held up one request would have held up the next ones too. An open model needs none.
    /// - Parameter expectedInterval: ms from one request of a user to its next; 0 or less corrects nothing.
    public func correctedForOmission(expectedInterval: Double) -> LatencyHistogram {
        let expected = UInt64(max(0, min(expectedInterval * 1e6, Double(Self.longestNanoseconds))))
        guard expected > 0 else { return self }
        var result = self
        for (nanoseconds, samples) in recorded where nanoseconds > expected {
            // Ten thousand steps draw the same line as ten million.
            let interval = max(expected, nanoseconds / 10_000)
            var missing = nanoseconds - interval
            while missing >= interval {
                result.record(missing, times: UInt32(clamping: samples))
                result.sumNanoseconds += Double(missing) * Double(samples)
                missing -= interval
            }
        }
        return result
    }

    /// What the samples so far say.
    public var snapshot: LatencySnapshot {
        guard count > 0 else { return .empty }
        let at = milliseconds(atPercentiles: [50, 90, 95, 99, 99.9])
        return LatencySnapshot(
            count: count, average: sumNanoseconds / Double(count) / 1e6, min: Double(shortest) / 1e6, p50: at[0],
            p90: at[1], p95: at[2], p99: at[3], p999: at[4], max: Double(longest) / 1e6)
    }
}

extension LatencyHistogram: Codable {
    private enum CodingKeys: String, CodingKey { case values, counts, sum, longest }

    /// Only the values that occurred are written, each with its count.
    public func encode(to encoder: any Encoder) throws {
        let recorded = recorded
        let values = recorded.map(\.nanoseconds)
        let counts = recorded.map(\.count)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(values, forKey: .values)
        try container.encode(counts, forKey: .counts)
        try container.encode(sumNanoseconds, forKey: .sum)
        try container.encode(longest, forKey: .longest)
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
            guard value <= Self.longestNanoseconds else {
                throw DecodingError.dataCorruptedError(
                    forKey: .values, in: container, debugDescription: "\(value) ns is longer than an hour")
            }
            record(value, times: count)
        }
        sumNanoseconds = try container.decode(Double.self, forKey: .sum)
        longest = max(longest, try container.decodeIfPresent(UInt64.self, forKey: .longest) ?? 0)
    }
}
