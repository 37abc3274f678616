import GRDB

/// A chef as lists show one.
struct ChefCard: Codable, Sendable, Equatable {
    let id: Int64
    let name: String
    let city: String
    let cuisine: String
    let headline: String
    /// The mean of the reviews, 1 to 5 in tenths, 0 without any.
    let rating: Double
    let reviewCount: Int
    /// What the cheapest menu costs per guest, in cents.
    let fromPriceCents: Int
    let photo: String
    let cover: String
}

/// Chefs, best rated first, all or of one cuisine.
enum ChefList {
    /// Best first; the id makes the order total, so that pages never overlap, whatever index is used.
    static let order = "chefs.rating_sum * 1.0 / MAX(chefs.rating_count, 1) DESC, chefs.id"

    private static let ofCuisine =
        "(:cuisine IS NULL OR chefs.cuisine_id = (SELECT id FROM cuisines WHERE name = :cuisine))"

    /// How many there are.
    static func count(_ db: Database, cuisine: String?) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM chefs WHERE \(ofCuisine)", arguments: ["cuisine": cuisine]) ?? 0
    }

    /// The chefs within `window`.
    static func fetch(_ db: Database, cuisine: String?, window: Window, loading: Loading) throws -> [ChefCard] {
        switch loading {
        case .perRow: try fetchPerRow(db, cuisine: cuisine, window: window)
        case .eager: try fetchEagerly(db, cuisine: cuisine, window: window)
        }
    }

    /// 1 + 2 N queries: for each chef, the cuisine's name and the lowest price.
    private static func fetchPerRow(_ db: Database, cuisine: String?, window: Window) throws -> [ChefCard] {
        let chefs = try Row.fetchAll(
            db,
            sql: "SELECT * FROM chefs WHERE \(ofCuisine) ORDER BY \(order) LIMIT :limit OFFSET :offset",
            arguments: ["cuisine": cuisine, "limit": window.limit, "offset": window.offset])
        return try chefs.map { chef in
            let cuisineID: Int64 = chef["cuisine_id"]
            let chefID: Int64 = chef["id"]
            let cuisine = try String.fetchOne(db, sql: "SELECT name FROM cuisines WHERE id = ?", arguments: [cuisineID])
            let price = try Int.fetchOne(
                db, sql: "SELECT MIN(price_cents) FROM products WHERE chef_id = ?", arguments: [chefID])
            return card(chef, cuisine: cuisine ?? "", price: price ?? 0)
        }
    }

    /// One query.
    private static func fetchEagerly(_ db: Database, cuisine: String?, window: Window) throws -> [ChefCard] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT chefs.id, chefs.name, chefs.city, chefs.headline, chefs.rating_sum, chefs.rating_count,
                    chefs.photo, chefs.cover, cuisines.name AS cuisine,
                    (SELECT MIN(price_cents) FROM products WHERE products.chef_id = chefs.id) AS price
                FROM chefs JOIN cuisines ON cuisines.id = chefs.cuisine_id
                WHERE \(ofCuisine) ORDER BY \(order) LIMIT :limit OFFSET :offset
                """,
            arguments: ["cuisine": cuisine, "limit": window.limit, "offset": window.offset])
        return rows.map { card($0, cuisine: $0["cuisine"], price: $0["price"] ?? 0) }
    }

    private static func card(_ row: Row, cuisine: String, price: Int) -> ChefCard {
        ChefCard(
            id: row["id"], name: row["name"], city: row["city"], cuisine: cuisine, headline: row["headline"],
            rating: Rating.mean(sum: row["rating_sum"], count: row["rating_count"]), reviewCount: row["rating_count"],
            fromPriceCents: price, photo: row["photo"], cover: row["cover"])
    }
}

/// Ratings as they are shown.
enum Rating {
    /// The mean in tenths, rounded half up; 0 without ratings.
    static func mean(sum: Int, count: Int) -> Double {
        count == 0 ? 0 : Double((sum * 20 + count) / (2 * count)) / 10
    }
}
