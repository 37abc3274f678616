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
/// are what is resampled. Each block of A is compared with the block of B that ran next to it: a machine that gets
/// slower over a minute does so for both. The gain is taken on logarithms, which makes "half" and "double" weigh the
/// same.
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
    /// Two-sided p value of the Mann-Whitney U test on the blocks, which knows nothing of pairs.
    public var pValue: Double
    /// Blocks of each side it would take to prove a gain of this size with 80 % power.
    public var blocksNeeded: Int

    /// Compares two lists of positive block figures, as long as each other; those at the same place ran side by side.
    ///
    /// The interval is Student's with the bootstrap's standard error, corrected for being too small by √(n/(n−1)). The
    /// bootstrap's own percentiles cannot reach beyond the largest of a handful of pairs, and so promise too much
    /// (Hesterberg, "What Teachers Should Know About the Bootstrap", 2014, on small samples).
    /// - Returns: `nil` with fewer than two pairs, lists of different length, or a figure that is not positive.
    public init?(a: [Double], b: [Double], confidence: Double = 0.95, resamples: Int = 20_000, seed: UInt64 = 1) {
        guard a.count >= 2, a.count == b.count, (a + b).allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        let differences = zip(a, b).map { log($1) - log($0) }
        let difference = mean(differences)
        self.a = exp(mean(a.map { log($0) }))
        self.b = exp(mean(b.map { log($0) }))
        gain = 1 - exp(difference)
        self.confidence = confidence

        let count = Double(a.count)
        var generator = SeededGenerator(seed: seed)
        let means = (0..<resamples).map { _ in resampledMean(differences, count: a.count, &generator) }
        let error = (sampleVariance(means) * count / (count - 1)).squareRoot()
        let reach = studentQuantile(0.5 + confidence / 2, degrees: a.count - 1) * error
        low = 1 - exp(difference + reach)
        high = 1 - exp(difference - reach)
        pValue = mannWhitney(a, b)

        let normal = normalQuantile(0.5 + confidence / 2) + normalQuantile(0.8)
        let needed =
            difference == 0 ? .infinity : sampleVariance(differences) * normal * normal / (difference * difference)
        blocksNeeded = Int(min(1_000_000, max(2, needed.rounded(.up))))
    }
}

/// The noise of the machine itself: the difference that comparing something with itself stays below in 99 of 100
/// cases. A gain below it could be nothing but noise, whatever its interval says.
///
/// Neighbouring blocks are paired as a trial pairs them; pairs are drawn again and each is as likely taken one way
/// round as the other, since neither side is better.
/// - Parameters:
///   - blocks: figures of blocks that all ran the same thing, in the order they ran.
///   - pairs: how many pairs the trial compares.
/// - Returns: a share such as 0.04; `nil` with fewer than four blocks or a figure that is not positive.
public func noiseFloor(ofSameBlocks blocks: [Double], pairs: Int, resamples: Int = 10_000, seed: UInt64 = 1) -> Double?
{
    guard blocks.count >= 4, pairs >= 1, blocks.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let differences = stride(from: 0, to: blocks.count - 1, by: 2).map { log(blocks[$0 + 1]) - log(blocks[$0]) }
    var generator = SeededGenerator(seed: seed)
    var means = (0..<resamples).map { _ in
        let sum = (0..<pairs).reduce(0.0) { sum, _ in
            let difference = differences[Int.random(in: 0..<differences.count, using: &generator)]
            return sum + (Bool.random(using: &generator) ? difference : -difference)
        }
        return abs(sum) / Double(pairs)
    }
    means.sort()
    return 1 - exp(-quantile(ofSorted: means, 0.99))
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

/// How many orders of `m` and `n` different values give each U from 0 to mn (the coefficients of the Gaussian
/// binomial).
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

private func resampledMean(_ values: [Double], count: Int, _ generator: inout SeededGenerator) -> Double {
    var sum = 0.0
    for _ in 0..<count { sum += values[Int.random(in: 0..<values.count, using: &generator)] }
    return sum / Double(count)
}

/// The value below which `share` of the sorted values lie, between neighbours by interpolation.
private func quantile(ofSorted values: [Double], _ share: Double) -> Double {
    let position = share * Double(values.count - 1)
    let below = Int(position.rounded(.down))
    let above = min(below + 1, values.count - 1)
    return values[below] + (values[above] - values[below]) * (position - Double(below))
}
