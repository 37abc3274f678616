/// Which Cache-Control the responses of a path get.
public struct CachePolicyRule: Sendable, Equatable {
    /// The paths a rule is for, without the query.
    public enum Paths: Sendable, Equatable {
        /// This path alone.
        case exact(String)
        /// Every path that begins so. End it with `/` to keep `/images` from covering `/images-old`.
        case prefix(String)
    }

    /// The paths the rule is for.
    public var paths: Paths
    /// What their responses are to say.
    public var cacheControl: CacheControl
    /// Whether responses that set a cookie, or answer a request with `Authorization`, may be shared all the same.
    public var sharesPersonalResponses: Bool

    /// A rule.
    /// - Parameters:
    ///   - paths: The paths it is for.
    ///   - cacheControl: What their responses are to say.
    ///   - sharesPersonalResponses: True only when the answer is the same for everyone although it sets a cookie or
    ///     the request was authorised.
    public init(_ paths: Paths, _ cacheControl: CacheControl, sharesPersonalResponses: Bool = false) {
        self.paths = paths
        self.cacheControl = cacheControl
        self.sharesPersonalResponses = sharesPersonalResponses
    }

    /// Whether the rule is for a path.
    public func matches(_ path: String) -> Bool {
        switch paths {
        case .exact(let exact): path == exact
        case .prefix(let prefix): path.hasPrefix(prefix)
        }
    }
}

/// Rules in order of precedence: the first that matches a path decides.
public struct CachePolicy: Sendable, Equatable {
    /// The rules, first match first.
    public let rules: [CachePolicyRule]
    /// What each rule has answers say, and what it has personal ones say; written once, as it is asked for on each
    /// request.
    private let values: [(shared: String, personal: String)]
    private let hasNoTransform: Bool

    /// A policy from its rules.
    public init(rules: [CachePolicyRule]) {
        self.rules = rules
        hasNoTransform = rules.contains { $0.cacheControl.noTransform }
        values = rules.map { rule in
            let personal = rule.sharesPersonalResponses ? rule.cacheControl : rule.cacheControl.forOneUserOnly
            return (rule.cacheControl.description, personal.description)
        }
    }

    /// Whether two policies have the same rules.
    public static func == (a: CachePolicy, b: CachePolicy) -> Bool { a.rules == b.rules }

    /// What a response needs to be known of to decide.
    public struct Exchange: Sendable {
        /// The request's path without the query.
        public var path: String
        /// Whether the request's method is GET or HEAD.
        public var isRead: Bool
        /// Whether the request came with `Authorization`.
        public var isAuthorised: Bool
        /// The response's status code.
        public var status: Int
        /// Whether the response sets a cookie.
        public var setsCookie: Bool
        /// Whether the response has a `Cache-Control` of its own.
        public var hasCacheControl: Bool

        /// An exchange from its parts.
        public init(
            path: String, isRead: Bool, isAuthorised: Bool, status: Int, setsCookie: Bool, hasCacheControl: Bool
        ) {
            self.path = path
            self.isRead = isRead
            self.isAuthorised = isAuthorised
            self.status = status
            self.setsCookie = setsCookie
            self.hasCacheControl = hasCacheControl
        }
    }

    /// Whether the rule for a path has reads of it say `no-transform`, where their handlers say nothing: known before
    /// they are answered, for what packs bodies on the way.
    public func forbidsTransforming(_ path: String, isRead: Bool) -> Bool {
        guard isRead, hasNoTransform else { return false }
        return rules.first { $0.matches(path) }?.cacheControl.noTransform ?? false
    }

    /// The value of the Cache-Control field to add, or nil to leave the response as it is.
    ///
    /// Only successful reads and 304 are given one; a handler's own always stands. A response that is personal (it
    /// sets a cookie, or the request was authorised) is never made shareable unless the rule says so: `public` and
    /// `s-maxage` go and `private` comes in their place.
    public func cacheControl(for exchange: Exchange) -> String? {
        guard exchange.isRead, !exchange.hasCacheControl else { return nil }
        guard (200..<300).contains(exchange.status) || exchange.status == 304 else { return nil }
        guard let index = rules.firstIndex(where: { $0.matches(exchange.path) }) else { return nil }
        return exchange.isAuthorised || exchange.setsCookie ? values[index].personal : values[index].shared
    }
}

extension CacheControl {
    /// The same with nothing that lets a shared cache store it.
    public var forOneUserOnly: CacheControl {
        // Beside must-understand, no-store binds nobody who understands the status (RFC 9111 §5.2.2.3).
        guard !noStore || mustUnderstand, isPrivate != .whole else { return self }
        var copy = self
        copy.isPublic = false
        copy.sharedMaxAge = nil
        copy.proxyRevalidate = false
        copy.isPrivate = .whole
        return copy
    }
}
