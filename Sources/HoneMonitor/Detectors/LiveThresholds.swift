import HoneCore

/// From where on the detectors speak that look at requests as they end. The defaults are the agent's own where it has
/// the same detector.
public struct LiveThresholds: Sendable, Equatable {
    /// The detectors are asked at all.
    public var isOn = true
    /// N+1 and M·N+1.
    public var repetition = RepetitionRule()
    /// The same query with the same values.
    public var duplicate = DuplicateRule()
    /// A query that takes long.
    public var slowQuery = SlowQueryRule()
    /// An endpoint that takes long.
    public var slowEndpoint = SlowEndpointRule()
    /// Queries one after the other that do not need each other.
    public var consecutive = ConsecutiveRule()
    /// Answers that are large, not compressed, or not to be kept.
    public var payload = PayloadRule()
    /// A connection that is held while nothing is asked of it.
    public var held = HeldConnectionRule()
    /// An event loop that does not go round, in ms: from 50 ms on, half of what a person takes for immediate (Nielsen,
    /// "Response Times: The 3 Important Limits", 1993), and what the Long Tasks API of browsers (W3C) calls long.
    public var eventLoopMilliseconds = 50.0
    /// Memory that grows and does not come back.
    public var memory = MemoryGrowthRule()

    /// The defaults.
    public init() {}

    /// Detectors that are never asked.
    public static let off: LiveThresholds = {
        var thresholds = LiveThresholds()
        thresholds.isOn = false
        return thresholds
    }()
}
