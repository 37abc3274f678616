import HoneCore

/// What of a request decides whether its answer may be given to another.
public struct RequestTraits: Sendable, Equatable {
    /// It came with `Authorization`.
    public var isAuthorised: Bool
    /// It came with `Cookie`.
    public var hasCookies: Bool

    /// Traits of a request.
    public init(isAuthorised: Bool = false, hasCookies: Bool = false) {
        self.isAuthorised = isAuthorised
        self.hasCookies = hasCookies
    }

    /// Whether the answer may be meant for one user.
    public var isPersonal: Bool { isAuthorised || hasCookies }
}

extension ResponseCaching {
    /// Whether the response says that it is the same for everyone: `public` or `s-maxage`.
    public var isForEveryone: Bool {
        (cacheControl.isPublic || cacheControl.sharedMaxAge != nil) && !cacheControl.isPrivate.isPresent
    }

    /// Whether a cache in front of an app's users may give the response to a request with these traits, be it the one
    /// that it answered first or another.
    ///
    /// Stricter than RFC 9111 §3.5, which speaks of `Authorization` alone: as apps know their users by cookies too, a
    /// request with either is given only what says it is for everyone, or what varies by that field; one with both, by
    /// both.
    public func mayAnswer(_ traits: RequestTraits, vary: Vary) -> Bool {
        if isForEveryone { return true }
        // Varying by Authorization is not enough for a request that has it (RFC 9111 §3.5).
        if traits.isAuthorised, !cacheControl.permitsAuthorised || !vary.names("Authorization") { return false }
        return !traits.hasCookies || vary.names("Cookie")
    }

    /// Whether such a cache may store the response to a GET.
    ///
    /// Never stored: what RFC 9111 §3 forbids a shared cache, what sets a cookie, what is `private` in part, and what
    /// varies by everything.
    /// - Parameters:
    ///   - traits: of the request that it answers.
    ///   - request: what that request says; `no-store` in it counts (RFC 9111 §5.2.1.5).
    public func isStorableForEveryone(_ traits: RequestTraits, request: RequestCaching) -> Bool {
        guard isStorable(shared: true, authorised: traits.isAuthorised), !request.cacheControl.noStore else {
            return false
        }
        guard !fields.contains("Set-Cookie"), !cacheControl.isPrivate.isPresent else { return false }
        let vary = Vary(fields["Vary"])
        return vary != .everything && mayAnswer(traits, vary: vary)
    }
}
