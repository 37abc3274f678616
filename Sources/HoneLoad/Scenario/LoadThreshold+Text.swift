extension LoadThreshold: CustomStringConvertible {
    /// The threshold as scenario files write it: `p95 < 150ms`, `GET /api/products: p99 < 1.5s`, `error_rate < 0.1%`.
    public var description: String {
        let rule = "\(figure.rawValue) \(side.rawValue) \(limitText)"
        return scope.map { "\($0): \(rule)" } ?? rule
    }

    /// The limit with its unit.
    private var limitText: String {
        switch figure {
        case .errorRate: "\(Self.text(limit * 100))%"
        case .requestRate: "\(Self.text(limit))/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max:
            abs(limit) >= 1_000 ? "\(Self.text(limit / 1_000))s" : "\(Self.text(limit))ms"
        }
    }

    /// The number without needless zeros, to six decimals.
    private static func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let rounded = (value * 1e6).rounded() / 1e6
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
