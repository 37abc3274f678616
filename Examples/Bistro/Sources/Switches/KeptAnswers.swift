import HoneCache
import HoneHummingbird

/// What PAT-012 and PAT-014 keep in memory, in one registry: its routes clear and fill it, and the monitor counts its
/// look-ups.
struct KeptAnswers: Sendable {
    /// PAT-012: behind the routes; nil without the switch.
    let catalogue: CatalogueCache?
    /// PAT-014: whole answers, in front of the routes; nil without the switch.
    let responses: ResponseCache?
    /// All of them; nil when none is there.
    let registry: CacheRegistry?

    /// Makes the caches that are switched on.
    /// - Throws: when two of them have one name.
    init(_ switches: Switches) throws(CacheRegistry.Refusal) {
        let registry = CacheRegistry()
        catalogue = switches.has(.applicationCache) ? CatalogueCache() : nil
        try catalogue?.add(to: registry)
        if switches.has(.cachingHeaders) {
            var options = ResponseCacheOptions()
            options.name = "responses"
            let cache = ResponseCache(options)
            try registry.add(registered: cache)
            responses = cache
        } else {
            responses = nil
        }
        self.registry = registry.caches.isEmpty ? nil : registry
    }

    /// Has `POST /api/cache/warmup` ask for what every guest asks for, where it is kept behind the routes.
    /// - Throws: when that was said before.
    func warm(with routes: CatalogueRoutes) throws(CacheRegistry.Refusal) {
        guard catalogue != nil else { return }
        try registry?.addWarmer("products") { _ = try await routes.products() }
    }
}
