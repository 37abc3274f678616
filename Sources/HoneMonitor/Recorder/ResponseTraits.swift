/// What an adapter saw of an answer's head, for the detectors of missing compression and missing caching headers.
public struct ResponseTraits: OptionSet, Sendable, Hashable {
    /// The bits.
    public var rawValue: UInt8

    /// Traits from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The body is of a type that compresses (text, JSON, JavaScript, SVG, …) and the client accepts a coding.
    public static let compressible = ResponseTraits(rawValue: 1)
    /// The body was sent with a `Content-Encoding`.
    public static let compressed = ResponseTraits(rawValue: 2)
    /// A GET that was answered with 200, and so might be stored.
    public static let cacheable = ResponseTraits(rawValue: 4)
    /// The answer says how long it may be kept, that it must not be, or how to ask whether it changed: it has
    /// `Cache-Control`, `Expires`, `ETag` or `Last-Modified`.
    public static let hasCachingHeaders = ResponseTraits(rawValue: 8)
}
