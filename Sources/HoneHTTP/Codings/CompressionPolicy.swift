/// Decides whether a response is compressed, and with what.
public struct CompressionPolicy: Sendable, Equatable {
    /// Bodies shorter than this many bytes stay as they are: below some 500 bytes the response fits in a packet
    /// either way and the coding's own frame eats the gain.
    public var minimumSize: Int
    /// The codings offered, best first among those the client weighs alike.
    public var codings: [ContentCoding]

    /// A policy.
    ///
    /// Zstandard comes first by default: at its default level it costs the least CPU for about gzip's size or less;
    /// Brotli packs text tighter for more CPU; gzip is what everything understands.
    public init(minimumSize: Int = 500, codings: [ContentCoding] = [.zstd, .br, .gzip]) {
        self.minimumSize = minimumSize
        self.codings = codings
    }

    /// What a response needs to be known of to decide.
    public struct Exchange: Sendable {
        /// The request's `Accept-Encoding`.
        public var acceptEncoding: String?
        /// The response's status code.
        public var status: Int
        /// The response's `Content-Type`.
        public var contentType: String?
        /// The response's `Content-Encoding`.
        public var contentEncoding: String?
        /// The response's `Cache-Control`.
        public var cacheControl: String?
        /// Whether the response has a `Content-Range`.
        public var isPartial: Bool
        /// The body's length in bytes; nil for a stream.
        public var length: Int?

        /// An exchange from its parts.
        public init(
            acceptEncoding: String?, status: Int, contentType: String?, contentEncoding: String?,
            cacheControl: String?, isPartial: Bool, length: Int?
        ) {
            self.acceptEncoding = acceptEncoding
            self.status = status
            self.contentType = contentType
            self.contentEncoding = contentEncoding
            self.cacheControl = cacheControl
            self.isPartial = isPartial
            self.length = length
        }
    }

    /// What is to be done.
    public enum Decision: Sendable, Equatable {
        /// Another request for it would have been answered alike: leave the response as it is.
        case leave
        /// Leave the body, but say that it varies: this client cannot read what another would have got.
        case leaveAndVary
        /// Compress, and say that it varies.
        case compress(ContentCoding)
    }

    /// The decision for a response.
    ///
    /// Left alone: informational answers, 204, 205, 206 and 304, ranges, bodies with a coding already, `no-transform`
    /// (RFC 9111 §5.2.2.6), types that do not shrink, and bodies below the minimum size.
    public func decide(_ exchange: Exchange) -> Decision {
        switch exchange.status {
        case ..<200, 204, 205, 206, 304: return .leave
        default: break
        }
        guard !exchange.isPartial else { return .leave }
        if let coding = exchange.contentEncoding, !equalsIgnoringCase(coding, "identity") { return .leave }
        if let length = exchange.length, length < minimumSize { return .leave }
        guard let contentType = exchange.contentType, let type = MediaType(contentType: contentType),
            type.isCompressible
        else { return .leave }
        if let cacheControl = exchange.cacheControl, CacheControl(cacheControl).noTransform { return .leave }
        let coding = AcceptEncoding(exchange.acceptEncoding).choose(from: codings)
        return coding == .identity ? .leaveAndVary : .compress(coding)
    }
}
