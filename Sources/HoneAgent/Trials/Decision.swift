import HoneCore

/// Decides from block figures whether a fix stays. Pure, so that it can be tested with noise of any kind.
struct Decision: Sendable, Equatable {
    var outcome: Verdict.Outcome
    var reason: String
    var comparison: Comparison?
    /// The difference that comparing the application with itself stays below in 99 of 100 cases.
    var noiseFloor: Double

    /// The confidence of the interval. With 95 % one fix in forty that does nothing would look like a gain, and a run
    /// tries many.
    static let confidence = 0.99

    /// Blocks a side without any gain worth keeping after which a trial ends. A fix of which four pairs show nothing
    /// and that is kept after two more would have to gain five times the spread of a pair in each of those. Giving up
    /// never keeps a fix that would not have been kept.
    static let blocksToGiveUp = 4

    /// - Parameters:
    ///   - a: figures of the blocks without the fix, in ms.
    ///   - b: figures of the blocks with it, in ms.
    ///   - sameBlocks: figures of blocks that ran without it before this trial, from the very same start.
    ///   - minimumGain: the smallest gain worth keeping, as a share.
    ///   - isLast: no more blocks will come; otherwise the decision is `nil` unless it is clear already.
    init?(a: [Double], b: [Double], sameBlocks: [Double], minimumGain: Double, isLast: Bool, seed: UInt64) {
        noiseFloor = HoneCore.noiseFloor(ofSameBlocks: sameBlocks + a, pairs: a.count, seed: seed) ?? 0
        guard let comparison = Comparison(a: a, b: b, confidence: Self.confidence, seed: seed) else {
            guard isLast else { return nil }
            outcome = .inconclusive
            reason = "too few blocks were measured to compare"
            return
        }
        self.comparison = comparison
        let needed = max(noiseFloor, minimumGain)
        let interval = "\(percent(comparison.low)) to \(percent(comparison.high))"
        if !isLast {
            // Half of the blocks decide only what is far outside the noise: three times its floor, all blocks apart.
            // They also end what the other half cannot turn any more: from no gain worth keeping to one that is proven.
            let clear = max(3 * noiseFloor, 0.1)
            let isClear = abs(comparison.gain) > clear && (comparison.low > 0 || comparison.high < 0)
            guard isClear || a.count >= Self.blocksToGiveUp && comparison.gain <= minimumGain else { return nil }
        }
        if comparison.low > 0, comparison.gain > needed {
            outcome = .kept
            reason = "\(percent(comparison.gain)) less (\(interval)); the machine's own noise is \(percent(noiseFloor))"
        } else if comparison.high < minimumGain {
            outcome = .reverted
            reason =
                comparison.high < 0
                ? "\(percent(-comparison.gain)) more (\(interval) less)"
                : "no gain of \(percent(minimumGain)) or more (\(interval))"
        } else {
            outcome = .inconclusive
            reason =
                comparison.low > 0
                ? "\(percent(comparison.gain)) less (\(interval)) is "
                    + (comparison.gain > noiseFloor
                        ? "below the smallest gain worth keeping, \(percent(minimumGain))"
                        : "within the machine's own noise of \(percent(noiseFloor))")
                : "the interval \(interval) holds zero; \(comparison.blocksNeeded) blocks a side would decide a gain of "
                    + percent(abs(comparison.gain))
        }
    }
}
