import HoneCache

extension CacheTierChoice {
    /// A Redis or Valkey server, or a cluster, that the nodes of an app share:
    /// `tiers: [.redis("redis://user:password@host:6379/0")]`.
    ///
    /// With an address that cannot be read the cache goes on without the tier, whose statistics say what is wrong with
    /// it; `try RedisAddress(text)` finds out before.
    /// - Parameters:
    ///   - url: see ``RedisAddress``.
    ///   - options: how the servers are treated.
    public static func redis(_ url: String, options: RedisOptions = RedisOptions()) -> CacheTierChoice {
        do {
            return redis(try RedisAddress(url), options: options)
        } catch {
            return CacheTierChoice { _ in UnusableTier(problem: error) }
        }
    }

    /// A Redis or Valkey server, or a cluster, that the nodes of an app share.
    public static func redis(_ address: RedisAddress, options: RedisOptions = RedisOptions()) -> CacheTierChoice {
        CacheTierChoice { cache in RedisTier(cache: cache, address: address, options: options) }
    }
}

/// A tier whose address is wrong.
struct UnusableTier: CacheTier {
    let name = "redis"
    let problem: any Error

    func entry(for key: String) async throws -> TierEntry? { throw problem }

    func store(_ writes: [TierWrite]) async throws { throw problem }

    func invalidate(_ invalidation: TierInvalidation) async throws { throw problem }

    func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? { throw problem }

    func statistics() -> TierStatistics {
        var known = TierStatistics(name: name)
        known.isAvailable = false
        known.problem = "\(problem)"
        return known
    }
}
