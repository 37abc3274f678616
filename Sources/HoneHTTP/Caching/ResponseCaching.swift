/// What a response says about being stored and reused (RFC 9111).
public struct ResponseCaching: Sendable, Equatable {
    /// Where a freshness lifetime comes from.
    public enum Basis: String, Sendable, Codable {
        /// `s-maxage`, for shared caches.
        case sharedMaxAge
        /// `max-age`.
        case maxAge
        /// `Expires` less `Date`.
        case expires
        /// A tenth of the time since `Last-Modified` (RFC 9111 §4.2.2), as nothing is said.
        case heuristic
        /// Nothing to go by.
        case none
    }

    /// How long a response is fresh.
    public struct Lifetime: Sendable, Equatable {
        /// Seconds; 0 when it is stale at once.
        public var seconds: Int
        /// Where it comes from.
        public var basis: Basis
    }

    /// The status code.
    public var status: Int
    /// The header fields.
    public var fields: HeaderFields
    /// The directives; empty when the response has no `Cache-Control`.
    public var cacheControl: CacheControl
    /// Whether the directives come from a field for this cache: then `Expires` does not count (RFC 9213 §2.2).
    public var isTargeted = false

    /// A response by its status code and header fields.
    /// - Parameter targets: the fields that this cache listens to before `Cache-Control`, first that is there and
    ///   valid (RFC 9213 §2.2), such as `CDN-Cache-Control`.
    public init(status: Int, fields: HeaderFields, targets: [String] = []) {
        self.status = status
        self.fields = fields
        for target in targets {
            if let targeted = fields[target].flatMap({ CacheControl(targeted: $0) }) {
                cacheControl = targeted
                isTargeted = true
                return
            }
        }
        cacheControl = CacheControl(fields["Cache-Control"] ?? "")
    }

    /// Whether a client can ask "has it changed?": an `ETag` that parses, or a `Last-Modified` that does.
    public var hasValidator: Bool {
        fields["ETag"].flatMap { EntityTag(parsing: $0) } != nil
            || fields["Last-Modified"].flatMap { HTTPDate.parse($0) } != nil
    }

    /// Whether the response says itself how long it is fresh, or that it may not be reused unasked or at all.
    public var hasExplicitFreshness: Bool {
        cacheControl.maxAge != nil || cacheControl.sharedMaxAge != nil || cacheControl.noStore
            || cacheControl.noCache.isPresent || expires != nil
    }

    /// Whether the response says nothing on which a client could reuse it: no validator and no freshness.
    public var saysNothing: Bool { !hasValidator && !hasExplicitFreshness }

    /// How long the response is fresh (RFC 9111 §4.2.1).
    /// - Parameters:
    ///   - shared: For a shared cache, or for one user's.
    ///   - now: Seconds since 1970, used when the response has no `Date`.
    public func lifetime(shared: Bool, now: Int) -> Lifetime {
        if shared, let seconds = cacheControl.sharedMaxAge { return Lifetime(seconds: seconds, basis: .sharedMaxAge) }
        if let seconds = cacheControl.maxAge { return Lifetime(seconds: seconds, basis: .maxAge) }
        let date = fields["Date"].flatMap { HTTPDate.parse($0) } ?? now
        if let expires {
            // A malformed Expires, "0" above all, is a time in the past (RFC 9111 §5.3).
            let seconds = HTTPDate.parse(expires).map { max(0, $0 - date) } ?? 0
            return Lifetime(seconds: seconds, basis: .expires)
        }
        if isHeuristicallyCacheable || cacheControl.isPublic,
            let modified = fields["Last-Modified"].flatMap({ HTTPDate.parse($0) }), modified <= date
        {
            return Lifetime(seconds: (date - modified) / 10, basis: .heuristic)
        }
        return Lifetime(seconds: 0, basis: .none)
    }

    /// Whether a cache may store the response to a GET (RFC 9111 §3).
    /// - Parameters:
    ///   - shared: For a shared cache, or for one user's.
    ///   - authorised: Whether the request came with `Authorization` (RFC 9111 §3.5).
    public func isStorable(shared: Bool, authorised: Bool = false) -> Bool {
        guard (200..<600).contains(status), status != 206, status != 304 else { return false }
        // What says must-understand is stored by who understands the status, no-store or not (RFC 9111 §5.2.2.3).
        guard cacheControl.mustUnderstand ? Self.understood.contains(status) : !cacheControl.noStore else {
            return false
        }
        if shared {
            if cacheControl.isPrivate == .whole { return false }
            let allowed = cacheControl.isPublic || cacheControl.permitsAuthorised || cacheControl.sharedMaxAge != nil
            if authorised, !allowed { return false }
        }
        return cacheControl.isPublic || cacheControl.maxAge != nil || expires != nil
            || (shared && cacheControl.sharedMaxAge != nil) || (!shared && cacheControl.isPrivate.isPresent)
            || isHeuristicallyCacheable
    }

    /// The final status codes whose caching RFC 9110 §15 defines and that are no part of a response (206) or answer to
    /// a condition (304).
    private static let understood: Set<Int> = [
        200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501,
    ]

    /// `Expires`, unless a targeted field stands before it; of several lines the first (RFC 9111 §4.2.1).
    private var expires: String? {
        isTargeted ? nil : fields.lines.first { equalsIgnoringCase($0.name, "Expires") }?.value
    }

    /// Whether the status code may be cached without being told how long (RFC 9110 §15.1).
    public var isHeuristicallyCacheable: Bool {
        [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501].contains(status)
    }
}
