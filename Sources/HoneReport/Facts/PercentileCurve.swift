import Foundation
import HoneCore

/// A histogram as the curve that charts of percentiles show: how long the slowest one in so many requests took.
struct PercentileCurve {
    /// A place on the curve.
    struct Point: Equatable {
        /// One request in this many took longer: 1/(1 − p), so 100 stands for p99.
        var oneIn: Double
        /// The latency, ms.
        var milliseconds: Double
    }

    /// Places from the shortest latency to the longest, `oneIn` ascending from 1 to the number of samples.
    let points: [Point]

    /// At most `most` places, spread evenly over the logarithm of `oneIn`. O(buckets).
    init(_ histogram: LatencyHistogram, most: Int = 160) {
        let count = Double(histogram.count)
        var seen = 0.0
        var points: [Point] = []
        let step = 1 / Double(max(2, most))
        var next = -1.0
        for (nanoseconds, samples) in histogram.recorded {
            let oneIn = min(count, count / max(1, count - seen))
            let place = count > 1 ? log(oneIn) / log(count) : 0
            if place >= next {
                points.append(Point(oneIn: oneIn, milliseconds: Double(nanoseconds) / 1e6))
                next = place + step
            }
            seen += Double(samples)
        }
        if count > 0 {
            let longest = Point(oneIn: count, milliseconds: histogram.snapshot.max)
            if points.last?.oneIn == count { points.removeLast() }
            points.append(longest)
        }
        self.points = points
    }

    /// What stands at a mark of the axis: `p50`, `p99.9`.
    static func title(oneIn: Double) -> String {
        let percentile = 100 - 100 / oneIn
        return percentile == 0 ? "min" : "p\(Numbers.short(percentile, decimals: 6))"
    }

    /// The marks that the axis may have.
    static let marks: [Double] = [1, 2, 4, 10, 20, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
}
