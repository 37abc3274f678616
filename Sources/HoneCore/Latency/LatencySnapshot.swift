/// What a latency histogram said at a moment. Every latency is in milliseconds.
public struct LatencySnapshot: Sendable, Codable, Equatable {
    /// The number of samples behind the figures.
    public var count: Int
    /// Arithmetic mean, ms.
    public var average: Double
    /// The shortest, ms.
    public var min: Double
    /// Median, ms.
    public var p50: Double
    /// 90th percentile, ms.
    public var p90: Double
    /// 95th percentile, ms.
    public var p95: Double
    /// 99th percentile, ms.
    public var p99: Double
    /// 99.9th percentile, ms.
    public var p999: Double
    /// The longest, ms.
    public var max: Double

    /// No samples: every figure is 0.
    public static let empty = LatencySnapshot(
        count: 0, average: 0, min: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0)

    /// A snapshot from its figures, in milliseconds.
    public init(
        count: Int, average: Double, min: Double, p50: Double, p90: Double, p95: Double, p99: Double, p999: Double,
        max: Double
    ) {
        self.count = count
        self.average = average
        self.min = min
        self.p50 = p50
        self.p90 = p90
        self.p95 = p95
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }
}
