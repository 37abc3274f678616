/// Why a request failed. Every failed request counts under exactly one kind and is never a latency sample.
public enum LoadErrorKind: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// Nothing listens on the port.
    case refused
    /// No connection for another reason, such as no route.
    case unreachable
    /// The TLS handshake failed; most often a certificate that is not trusted.
    case tls
    /// The connection was reset before the answer was complete.
    case reset
    /// The server closed the connection before the answer was complete.
    case closedEarly
    /// No complete answer within the scenario's timeout.
    case timeout
    /// The answer does not follow HTTP/1.1 (see ``FramingError``).
    case malformed
    /// Status 400 to 499.
    case status4xx
    /// Status 500 and above.
    case status5xx
    /// The answer was larger than 1 GiB, or had no end; the connection was dropped.
    case tooLarge
    /// A check of the answer did not hold.
    case check
    /// The answer lacks a value that later requests need, or a request was due and such a value was missing.
    case noValue
    /// The generator's own machine had no file descriptor, port or buffer left for a connection: the run is invalid.
    case exhausted

    /// The place in per-kind counters.
    @inline(__always)
    var index: Int {
        switch self {
        case .refused: 0
        case .unreachable: 1
        case .tls: 2
        case .reset: 3
        case .closedEarly: 4
        case .timeout: 5
        case .malformed: 6
        case .status4xx: 7
        case .status5xx: 8
        case .tooLarge: 9
        case .check: 10
        case .noValue: 11
        case .exhausted: 12
        }
    }
}
