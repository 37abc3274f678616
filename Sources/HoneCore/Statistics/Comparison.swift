#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much less B costs than A, with the interval that the true gain lies in.
///
/// A and B are lists of block figures: each block is one stretch of load, and its figure is one number such as the
/// mean latency. Requests within a block share its luck (a noisy neighbour, a warm cache), so blocks, not requests,
/// are what is resampled. The gain is taken on logarithms, which makes "half" and "double" weigh the same.
public struct Comparison: Sendable, Codable, Equatable {
    /// Geometric mean of A's blocks.
    public var a: Double
    /// Geometric mean of B's blocks.
    public var b: Double
    /// The share of A's cost that B saves: 1 − b/a. Negative when B costs more.
    public var gain: Double
    /// Lower end of the confidence interval of `gain`.
    public var low: Double
    /// Upper end of the confidence interval of `gain`.
    public var high: Double
    /// Confidence of the interval, such as 0.95.
    public var confidence: Double
    /// Two-sided p value of the Mann-Whitney U test on the blocks.
    public var pValue: Double
    /// Blocks of each side it would take to prove a gain of this size with 80 % power.
    public var blocksNeeded: Int

    /// Compares two lists of positive block figures.
    ///
    /// The interval is a percentile bootstrap, expanded for small samples: the plain one is too narrow by √(n/(n−1))
    /// and by the difference between the normal and Student's distribution (Hesterberg, "What Teachers Should Know
    /// About the Bootstrap", 2014, §"Expanded percentile interval").
    /// - Returns: `nil` with fewer than two blocks a side, or a figure that is not positive.
    public init?(a: [Double], b: [Double], confidence: Double = 0.95, resamples: Int = 20_000, seed: UInt64 = 1) {
        guard a.count >= 2, b.count >= 2, (a + b).allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        let logsA = a.map { log($0) }
        let logsB = b.map { log($0) }
        let difference = mean(logsB) - mean(logsA)
        self.a = exp(mean(logsA))
        self.b = exp(mean(logsB))
        gain = 1 - exp(difference)
        self.confidence = confidence

        let smaller = Double(min(a.count, b.count))
        let student = studentQuantile(0.5 + confidence / 2, degrees: a.count + b.count - 2)
        let tail = normalCumulative(-student * (smaller / (smaller - 1)).squareRoot())
        var generator = SeededGenerator(seed: seed)
        var differences = (0..<resamples).map { _ in
            resampledMean(logsB, &generator) - resampledMean(logsA, &generator)
        }
        differences.sort()
        low = 1 - exp(quantile(ofSorted: differences, 1 - tail))
        high = 1 - exp(quantile(ofSorted: differences, tail))
        pValue = mannWhitney(a, b)

        let variance = (sampleVariance(logsA) + sampleVariance(logsB)) / 2
        let normal = normalQuantile(0.5 + confidence / 2) + normalQuantile(0.8)
        let needed = difference == 0 ? .infinity : 2 * variance * normal * normal / (difference * difference)
        blocksNeeded = Int(min(1_000_000, max(2, needed.rounded(.up))))
    }
}

/// The noise of the machine itself: the largest relative difference between two halves of blocks that all ran the
/// same thing. A gain below it could be nothing but noise, whatever its interval says.
///
/// Every split of the blocks into two halves is tried (the first 16 blocks at most: 6,435 splits).
/// - Returns: a share such as 0.04; `nil` with fewer than four blocks or a figure that is not positive.
public func noiseFloor(ofSameBlocks blocks: [Double]) -> Double? {
    guard blocks.count >= 4, blocks.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let logs = blocks.prefix(16).map { log($0) }
    let half = logs.count / 2
    let total = logs.reduce(0, +)
    var largest = 0.0
    for mask in 0..<(1 << logs.count) where mask.nonzeroBitCount == half && mask & 1 == 1 {
        var sum = 0.0
        for index in logs.indices where mask >> index & 1 == 1 { sum += logs[index] }
        let difference = sum / Double(half) - (total - sum) / Double(logs.count - half)
        largest = max(largest, abs(difference))
    }
    return 1 - exp(-largest)
}

/// Two-sided p value of the Mann-Whitney U test (Mann and Whitney, 1947): exact by enumeration up to 10 a side without
/// ties, otherwise by the normal approximation with the correction for ties.
func mannWhitney(_ a: [Double], _ b: [Double]) -> Double {
    var u = 0.0
    for x in a { for y in b { u += x > y ? 1 : x == y ? 0.5 : 0 } }
    let product = Double(a.count * b.count)
    let extreme = min(u, product - u)
    if a.count <= 10, b.count <= 10, Set(a + b).count == a.count + b.count {
        let ways = waysOfU(a.count, b.count)
        let tail = ways[0...Int(extreme)].reduce(0, +)
        return min(1, 2 * tail / ways.reduce(0, +))
    }
    let n = Double(a.count + b.count)
    var ties: [Double: Double] = [:]
    for value in a + b { ties[value, default: 0] += 1 }
    let correction = ties.values.reduce(0) { $0 + ($1 * $1 * $1 - $1) } / (n * (n - 1))
    let deviation = (product / 12 * (n + 1 - correction)).squareRoot()
    guard deviation > 0 else { return 1 }
    return min(1, 2 * normalCumulative((extreme + 0.5 - product / 2) / deviation))
}

/// How many orders of `m` and `n` different values give each U from 0 to mn (the coefficients of the Gaussian binomial).
private func waysOfU(_ m: Int, _ n: Int) -> [Double] {
    var ways = [Double](repeating: 0, count: m * n + 1)
    ways[0] = 1
    for i in 1...m {
        for u in stride(from: m * n, through: n + i, by: -1) { ways[u] -= ways[u - n - i] }
        for u in stride(from: i, through: m * n, by: 1) { ways[u] += ways[u - i] }
    }
    return ways
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

func sampleVariance(_ values: [Double]) -> Double {
    let centre = mean(values)
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
}

private func resampledMean(_ values: [Double], _ generator: inout SeededGenerator) -> Double {
    var sum = 0.0
    for _ in values.indices { sum += values[Int.random(in: 0..<values.count, using: &generator)] }
    return sum / Double(values.count)
}

/// The value below which `share` of the sorted values lie, between neighbours by interpolation.
private func quantile(ofSorted values: [Double], _ share: Double) -> Double {
    let position = share * Double(values.count - 1)
    let below = Int(position.rounded(.down))
    let above = min(below + 1, values.count - 1)
    return values[below] + (values[above] - values[below]) * (position - Double(below))
}
