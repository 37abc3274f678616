/// Whether a stored response may answer a request (RFC 9111 §4), and what is to be done first.
public enum Reuse: Sendable, Equatable {
    /// It answers, being fresh.
    case fresh
    /// It answers although it is stale, as the request takes it so (`max-stale`).
    case stale
    /// It answers although it is stale, and is to be asked for anew behind the answer (RFC 5861 §3).
    case staleWhileRevalidating
    /// The origin is to be asked first: it is stale, or the response says `no-cache`.
    case revalidate
    /// The origin is to be asked first, as the request wants it (`no-cache`, `max-age`, `min-fresh`).
    case revalidateForRequest
}

extension ResponseCaching {
    /// Whether the stored response may answer a request.
    ///
    /// A response is stale as soon as its age reaches its lifetime. `no-cache` limited to fields counts as the whole,
    /// as RFC 9111 §5.2.2.4 allows. Nothing stale answers where the response forbids it; see ``forbidsStale(shared:)``.
    /// - Parameters:
    ///   - request: what the request says.
    ///   - lifetime: how long the response is fresh, in seconds.
    ///   - age: its age now, in seconds.
    ///   - shared: for a shared cache, or for one user's.
    public func reuse(for request: RequestCaching, lifetime: Int, age: Int, shared: Bool) -> Reuse {
        let asked = request.cacheControl
        if cacheControl.noCache.isPresent { return .revalidate }
        if asked.noCache.isPresent { return .revalidateForRequest }
        // An immutable response is not asked for again within its lifetime because a user reloads (RFC 8246 §2).
        let isReload = asked.maxAge == 0 && cacheControl.immutable
        if age < lifetime {
            if let most = asked.maxAge, age > most, !isReload { return .revalidateForRequest }
            if let wanted = asked.minFresh, lifetime - age < wanted { return .revalidateForRequest }
            return .fresh
        }
        let late = age - lifetime
        guard !forbidsStale(shared: shared) else { return .revalidate }
        if let most = asked.maxStale {
            if let oldest = asked.maxAge, age > oldest { return .revalidateForRequest }
            return late <= most ? .stale : .revalidate
        }
        // Who names an age without max-stale wants nothing stale (RFC 9111 §5.2.1.1).
        if asked.maxAge != nil || asked.minFresh != nil { return .revalidateForRequest }
        if let window = cacheControl.staleWhileRevalidate, late < window { return .staleWhileRevalidating }
        return .revalidate
    }

    /// Whether the stored response may stand in for an error: the origin could not be reached, or answered 500, 502,
    /// 503 or 504 (RFC 5861 §4).
    /// - Parameters:
    ///   - request: what the request says; its own `stale-if-error` counts too.
    ///   - late: for how many seconds the response has been stale; negative when it is fresh.
    ///   - shared: for a shared cache, or for one user's.
    public func standsInForError(for request: RequestCaching, late: Int, shared: Bool) -> Bool {
        guard !forbidsStale(shared: shared), !cacheControl.noCache.isPresent else { return false }
        guard !request.cacheControl.noCache.isPresent else { return false }
        let window = max(cacheControl.staleIfError ?? -1, request.cacheControl.staleIfError ?? -1)
        return late <= window
    }

    /// Whether the status is one that `stale-if-error` speaks of (RFC 5861 §4).
    public static func isError(_ status: Int) -> Bool { [500, 502, 503, 504].contains(status) }

    /// Whether nothing stale may be given out: `must-revalidate`, and for a shared cache `proxy-revalidate` and
    /// `s-maxage`, which has its meaning (RFC 9111 §4.2.4, §5.2.2.10).
    public func forbidsStale(shared: Bool) -> Bool {
        cacheControl.mustRevalidate
            || (shared && (cacheControl.proxyRevalidate || cacheControl.sharedMaxAge != nil))
    }
}
