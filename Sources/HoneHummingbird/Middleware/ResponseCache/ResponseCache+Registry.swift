import HoneCache

/// What a registry's routes and the dashboard show of the cache and do to it: `registry.add(registered: cache)`.
extension ResponseCache: RegisteredCache {
    /// What it is called, in `Cache-Status` too: ``ResponseCacheOptions/name``.
    public var name: String { options.name }

    /// What it has counted and holds.
    ///
    /// As of other caches: a request that waited for another's answer is a hit, and one that found nothing fresh is a
    /// miss, whether or not it was given something stale. Loads are not counted, as the time that the app takes for an
    /// answer is its endpoint's; `sharedLoads` are the requests that waited.
    public func snapshot() -> CacheSnapshot {
        let counted = counts.snapshot
        // What the store counts are its own look-ups: one or two for a request.
        var statistics = store.cache.statistics
        statistics.hits = counted.hits + counted.collapsed
        statistics.staleHits = counted.staleHits
        statistics.failSafeHits = counted.errorHits
        statistics.misses = counted.misses + counted.staleHits + counted.errorHits
        statistics.sharedLoads = counts.joined
        return CacheSnapshot(name: name, capacity: store.cache.capacity, statistics: statistics)
    }

    /// As ``purgeAll()``.
    public func clear() { purgeAll() }

    /// As ``purge(path:)``.
    /// - Parameter key: a path, such as `/api/products`.
    /// - Returns: nil: responses are looked for when they are next asked for, and let go then.
    /// - Throws: `KeyRefused` for what is no path, or has a query.
    public func invalidate(key: String) throws -> Bool? {
        guard key.hasPrefix("/"), !key.contains(where: { "?#\n".contains($0) }) else {
            throw KeyRefused(
                cache: name,
                reason: "name a path, such as /api/products, which stands for all its hosts and queries")
        }
        purge(path: key)
        return nil
    }

    /// Responses are not found by the beginning of their path.
    /// - Throws: `KeyRefused` always.
    public func invalidate(prefix: String) throws {
        throw KeyRefused(
            cache: name,
            reason:
                "its responses go by whole paths (\"key\") or by the groups that they name in Cache-Groups (\"tag\"); "
                + "or clear it")
    }

    /// As ``purge(group:)``.
    public func invalidate(tag: String) { purge(group: tag) }

    /// Nothing is left to do: it tells each monitored request its look-up, registered or not.
    public func tellTraces() {}
}
