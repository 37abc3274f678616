import HoneCache

/// PAT-012: the answers to what everyone asks, kept in memory for a minute. A booking takes out what it changes.
struct CatalogueCache: Sendable {
    /// The whole catalogue, by one key.
    let products = CatalogueCache.cache("products", [Product].self, by: String.self)
    /// Pages of chefs, by page and cuisine; and the cards of the first page of the site.
    let chefs = CatalogueCache.cache("chefs", Listing<ChefCard>.self, by: String.self)
    let cards = CatalogueCache.cache("cards", [ChefCard].self, by: String.self)
    /// Chefs by id: they say how often they were booked.
    let profiles = CatalogueCache.cache("profiles", ChefProfile.self, by: Int64.self)
    /// Pages of reviews, by number.
    let reviews = CatalogueCache.cache("reviews", Listing<Review>.self, by: Int.self)

    /// How long an answer is kept that nothing took out.
    static let seconds = 60

    /// Takes out what bookings of these chefs change.
    func booked(chefs: some Sequence<Int64>) {
        for chef in Set(chefs) { profiles.invalidate(chef) }
    }

    /// Registers them.
    func add(to registry: CacheRegistry) throws(CacheRegistry.Refusal) {
        try registry.add(products)
        try registry.add(chefs)
        try registry.add(cards)
        try registry.add(profiles)
        try registry.add(reviews)
    }

    private static func cache<Key: Hashable & Sendable, Value: Sendable>(
        _ name: String, _: Value.Type, by _: Key.Type
    ) -> Cache<Key, Value> {
        // Guests choose page and cuisine, so that there are more keys than are worth keeping.
        Cache(name: name, capacity: .entries(1_000), ttl: .seconds(seconds))
    }
}

extension Optional {
    /// The value that a cache has, or that is loaded into it; without a cache, what is loaded.
    func value<Key: Hashable & Sendable, Value: Sendable>(
        for key: Key, load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value where Wrapped == Cache<Key, Value> {
        guard let cache = self else { return try await load() }
        return try await cache.value(for: key, load: load)
    }
}
