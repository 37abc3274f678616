/// A content coding: how the bytes of a body are packed for transfer (RFC 9110 §8.4.1).
public enum ContentCoding: String, Sendable, CaseIterable, Codable {
    /// As they are.
    case identity
    /// The gzip format (RFC 1952).
    case gzip
    /// Brotli (RFC 7932).
    case br
    /// Zstandard (RFC 8878), with the window limited to 8 MiB as RFC 9659 demands of HTTP.
    case zstd

    /// The coding of that name, without regard to case; nil for one that we do not have.
    ///
    /// `x-gzip` is gzip (RFC 9110 §8.4.1.3).
    public init?(token: some StringProtocol) {
        if equalsIgnoringCase(token, "x-gzip") {
            self = .gzip
        } else if let coding = Self.allCases.first(where: { equalsIgnoringCase(token, $0.rawValue) }) {
            self = coding
        } else {
            return nil
        }
    }

    /// The levels that the coding's library accepts; 0 alone for `identity`.
    public var levels: ClosedRange<Int> {
        switch self {
        case .identity: 0...0
        case .gzip: 1...9
        case .br: 0...11
        case .zstd: 1...19
        }
    }

    /// The level for bodies that are made per request: where more CPU begins to buy little.
    public var defaultLevel: Int {
        switch self {
        case .identity: 0
        case .gzip: 6
        case .br: 4
        case .zstd: 3
        }
    }
}
