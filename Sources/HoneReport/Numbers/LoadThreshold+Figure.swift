import HoneLoad

extension LoadThreshold {
    /// A value of the figure that the threshold looks at, with its unit.
    func figureText(_ value: Double) -> String {
        switch figure {
        case .errorRate: Numbers.share(value)
        case .requestRate: "\(Numbers.plain(value))/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max: Numbers.milliseconds(value)
        }
    }
}

extension ThresholdOutcome {
    /// The figure with its unit, or a dash when there is none.
    var valueText: String { value.map(threshold.figureText) ?? "–" }
}

extension LoadErrorKind {
    /// What a person calls it.
    var title: String {
        switch self {
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .tls: "TLS failed"
        case .reset: "reset"
        case .closedEarly: "closed early"
        case .timeout: "timed out"
        case .malformed: "malformed"
        case .status4xx: "status 4xx"
        case .status5xx: "status 5xx"
        case .tooLarge: "too large"
        case .check: "check failed"
        case .noValue: "value missing"
        }
    }
}
