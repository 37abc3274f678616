/// When an answer counts as large, as not compressed, or as one that could be kept and does not say so.
public struct PayloadRule: Sendable, Equatable {
    /// Bytes of a body from which on it is large. Source: Sentry's "large HTTP payload" begins at 300 kB.
    public var largeBytes = 300_000
    /// Bytes below which compression does not pay: such an answer fits in one packet (1,500 bytes) either way.
    public var minimumCompressedBytes = 1_400
    /// Answers of the same endpoint without caching headers from which on they count: one alone is asked for once.
    public var answersWithoutCachingHeaders = 2

    /// The defaults.
    public init() {}

    /// Whether a body is large.
    public func isLarge(bytes: Int) -> Bool { bytes >= largeBytes }

    /// Whether a body that could be compressed and was not counts.
    public func isWorthCompressing(bytes: Int) -> Bool { bytes >= minimumCompressedBytes }
}
