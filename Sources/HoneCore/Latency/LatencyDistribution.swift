/// The shape of many latencies in a few dozen numbers: counts in buckets whose width grows with the latency.
///
/// Coarser than ``LatencyHistogram`` (a value read back is within 1.6 % of the one recorded, where that is within
/// 0.1 %) and a hundred times smaller, so that one can be kept for every second of a run: for charts over time, and to
/// draw samples of seconds from. Two add up without loss.
public struct LatencyDistribution: Sendable, Equatable {
    /// Buckets from each power of two nanoseconds to the next.
    private static let steps: UInt64 = 32

    /// The numbers of the buckets that are not empty, ascending.
    public private(set) var buckets: [UInt16] = []
    /// How many latencies each of them holds.
    public private(set) var counts: [UInt32] = []

    /// No latencies.
    public init() {}

    /// How many latencies there are.
    public var count: Int { counts.reduce(0) { $0 + Int($1) } }

    /// Adds `count` latencies of the same length. O(buckets).
    public mutating func record(nanoseconds: UInt64, count: Int = 1) {
        let bucket = Self.bucket(of: nanoseconds)
        let index = place(of: bucket)
        if index < buckets.count, buckets[index] == bucket {
            counts[index] = UInt32(clamping: Int(counts[index]) + count)
        } else {
            buckets.insert(bucket, at: index)
            counts.insert(UInt32(clamping: count), at: index)
        }
    }

    /// Adds every latency of `other`.
    public mutating func add(_ other: LatencyDistribution) {
        for (bucket, count) in zip(other.buckets, other.counts) {
            let index = place(of: bucket)
            if index < buckets.count, buckets[index] == bucket {
                counts[index] = UInt32(clamping: Int(counts[index]) + Int(count))
            } else {
                buckets.insert(bucket, at: index)
                counts.insert(count, at: index)
            }
        }
    }

    /// The latency in milliseconds that `percentile` per cent of them do not exceed; 0 when there are none.
    public func milliseconds(atPercentile percentile: Double) -> Double {
        let rank = max(1, (percentile / 100 * Double(count)).rounded(.up))
        var seen = 0.0
        for (bucket, count) in zip(buckets, counts) {
            seen += Double(count)
            if seen >= rank { return Self.milliseconds(ofBucket: bucket) }
        }
        return 0
    }

    /// The middle of a bucket, ms.
    public static func milliseconds(ofBucket bucket: UInt16) -> Double {
        let (exponent, step) = UInt64(bucket).quotientAndRemainder(dividingBy: steps)
        guard exponent > 0 else { return Double(step) / 1e6 }
        let low = Double(steps + step) * Double(UInt64(1) << (exponent - 1))
        return (low + Double(UInt64(1) << (exponent - 1)) / 2) / 1e6
    }

    /// The bucket that a latency falls into: linear below 32 ns, then 32 to each power of two.
    public static func bucket(of nanoseconds: UInt64) -> UInt16 {
        let value = min(nanoseconds, UInt64(1) << 62)
        guard value >= steps else { return UInt16(value) }
        let exponent = UInt64(63 - value.leadingZeroBitCount - 5)
        return UInt16((exponent + 1) * steps + (value >> exponent) - steps)
    }

    /// The bucket of the longest latency that there can be.
    private static let lastBucket = bucket(of: .max)

    private func place(of bucket: UInt16) -> Int {
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle] < bucket { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LatencyDistribution: Codable {
    private enum CodingKeys: String, CodingKey { case buckets, counts }

    /// Reads both lists.
    /// - Throws: `DecodingError` when they differ in length, or when the buckets do not ascend or are none of ours:
    ///   everything here relies on that.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        buckets = try container.decode([UInt16].self, forKey: .buckets)
        counts = try container.decode([UInt32].self, forKey: .counts)
        guard buckets.count == counts.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: "\(buckets.count) buckets but \(counts.count) counts")
        }
        guard zip(buckets, buckets.dropFirst()).allSatisfy(<) else {
            throw DecodingError.dataCorruptedError(
                forKey: .buckets, in: container, debugDescription: "the buckets are not in ascending order")
        }
        if let last = buckets.last, last > Self.lastBucket {
            throw DecodingError.dataCorruptedError(
                forKey: .buckets, in: container, debugDescription: "there is no bucket \(last)")
        }
    }
}
