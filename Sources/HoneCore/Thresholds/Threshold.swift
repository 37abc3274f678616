/// The value of a metric that is good enough.
public struct Threshold: Sendable, Codable, Equatable {
    /// The metric it is set on.
    public var metric: Metric
    /// The limit, in the metric's unit.
    public var value: Double

    /// A threshold from a value in the metric's unit.
    public init(_ metric: Metric, _ value: Double) {
        self.metric = metric
        self.value = value
    }

    /// Reads `150ms` and the like.
    /// - Throws: `QuantityError` that says which units fit.
    public init(_ metric: Metric, parsing text: String) throws(QuantityError) {
        self.init(metric, try metric.unit.parse(text))
    }

    /// Whether `measured`, in the metric's unit, is within the limit; the limit itself is.
    public func isMet(by measured: Double) -> Bool {
        metric.higherIsBetter ? measured >= value : measured <= value
    }

    /// The thresholds used when the target names none: one for each metric.
    public static let defaults = Metric.allCases.map { Threshold($0, $0.defaultThreshold) }
}
