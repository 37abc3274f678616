import HoneCore

/// The seconds of a run laid out so that any stretch of them adds up in one step: sums from the first second on, of
/// each bucket of the latencies and of the counts.
struct SeriesSums {
    /// What some seconds come to.
    struct Sum {
        /// Latencies by bucket, in the order of the buckets.
        var counts: [Int]
        /// Successes.
        var successes = 0
        /// Requests that ended.
        var requests = 0
        /// Those that failed.
        var failures = 0
        /// The sum of the latencies, ms.
        var latency = 0.0
        /// Seconds.
        var seconds = 0.0

        mutating func clear() {
            for index in counts.indices { counts[index] = 0 }
            (successes, requests, failures, latency, seconds) = (0, 0, 0, 0, 0)
        }
    }

    /// All seconds together.
    let whole: Sum
    /// The lower ends of the buckets that occur, ms, and how wide each is.
    private let buckets: [(low: Double, width: Double)]
    /// For each second the sums of all before it, bucket by bucket; a row more than there are seconds.
    private let cumulative: [Int]
    private let scalars: [(successes: Int, requests: Int, failures: Int, latency: Double, seconds: Double)]

    init(_ points: [SeriesPoint]) {
        let numbers = Set(points.flatMap(\.distribution.buckets)).sorted()
        let places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        buckets = numbers.map { number in
            let middle = LatencyDistribution.milliseconds(ofBucket: number)
            let width = LatencyDistribution.milliseconds(ofBucket: number + 1) - middle
            return (max(0, middle - width / 2), width)
        }
        var rows: [Int] = []
        rows.reserveCapacity((points.count + 1) * numbers.count)
        var sum = Sum(counts: [Int](repeating: 0, count: numbers.count))
        var scalars = [(successes: 0, requests: 0, failures: 0, latency: 0.0, seconds: 0.0)]
        rows += sum.counts
        for point in points {
            for (bucket, count) in zip(point.distribution.buckets, point.distribution.counts) {
                guard let place = places[bucket] else { continue }
                sum.counts[place] += Int(count)
                sum.successes += Int(count)
            }
            sum.requests += point.requests
            sum.failures += point.failures
            sum.latency += point.latency.average * Double(point.latency.count)
            sum.seconds += point.length
            rows += sum.counts
            scalars.append((sum.successes, sum.requests, sum.failures, sum.latency, sum.seconds))
        }
        cumulative = rows
        self.scalars = scalars
        whole = sum
    }

    /// No seconds.
    var empty: Sum { Sum(counts: [Int](repeating: 0, count: buckets.count)) }

    /// Adds a stretch of seconds. O(buckets).
    func add(_ stretch: Range<Int>, to sum: inout Sum) {
        let width = buckets.count
        let low = stretch.lowerBound * width
        let high = stretch.upperBound * width
        sum.counts.withUnsafeMutableBufferPointer { counts in
            cumulative.withUnsafeBufferPointer { rows in
                var place = 0
                while place < width {
                    counts[place] &+= rows[high &+ place] &- rows[low &+ place]
                    place &+= 1
                }
            }
        }
        let (before, after) = (scalars[stretch.lowerBound], scalars[stretch.upperBound])
        sum.successes += after.successes - before.successes
        sum.requests += after.requests - before.requests
        sum.failures += after.failures - before.failures
        sum.latency += after.latency - before.latency
        sum.seconds += after.seconds - before.seconds
    }

    /// A figure of some seconds; nil when there was nothing to tell it from.
    func figure(_ figure: LoadComparison.Figure, of sum: Sum) -> Double? {
        if let percentile = figure.percentile { return quantile(percentile / 100, of: sum) }
        switch figure {
        case .requestRate: return sum.seconds > 0 ? Double(sum.requests) / sum.seconds : nil
        case .errorRate: return sum.requests > 0 ? Double(sum.failures) / Double(sum.requests) : nil
        case .average, .p50, .p95, .p99: return sum.successes > 0 ? sum.latency / Double(sum.successes) : nil
        }
    }

    /// All figures of some seconds.
    func figures(of sum: Sum) -> [LoadComparison.Figure: Double] {
        var result: [LoadComparison.Figure: Double] = [:]
        for figure in LoadComparison.Figure.allCases { result[figure] = self.figure(figure, of: sum) }
        return result
    }

    /// The latency in ms that `share` of the successes do not exceed, between the ends of its bucket by interpolation:
    /// without it every draw would give one of a few values.
    private func quantile(_ share: Double, of sum: Sum) -> Double? {
        guard sum.successes > 0 else { return nil }
        let rank = share * Double(sum.successes)
        var seen = 0.0
        return sum.counts.withUnsafeBufferPointer { counts in
            for place in 0..<counts.count where counts[place] > 0 {
                let count = Double(counts[place])
                if seen + count >= rank {
                    return buckets[place].low + buckets[place].width * (rank - seen) / count
                }
                seen += count
            }
            return buckets.last.map { $0.low + $0.width }
        }
    }

    /// The share of the successes that took `milliseconds` at most.
    func share(atOrBelow milliseconds: Double, of sum: Sum) -> Double {
        guard sum.successes > 0 else { return 1 }
        var seen = 0.0
        sum.counts.withUnsafeBufferPointer { counts in
            for place in 0..<counts.count where buckets[place].low < milliseconds {
                let part = min(1, (milliseconds - buckets[place].low) / buckets[place].width)
                seen += Double(counts[place]) * part
            }
        }
        return seen / Double(sum.successes)
    }

    /// The variance that the mean latency would have if every request were independent, over the mean's square.
    var relativeVarianceOfMean: Double {
        guard whole.successes > 1, whole.latency > 0 else { return 0 }
        let count = Double(whole.successes)
        let mean = whole.latency / count
        let squares = zip(buckets, whole.counts).reduce(0.0) { sum, bucket in
            let distance = bucket.0.low + bucket.0.width / 2 - mean
            return sum + distance * distance * Double(bucket.1)
        }
        return squares / count / count / (mean * mean)
    }
}
