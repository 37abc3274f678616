import HoneCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much the figures of a run would vary if it were run again: the moving-block bootstrap (Künsch, "The Jackknife
/// and the Bootstrap for General Stationary Observations", Annals of Statistics 17, 1989).
///
/// Stretches of neighbouring seconds are drawn with replacement until the run is as long as before; the figures of many
/// such runs scatter as those of real ones would. A stretch is n^⅓ seconds long, and longer where neighbours are alike:
/// Carlstein's rule for a first-order autoregression (Annals of Statistics 14, 1986), (√6·r/(1−r²))^⅔ · n^⅓ with the
/// correlation r of neighbours. What is cut off between blocks of that length is put back for such an autoregression.
struct BlockBootstrap {
    /// Seconds there are.
    let seconds: Int
    /// Neighbouring seconds that are drawn together.
    let blockLength: Int
    /// The standard error of each figure's logarithm; of the error rate, of the rate itself.
    private(set) var errors: [LoadComparison.Figure: Double] = [:]
    /// How many times as much each figure's share varies as if every request were independent of the others; at least
    /// 1.
    private(set) var designEffects: [LoadComparison.Figure: Double] = [:]

    /// Degrees of freedom: one less than the blocks that fit into the run.
    var degrees: Int { max(1, seconds / blockLength - 1) }

    /// Draws from the points of a series; nil when no point has a success.
    init?(_ points: [SeriesPoint], resamples: Int, seed: UInt64, stream: UInt64 = 0) {
        let sums = SeriesSums(points)
        guard !points.isEmpty, sums.whole.successes > 0 else { return nil }
        seconds = points.count
        let alike = Self.correlation(points)
        blockLength = Self.blockLength(of: points.count, alike: alike)
        let original = sums.figures(of: sums.whole)

        var generator = SeededGenerator(seed: seed, stream: stream)
        var spreads = [Spread](repeating: Spread(), count: LoadComparison.Figure.allCases.count)
        var shares = spreads
        var drawn = sums.empty
        for _ in 0..<resamples {
            drawn.clear()
            var left = seconds
            while left > 0 {
                let length = min(left, blockLength)
                let start = Int.random(in: 0...(seconds - blockLength), using: &generator)
                sums.add(start..<(start + length), to: &drawn)
                left -= length
            }
            for (place, figure) in LoadComparison.Figure.allCases.enumerated() {
                guard let value = sums.figure(figure, of: drawn) else { continue }
                spreads[place].add(figure == .errorRate ? value : log(max(value, 1e-12)))
                if figure.percentile != nil, let quantile = original[figure] {
                    shares[place].add(sums.share(atOrBelow: quantile, of: drawn))
                }
            }
        }
        // The blocks of one run vary less among themselves than runs do.
        let blocks = Double(seconds) / Double(blockLength)
        let correction = blocks / (blocks - 1) / Self.shareSeen(byBlocksOf: blockLength, alike: alike)
        for (place, figure) in LoadComparison.Figure.allCases.enumerated() {
            let variance = spreads[place].variance * correction
            errors[figure] = variance.squareRoot()
            let independent: Double
            switch figure {
            case .p50, .p95, .p99:
                let share = (figure.percentile ?? 50) / 100
                independent = share * (1 - share) / Double(sums.whole.successes)
                designEffects[figure] = max(1, shares[place].variance * correction / independent)
            case .average:
                independent = sums.relativeVarianceOfMean
                designEffects[figure] = independent > 0 ? max(1, variance / independent) : 1
            case .errorRate:
                let share = original[.errorRate] ?? 0
                independent = share * (1 - share) / Double(max(1, sums.whole.requests))
                designEffects[figure] = independent > 0 ? max(1, variance / independent) : 1
            case .requestRate: designEffects[figure] = 1
            }
        }
    }

    /// How many of `count` seconds are drawn together when neighbours are this alike.
    static func blockLength(of count: Int, alike: Double) -> Int {
        let root = cbrt(Double(count))
        let carlstein = pow(6.0.squareRoot() * alike / (1 - alike * alike), 2.0 / 3) * root
        // Fewer than five blocks say nothing about how much blocks vary.
        return max(1, min(Int(max(root, carlstein).rounded()), count / 5))
    }

    /// How much of the variance of a first-order autoregression's mean the means of such blocks have: what reaches from
    /// one block into the next is lost to them.
    static func shareSeen(byBlocksOf length: Int, alike: Double) -> Double {
        let within = (1..<max(2, length)).reduce(1.0) { sum, distance in
            sum + 2 * max(0, 1 - Double(distance) / Double(length)) * pow(alike, Double(distance))
        }
        return min(1, within * (1 - alike) / (1 + alike))
    }

    /// How alike neighbouring seconds are: in their latency, in their slow requests or in their number of requests,
    /// whichever is most.
    static func correlation(_ points: [SeriesPoint]) -> Double {
        let latencies = points.filter { $0.latency.count > 0 }.map { log(max(1e-9, $0.latency.average)) }
        let tails = points.filter { $0.latency.count > 0 }.map { log(max(1e-9, $0.latency.p95)) }
        let rates = points.map { Double($0.requests) }
        return [latencies, tails, rates].map(correlationOfNeighbours).max() ?? 0
    }

    /// The correlation of each value with the next, 0 to 0.9; short series make it look too small by (1 + 3r)/n
    /// (Kendall, Biometrika 41, 1954), which is added.
    static func correlationOfNeighbours(_ values: [Double]) -> Double {
        guard values.count > 2 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard square > 0 else { return 0 }
        let product = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        let found = product / square
        return min(0.9, max(0, found + (1 + 3 * found) / Double(values.count)))
    }
}

/// Mean and variance of numbers that come one by one (Welford, 1962).
private struct Spread {
    private var count = 0.0
    private var mean = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        count += 1
        let before = value - mean
        mean += before / count
        squares += before * (value - mean)
    }

    var variance: Double { count > 1 ? squares / (count - 1) : 0 }
}
