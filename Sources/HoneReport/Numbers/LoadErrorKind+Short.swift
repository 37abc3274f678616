import HoneLoad

extension LoadErrorKind {
    /// The kind in two words, for where a line holds many of them.
    var shortTitle: String {
        switch self {
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .exhausted: "no file or port"
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
