/// The directives of a `Cache-Control` field (RFC 9111 §5.2, RFC 5861, RFC 8246).
///
/// Parsing never makes a response more cacheable than its sender wrote: a lifetime that is malformed counts as 0, of
/// repeated ones the shortest holds, `public` and `must-understand` with an argument are dropped, and what cannot be
/// read as a directive (a semicolon for a comma, a stray quotation mark) is searched for restrictions.
public struct CacheControl: Sendable, Equatable {
    /// `no-cache` or `private`: whether it is there, and the fields it is limited to.
    public enum Restriction: Sendable, Equatable {
        /// Not there.
        case absent
        /// There, for the whole response.
        case whole
        /// There, for these fields only.
        case fields([String])

        /// Whether the directive is there in either form.
        public var isPresent: Bool { self != .absent }
    }

    /// `max-age`: seconds the response stays fresh.
    public var maxAge: Int?
    /// `s-maxage`: the same for shared caches, in seconds.
    public var sharedMaxAge: Int?
    /// `no-store`.
    public var noStore = false
    /// `no-cache`: not to be reused without asking the origin.
    public var noCache = Restriction.absent
    /// `private`: not for shared caches.
    public var isPrivate = Restriction.absent
    /// `public`.
    public var isPublic = false
    /// `must-revalidate`.
    public var mustRevalidate = false
    /// Whether `must-revalidate` was malformed, or stood beside or in what was. It forbids what is stale all the same,
    /// but permits nothing; see ``permitsAuthorised``.
    public var isRevalidationMalformed = false
    /// `proxy-revalidate`.
    public var proxyRevalidate = false
    /// `must-understand`.
    public var mustUnderstand = false
    /// `no-transform`: no coding is to be applied or changed on the way.
    public var noTransform = false
    /// `immutable` (RFC 8246).
    public var immutable = false
    /// `stale-while-revalidate`, seconds (RFC 5861 §3).
    public var staleWhileRevalidate: Int?
    /// `stale-if-error`, seconds (RFC 5861 §4).
    public var staleIfError: Int?
    /// `only-if-cached`, of requests.
    public var onlyIfCached = false
    /// `max-stale`, seconds, of requests; without an argument, the longest time there is.
    public var maxStale: Int?
    /// `min-fresh`, seconds, of requests.
    public var minFresh: Int?
    /// Directives that are none of the above, by name in small letters, in order.
    public var extensions: [Extension] = []

    /// A directive that this module does not know.
    public struct Extension: Sendable, Equatable {
        /// Its name in small letters.
        public var name: String
        /// Its argument without quotes; nil without one.
        public var argument: String?

        /// A directive.
        public init(name: String, argument: String? = nil) {
            self.name = name
            self.argument = argument
        }
    }

    /// Whether `must-revalidate` lets a shared cache store the answer to a request with `Authorization` (RFC 9111
    /// §3.5).
    public var permitsAuthorised: Bool { mustRevalidate && !isRevalidationMalformed }

    /// No directive at all.
    public init() {}

    /// The longest lifetime: 2^31 seconds, which longer ones count as (RFC 9111 §1.2.2).
    public static let longestSeconds = 2_147_483_648
}

extension CacheControl: ExpressibleByStringLiteral {
    /// `"public, max-age=3600"`, parsed as a field value would be.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
