import Hummingbird

/// What anyone may read: `GET /api/products`, `/api/chefs`, `/api/chefs/{id}`, `/api/reviews`.
struct CatalogueRoutes {
    let database: any DatabaseAccess
    let loading: Loading
    /// Where answers are kept; nil: nowhere.
    let cache: CatalogueCache?

    static let chefsPerPage = 12
    static let reviewsPerPage = 20

    struct Catalogue: ResponseCodable, Sendable {
        let items: [Product]
        let total: Int
    }

    func add(to router: Router<BistroContext>) {
        router.get("/api/products") { _, _ in
            let products = try await products()
            return Catalogue(items: products, total: products.count)
        }
        router.get("/api/chefs") { request, _ in
            let cuisine = request.uri.queryParameters["cuisine"].map(String.init)
            return try await chefs(page: request.requirePage(), cuisine: cuisine)
        }
        router.get("/api/chefs/:id") { _, context in
            try await chef(id: context.parameters.requireID())
        }
        router.get("/api/reviews") { request, _ in
            try await reviews(page: request.requirePage())
        }
    }

    /// The whole catalogue.
    func products() async throws -> [Product] {
        try await (cache?.products).value(for: "all") {
            try await database.read { try ProductList.fetch($0) }
        }
    }

    /// Chefs, best first; of all cuisines when `cuisine` is nil or empty.
    func chefs(page: Int, cuisine: String?) async throws -> Listing<ChefCard> {
        let cuisine = cuisine.flatMap { $0.isEmpty ? nil : $0.lowercased() }
        return try await (cache?.chefs).value(for: "\(page) \(cuisine ?? "")") {
            let window = Window(page: page, size: Self.chefsPerPage)
            // One call for the number and one for the rows: without a pool, each opens a connection.
            let total = try await database.read { try ChefList.count($0, cuisine: cuisine) }
            let cards = try await database.read {
                try ChefList.fetch($0, cuisine: cuisine, window: window, loading: loading)
            }
            return Listing(items: cards, page: page, pageSize: window.limit, total: total)
        }
    }

    /// The best of all cuisines.
    func best(_ count: Int) async throws -> [ChefCard] {
        try await (cache?.cards).value(for: "best \(count)") {
            try await database.read {
                try ChefList.fetch($0, cuisine: nil, window: Window(limit: count), loading: loading)
            }
        }
    }

    /// One chef.
    func chef(id: Int64) async throws -> ChefProfile {
        try await (cache?.profiles).value(for: id) {
            guard let chef = try await database.read({ try ChefDetail.fetch($0, id: id, loading: loading) }) else {
                throw Problem.notFound("no chef \(id)")
            }
            return chef
        }
    }

    /// Reviews, latest first.
    func reviews(page: Int) async throws -> Listing<Review> {
        try await (cache?.reviews).value(for: page) {
            let window = Window(page: page, size: Self.reviewsPerPage)
            let total = try await database.read { try ReviewList.count($0) }
            let reviews = try await database.read { try ReviewList.fetch($0, window: window, loading: loading) }
            return Listing(items: reviews, page: page, pageSize: window.limit, total: total)
        }
    }
}
