extension LoadErrorKind {
    /// The kind in words.
    public var title: String {
        switch self {
        case .refused: "connection refused"
        case .unreachable: "no connection"
        case .exhausted: "no file descriptor or port left on the generator's machine"
        case .tls: "TLS handshake failed"
        case .reset: "connection reset"
        case .closedEarly: "connection closed before the answer was complete"
        case .timeout: "no complete answer within the timeout"
        case .malformed: "answer is not valid HTTP"
        case .status4xx: "status 400 to 499"
        case .status5xx: "status 500 and above"
        case .tooLarge: "answer too large, or without an end"
        case .check: "a check did not hold"
        case .noValue: "a value for later requests is missing"
        }
    }

    /// The kind in a few words, for where a line holds many of them.
    public var shortTitle: String {
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

extension TaskResult {
    /// Failures by kind, the most frequent first, and those as frequent as each other by their names; kinds that did
    /// not occur are absent.
    public var failuresByKind: [(kind: LoadErrorKind, count: Int)] {
        errors.map { (kind: $0.key, count: $0.value) }.filter { $0.count > 0 }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.kind.rawValue < $1.kind.rawValue }
    }
}
