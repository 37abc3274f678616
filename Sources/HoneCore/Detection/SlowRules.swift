/// When a statement counts as slow.
///
/// Source of the threshold: 100 ms is the longest that a person takes for immediate (Nielsen, "Response Times: The 3
/// Important Limits", 1993); a single statement that takes as long leaves nothing for the rest of the request.
public struct SlowQueryRule: Sendable, Equatable {
    /// Time of a call, in ms, from which on it counts.
    public var milliseconds = 100.0

    /// The defaults.
    public init() {}

    /// Whether a call of so many ms counts.
    public func counts(milliseconds: Double) -> Bool { milliseconds >= self.milliseconds }
}

/// When an endpoint counts as slow.
public struct SlowEndpointRule: Sendable, Equatable {
    /// The 95th percentile of its latency, in ms, above which it counts: the threshold of the success metric of that
    /// name unless told.
    public var p95 = Metric.responseP95.defaultThreshold
    /// Requests in the window below which nothing is said: 20 is the least of which a 95th percentile is not simply
    /// the longest.
    public var minimumSample = 20

    /// The defaults.
    public init() {}

    /// Whether it counts.
    /// - Parameters:
    ///   - p95: the 95th percentile, ms.
    ///   - count: requests behind it.
    public func counts(p95: Double, count: Int) -> Bool { count >= minimumSample && p95 > self.p95 }
}
