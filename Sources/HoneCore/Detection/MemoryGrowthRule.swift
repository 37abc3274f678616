/// When a process's memory counts as growing: it has grown from one quarter of the time looked at to the next, in each
/// of them, and by enough. A cache that fills and stops, or memory that comes and goes, does not.
public struct MemoryGrowthRule: Sendable, Equatable {
    /// The growth from the first quarter to the last, in MB of 1,000,000 bytes, from which on it counts.
    public var megabytes = 64.0
    /// The same as a share of the first quarter.
    public var share = 0.2
    /// Readings below which nothing is said.
    public var minimumSample = 24

    /// The defaults.
    public init() {}

    /// How many MB it has grown by, when it counts.
    /// - Parameter readings: resident memory, MB, at even intervals, the oldest first.
    public func growth(of readings: [Double]) -> Double? {
        guard readings.count >= max(4, minimumSample) else { return nil }
        let quarter = readings.count / 4
        // The lowest of a quarter: what stays when what comes and goes has gone.
        let lows = (0..<4).map { index -> Double in
            let end = index == 3 ? readings.count : (index + 1) * quarter
            return readings[index * quarter..<end].min() ?? 0
        }
        let growth = lows[3] - lows[0]
        guard zip(lows, lows.dropFirst()).allSatisfy({ $0 < $1 }), growth >= megabytes, growth >= share * lows[0] else {
            return nil
        }
        return growth
    }
}
