import GRDB

/// A menu that can be booked.
struct Product: Codable, Sendable, Equatable {
    let id: Int64
    let chefId: Int64
    let name: String
    let category: String
    let description: String
    let priceCents: Int
    let photo: String
}

/// The whole catalogue. Asked for all the time and never changed: what an application cache is for.
enum ProductList {
    static func fetch(_ db: Database) throws -> [Product] {
        try Row.fetchAll(db, sql: "SELECT * FROM products ORDER BY category, name, id").map {
            Product(
                id: $0["id"], chefId: $0["chef_id"], name: $0["name"], category: $0["category"],
                description: $0["description"], priceCents: $0["price_cents"], photo: $0["photo"])
        }
    }
}
