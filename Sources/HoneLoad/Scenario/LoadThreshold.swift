/// What must hold for a run to pass, such as `p95 < 150ms`, `error_rate < 0.1%` or `GET /api/products: p99 < 1s`.
public struct LoadThreshold: Sendable, Codable, Equatable, Hashable {
    /// What is looked at.
    public enum Figure: String, Sendable, Codable, CaseIterable {
        /// Percentiles of the latency of the successes, ms.
        case p50, p90, p95, p99, p999
        /// Its mean, ms.
        case average
        /// Its longest, ms.
        case max
        /// Failed requests as a share of all, 0 to 1.
        case errorRate = "error_rate"
        /// Requests that ended per second.
        case requestRate = "request_rate"
    }

    /// Which side of the limit is good.
    public enum Side: String, Sendable, Codable, CaseIterable {
        /// The figure must be below the limit.
        case below = "<"
        /// It must not be above it.
        case atMost = "<="
        /// It must be above the limit.
        case above = ">"
        /// It must not be below it.
        case atLeast = ">="
    }

    /// Which requests it is about: a task's name, or a tag; nil for all of them.
    public var scope: String?
    /// What is looked at.
    public var figure: Figure
    /// Which side of the limit is good.
    public var side: Side
    /// The limit, in the figure's unit: ms, share or requests per second.
    public var limit: Double

    /// A threshold on the requests of `scope`.
    public init(_ figure: Figure, _ side: Side, _ limit: Double, scope: String? = nil) {
        self.scope = scope
        self.figure = figure
        self.side = side
        self.limit = limit
    }

    /// Whether a figure is on the good side.
    public func isMet(by value: Double) -> Bool {
        switch side {
        case .below: value < limit
        case .atMost: value <= limit
        case .above: value > limit
        case .atLeast: value >= limit
        }
    }
}
