import HoneCore

extension SeriesPoint {
    /// Adds up series point by point. Those that start in the same interval, after the shift, become one.
    ///
    /// The longest point of all series says how long an interval is: a point that was cut short begins where its
    /// interval does.
    /// - Parameter series: the points, and how many seconds later than the others they start.
    static func merged(_ series: [(points: [SeriesPoint], shift: Double)]) -> [SeriesPoint] {
        let interval = max(series.map(\.points.interval).max() ?? 0, 1e-3)
        var sums: [Int: SeriesPoint] = [:]
        for (points, shift) in series {
            for point in points {
                let place = Int(((point.second + shift) / interval).rounded())
                var moved = point
                moved.second = Double(place) * interval
                if let sum = sums[place] { moved.add(sum) }
                sums[place] = moved
            }
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func add(_ other: SeriesPoint) {
        length = max(length, other.length)
        users += other.users
        requests += other.requests
        failures += other.failures
        bytesReceived += other.bytesReceived
        distribution.add(other.distribution)
        latency = latency.adding(other.latency, distribution)
    }
}

extension LatencySnapshot {
    /// Two snapshots as one. Count, mean and ends are exact; the percentiles are those of the distribution of both,
    /// within its 1.6 %.
    fileprivate func adding(_ other: LatencySnapshot, _ both: LatencyDistribution) -> LatencySnapshot {
        guard count > 0 else { return other }
        guard other.count > 0 else { return self }
        let sum = Double(count + other.count)
        let least = Swift.min(min, other.min)
        let most = Swift.max(max, other.max)
        func at(_ percentile: Double) -> Double {
            Swift.max(least, Swift.min(most, both.milliseconds(atPercentile: percentile)))
        }
        return LatencySnapshot(
            count: count + other.count,
            average: (average * Double(count) + other.average * Double(other.count)) / sum, min: least, p50: at(50),
            p90: at(90), p95: at(95), p99: at(99), p999: at(99.9), max: most)
    }
}
