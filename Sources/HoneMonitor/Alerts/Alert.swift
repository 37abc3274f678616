/// A figure went wrong, or is well again.
public struct Alert: Sendable, Codable, Equatable {
    /// The rule that was broken.
    public var rule: AlertRule
    /// Whether it is wrong now; false: well again.
    public var isFiring: Bool
    /// The value that was found, in the figure's unit.
    public var value: Double
    /// When, in milliseconds since 1970.
    public var time: Int64

    /// An alert from its parts.
    public init(rule: AlertRule, isFiring: Bool, value: Double, time: Int64) {
        self.rule = rule
        self.isFiring = isFiring
        self.value = value
        self.time = time
    }
}

extension Alert: CustomStringConvertible {
    /// `p95 latency of GET /a is 212.4 ms, above 150 ms`.
    public var description: String {
        let what = rule.figure == .memory ? "of the process" : "of \(rule.endpoint ?? "all endpoints")"
        let found = "\(AlertWording.name(rule.figure)) \(what) is \(AlertWording.number(value)) \(rule.figure.unit)"
        guard isFiring else { return "\(found), well again" }
        let side = rule.figure.isWrongWhenLow ? "below" : "above"
        return "\(found), \(side) \(AlertWording.number(rule.threshold)) \(rule.figure.unit)"
    }
}

enum AlertWording {
    static func name(_ figure: AlertRule.Figure) -> String {
        switch figure {
        case .latencyP95: "p95 latency"
        case .queryTime: "average query time"
        case .memory: "resident memory"
        case .cacheHitRate: "cache hit rate"
        case .errorRate: "error rate"
        }
    }

    /// At most two decimals.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = (hundredths / 100, abs(hundredths % 100))
        return rest == 0
            ? "\(whole)" : rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
