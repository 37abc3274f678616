import HoneCore

/// The buckets that latencies are counted in: 32 from each power of two nanoseconds to the next, as
/// `LatencyDistribution` has them, from 1,024 ns to an hour. A value read back is within 1.6 % of the one recorded.
enum LatencyScale {
    private static let shortest: UInt64 = 1_024
    /// The place of the first among those of `LatencyDistribution`.
    static let first = 192
    /// How many there are. Written down, as both are asked for with every request.
    static let count = 1_013

    /// The bucket of a latency; what is shorter or longer than all falls into the first or the last.
    @inline(__always)
    static func bucket(of nanoseconds: UInt64) -> Int {
        let value = min(max(nanoseconds, shortest), LatencyHistogram.longestNanoseconds)
        let exponent = 58 &- value.leadingZeroBitCount
        return exponent &* 32 &+ Int(truncatingIfNeeded: value >> UInt64(exponent)) &- first
    }

    /// The buckets that latencies from the shortest to the longest, ns, lie in, and some at either end, so that buckets
    /// which ``PackedLatencies`` counted together are all in it or all not; none when the shortest is above the
    /// longest.
    static func buckets(from shortest: UInt64, to longest: UInt64) -> Range<Int> {
        guard shortest <= longest else { return 0..<0 }
        let most = PackedLatencies.mostTogether
        return bucket(of: shortest) / most * most..<min((bucket(of: longest) / most + 1) * most, count)
    }

    /// The middle of a bucket, ms.
    static func milliseconds(ofBucket bucket: Int) -> Double {
        LatencyDistribution.milliseconds(ofBucket: UInt16(bucket + first))
    }

    /// The latencies, ms, that so many per cent do not exceed.
    /// - Parameters:
    ///   - percentiles: ascending, above 0, up to 100.
    ///   - counts: per bucket.
    ///   - shortest: the shortest latency, ns: nothing below it is said.
    ///   - longest: the longest, ns.
    static func percentiles<Count: FixedWidthInteger>(
        _ percentiles: [Double], of counts: [Count], shortest: UInt64, longest: UInt64
    ) -> [Double] {
        let range = buckets(from: shortest, to: longest)
        let total = counts.withUnsafeBufferPointer { $0[range].reduce(0) { $0 &+ Int($1) } }
        guard total > 0 else { return percentiles.map { _ in 0 } }
        let ends = (Double(shortest) / 1e6, Double(longest) / 1e6)
        // One ulp less, so that a rank that is whole on paper is not rounded up to the next.
        let ranks = percentiles.map { max(1, Int(($0.nextDown * Double(total) / 100).rounded(.up))) }
        var values: [Double] = []
        values.reserveCapacity(percentiles.count)
        counts.withUnsafeBufferPointer { counts in
            var seen = 0
            for bucket in range where counts[bucket] > 0 {
                seen &+= Int(counts[bucket])
                while values.count < ranks.count, seen >= ranks[values.count] {
                    values.append(min(max(milliseconds(ofBucket: bucket), ends.0), ends.1))
                }
                if values.count == ranks.count { break }
            }
        }
        return values
    }
}
