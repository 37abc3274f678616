import GRDB
import Hummingbird

/// A chef with menus and what was said of the last dinners.
struct ChefProfile: ResponseCodable, Sendable, Equatable {
    struct Menu: Codable, Sendable, Equatable {
        let id: Int64
        let name: String
        let category: String
        let description: String
        let priceCents: Int
        let photo: String
    }

    struct Quote: Codable, Sendable, Equatable {
        let id: Int64
        let author: String
        let rating: Int
        let title: String
        let body: String
        let createdOn: String
    }

    let id: Int64
    let name: String
    let city: String
    let cuisine: String
    let headline: String
    let biography: String
    let sinceYear: Int
    let rating: Double
    let reviewCount: Int
    let bookingCount: Int
    let photo: String
    let cover: String
    let menus: [Menu]
    /// The latest ten.
    let reviews: [Quote]
}

/// One chef.
enum ChefDetail {
    /// How many reviews are shown.
    static let reviewLimit = 10

    /// The chef, or nil when there is none with this id.
    static func fetch(_ db: Database, id: Int64, loading: Loading) throws -> ChefProfile? {
        switch loading {
        case .perRow: try fetchPerRow(db, id: id)
        case .eager: try fetchEagerly(db, id: id)
        }
    }

    /// 5 + N queries: one table after the other, and the author of each review.
    private static func fetchPerRow(_ db: Database, id: Int64) throws -> ChefProfile? {
        guard let chef = try Row.fetchOne(db, sql: "SELECT * FROM chefs WHERE id = ?", arguments: [id]) else {
            return nil
        }
        let cuisineID: Int64 = chef["cuisine_id"]
        let cuisine = try String.fetchOne(db, sql: "SELECT name FROM cuisines WHERE id = ?", arguments: [cuisineID])
        let bookings = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM bookings WHERE chef_id = ?", arguments: [id])
        let reviews = try Row.fetchAll(
            db, sql: "SELECT * FROM reviews WHERE chef_id = ? ORDER BY created_on DESC, id DESC LIMIT ?",
            arguments: [id, reviewLimit])
        let quotes = try reviews.map { review in
            let userID: Int64 = review["user_id"]
            let author = try String.fetchOne(db, sql: "SELECT name FROM users WHERE id = ?", arguments: [userID])
            return quote(review, author: author ?? "")
        }
        return profile(
            chef, cuisine: cuisine ?? "", bookings: bookings ?? 0, menus: try menus(db, chef: id), reviews: quotes)
    }

    /// Three queries, whatever the number of reviews.
    private static func fetchEagerly(_ db: Database, id: Int64) throws -> ChefProfile? {
        let chef = try Row.fetchOne(
            db,
            sql: """
                SELECT chefs.*, cuisines.name AS cuisine,
                    (SELECT COUNT(*) FROM bookings WHERE bookings.chef_id = chefs.id) AS bookings
                FROM chefs JOIN cuisines ON cuisines.id = chefs.cuisine_id WHERE chefs.id = ?
                """, arguments: [id])
        guard let chef else { return nil }
        let reviews = try Row.fetchAll(
            db,
            sql: """
                SELECT latest.*, users.name AS author
                FROM (
                    SELECT * FROM reviews WHERE chef_id = ? ORDER BY created_on DESC, id DESC LIMIT ?) AS latest
                LEFT JOIN users ON users.id = latest.user_id ORDER BY latest.created_on DESC, latest.id DESC
                """, arguments: [id, reviewLimit])
        return profile(
            chef, cuisine: chef["cuisine"], bookings: chef["bookings"], menus: try menus(db, chef: id),
            reviews: reviews.map { quote($0, author: $0["author"] ?? "") })
    }

    private static func menus(_ db: Database, chef: Int64) throws -> [ChefProfile.Menu] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM products WHERE chef_id = ? ORDER BY price_cents, id", arguments: [chef]
        ).map {
            .init(
                id: $0["id"], name: $0["name"], category: $0["category"], description: $0["description"],
                priceCents: $0["price_cents"], photo: $0["photo"])
        }
    }

    private static func quote(_ row: Row, author: String) -> ChefProfile.Quote {
        .init(
            id: row["id"], author: author, rating: row["rating"], title: row["title"], body: row["body"],
            createdOn: row["created_on"])
    }

    private static func profile(
        _ row: Row, cuisine: String, bookings: Int, menus: [ChefProfile.Menu], reviews: [ChefProfile.Quote]
    ) -> ChefProfile {
        ChefProfile(
            id: row["id"], name: row["name"], city: row["city"], cuisine: cuisine, headline: row["headline"],
            biography: row["biography"], sinceYear: row["since_year"],
            rating: Rating.mean(sum: row["rating_sum"], count: row["rating_count"]), reviewCount: row["rating_count"],
            bookingCount: bookings, photo: row["photo"], cover: row["cover"], menus: menus, reviews: reviews)
    }
}
