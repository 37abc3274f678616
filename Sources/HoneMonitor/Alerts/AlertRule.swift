/// A figure, the value from which on it is told, and the value at which it counts as well again.
public struct AlertRule: Sendable, Codable, Hashable {
    /// A figure that can be watched, over the last minute but for memory.
    public enum Figure: String, Sendable, Codable, CaseIterable {
        /// 95th percentile of the latency, ms.
        case latencyP95
        /// The average time of a query, ms.
        case queryTime
        /// Resident memory, MB of 1,000,000 bytes.
        case memory
        /// Share of look-ups that caches answered, per cent; the only one that is wrong when it is low.
        case cacheHitRate
        /// Share of answers with a status from 500 on, per cent.
        case errorRate
    }

    /// What is watched.
    public var figure: Figure
    /// The endpoint, such as `GET /api/chefs/{id}`; nil for all together.
    public var endpoint: String?
    /// The value beyond which it is wrong.
    public var threshold: Double
    /// The value that it has to come back to before it counts as well again, so that a figure that moves about the
    /// threshold is told once.
    public var clearsAt: Double
    /// The requests, queries or look-ups in the window below which nothing is said.
    public var minimumSample: Int

    /// A rule.
    /// - Parameters:
    ///   - figure: What is watched.
    ///   - endpoint: Of which endpoint; nil for all together.
    ///   - threshold: The value beyond which it is wrong, in the figure's unit.
    ///   - clearsAt: Where it is well again; a tenth better than the threshold unless told.
    ///   - minimumSample: How many there must be.
    public init(
        _ figure: Figure, endpoint: String? = nil, threshold: Double, clearsAt: Double? = nil, minimumSample: Int = 20
    ) {
        self.figure = figure
        self.endpoint = endpoint
        self.threshold = threshold
        let better = figure.isWrongWhenLow ? 1.1 : 0.9
        self.clearsAt = clearsAt ?? (figure == .cacheHitRate ? min(100, threshold * better) : threshold * better)
        self.minimumSample = max(1, minimumSample)
    }
}

extension AlertRule.Figure {
    /// Whether low values are the bad ones.
    public var isWrongWhenLow: Bool { self == .cacheHitRate }

    /// The unit of its values.
    public var unit: String {
        switch self {
        case .latencyP95, .queryTime: "ms"
        case .memory: "MB"
        case .cacheHitRate, .errorRate: "%"
        }
    }
}
