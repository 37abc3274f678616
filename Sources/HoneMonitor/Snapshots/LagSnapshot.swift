/// How late an event loop did what was due.
public struct LagSnapshot: Sendable, Codable, Equatable {
    /// Median, ms.
    public var p50: Double
    /// 99th percentile, ms.
    public var p99: Double
    /// The latest, ms.
    public var max: Double

    /// A lag from its figures.
    public init(p50: Double, p99: Double, max: Double) {
        self.p50 = p50
        self.p99 = p99
        self.max = max
    }
}
