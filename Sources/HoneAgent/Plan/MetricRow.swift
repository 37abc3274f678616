import HoneCore

/// One success metric: where it started, where it is, and whether that is good enough.
public struct MetricRow: Sendable, Codable, Equatable {
    /// The threshold, with its metric.
    public var threshold: Threshold
    /// Before any fix, in the metric's unit; `nil` when it was not measured.
    public var baseline: Double?
    /// Now, in the metric's unit; `nil` when it was not measured.
    public var now: Double?
    /// The value may be better than the number says (a capacity that was not exceeded).
    public var isLowerBound: Bool
    /// Why there is no number, when there is none.
    public var missing: String?

    /// A row from its parts.
    public init(
        threshold: Threshold, baseline: Double?, now: Double?, isLowerBound: Bool = false, missing: String? = nil
    ) {
        self.threshold = threshold
        self.baseline = baseline
        self.now = now
        self.isLowerBound = isLowerBound
        self.missing = missing
    }

    /// Whether the value now is within the threshold; `nil` when there is none.
    public var isMet: Bool? { now.map(threshold.isMet(by:)) }
}

/// The cost of the work against the gain that was measured. It is arithmetic on the figures given, not a forecast.
public struct ReturnOnInvestment: Sendable, Codable, Equatable {
    /// Hours of the tasks whose gain was proven, as the plan estimates them.
    public var hours: Double
    /// Cost of an hour, in the currency of whoever asks.
    public var rate: Double
    /// Share of the mean response time at the reference load that is gone.
    public var responseGain: Double?
    /// How many times as many users are served within the thresholds.
    public var capacityFactor: Double?
    /// Milliseconds of waiting saved per request, for each unit of money.
    public var millisecondsPerRequestAndCost: Double?

    /// The cost of the hours.
    public var cost: Double { hours * rate }

    /// A return from its parts.
    public init(
        hours: Double, rate: Double, responseGain: Double?, capacityFactor: Double?,
        millisecondsPerRequestAndCost: Double?
    ) {
        self.hours = hours
        self.rate = rate
        self.responseGain = responseGain
        self.capacityFactor = capacityFactor
        self.millisecondsPerRequestAndCost = millisecondsPerRequestAndCost
    }
}
