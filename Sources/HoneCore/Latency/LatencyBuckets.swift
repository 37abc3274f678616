/// The counts of a High Dynamic Range histogram (Gil Tene, hdrhistogram.org): 1 µs resolution, three significant
/// digits, up to an hour, in the layout that the other implementations have.
///
/// Written here rather than taken from a package because the load driver reads percentiles of many histograms each
/// second, and knowing which buckets are in use makes adding, forgetting and reading cost what was recorded instead of
/// 24,576 steps.
package struct LatencyBuckets: Sendable, Equatable {
    /// Values are told apart in steps of 512 ns: the power of two below 1 µs.
    private static let unitBits = 9
    /// 2,048 buckets tell 1 in 2,000 apart, as three digits need.
    private static let subBits = 11
    private static let half = 1 << (subBits - 1)
    /// 2²⁰ ns fit the first 2,048 buckets, and each further 1,024 double the range; 2⁴² ns are more than an hour.
    static let length = (42 - unitBits - subBits + 2) * half

    private var counts = [UInt32](repeating: 0, count: length)
    /// The lowest and the highest bucket in use; none while the first is above the second.
    private var lowest = length
    private var highest = -1

    /// The bucket of a value of at most an hour.
    @inline(__always)
    package static func index(of nanoseconds: UInt64) -> Int {
        let bits = 64 - (nanoseconds | UInt64(1 << (unitBits + subBits) - 1)).leadingZeroBitCount
        let bucket = bits - unitBits - subBits
        return bucket << (subBits - 1) + Int(truncatingIfNeeded: nanoseconds >> UInt64(bucket + unitBits))
    }

    /// The highest value that falls into a bucket.
    static func highestValue(ofIndex index: Int) -> UInt64 {
        let bucket = max(0, index >> (subBits - 1) - 1)
        let step = index - bucket << (subBits - 1)
        return UInt64(step + 1) << UInt64(bucket + unitBits) - 1
    }

    @inline(__always)
    mutating func record(_ nanoseconds: UInt64) {
        let index = Self.index(of: nanoseconds)
        counts[index] &+= 1
        if index < lowest { lowest = index }
        if index > highest { highest = index }
    }

    mutating func record(_ nanoseconds: UInt64, count: UInt32) {
        let index = Self.index(of: nanoseconds)
        counts[index] &+= count
        lowest = min(lowest, index)
        highest = max(highest, index)
    }

    mutating func add(_ other: LatencyBuckets) {
        guard other.lowest <= other.highest else { return }
        for index in other.lowest...other.highest { counts[index] &+= other.counts[index] }
        lowest = min(lowest, other.lowest)
        highest = max(highest, other.highest)
    }

    mutating func reset() {
        guard lowest <= highest else { return }
        for index in lowest...highest { counts[index] = 0 }
        lowest = Self.length
        highest = -1
    }

    /// Calls `body` with every bucket that is not empty, ascending: its highest value and its count.
    /// - Parameter body: returns whether to go on.
    @inline(__always)
    func forEach(_ body: (_ nanoseconds: UInt64, _ count: UInt32) -> Bool) {
        guard lowest <= highest else { return }
        for index in lowest...highest where counts[index] > 0 {
            guard body(Self.highestValue(ofIndex: index), counts[index]) else { return }
        }
    }
}
