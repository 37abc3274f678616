import HoneLoad

extension LoadThreshold {
    /// A figure of the threshold's kind with its unit, as it was measured.
    func text(_ value: Double) -> String {
        switch figure {
        case .errorRate: Numbers.share(value)
        case .requestRate: "\(Numbers.plain(value))/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max: Numbers.milliseconds(value)
        }
    }

    /// What had to hold: `GET /api/products: p95 < 150 ms`.
    var text: String {
        let side =
            switch self.side {
            case .below: "<"
            case .atMost: "≤"
            case .above: ">"
            case .atLeast: "≥"
            }
        return "\(scope.map { "\($0): " } ?? "")\(title) \(side) \(limitText)"
    }

    /// What is looked at, in words.
    var title: String {
        switch figure {
        case .p999: "p99.9"
        case .errorRate: "error rate"
        case .requestRate: "requests"
        case .p50, .p90, .p95, .p99, .average, .max: figure.rawValue
        }
    }

    /// The limit with its unit, as whoever chose it would write it.
    var limitText: String {
        switch figure {
        case .errorRate: "\(Numbers.short(limit * 100))%"
        case .requestRate: "\(Numbers.short(limit))/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max: Numbers.chosenMilliseconds(limit)
        }
    }
}

extension ThresholdOutcome {
    /// The figure that was measured, or a dash.
    var valueText: String { value.map(threshold.text) ?? "–" }
}
