import GRDB
import Hummingbird

/// A booking as its owner sees it.
struct Booking: ResponseCodable, Sendable, Equatable {
    let id: Int64
    let chefId: Int64
    let chefName: String
    let productId: Int64
    let productName: String
    /// `YYYY-MM-DD`.
    let date: String
    let guests: Int
    let totalCents: Int
    let status: String
    let address: String
    let note: String
}

/// One person's bookings, latest dinner first.
enum BookingList {
    /// How many there are.
    static func count(_ db: Database, user: Int64) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM bookings WHERE user_id = ?", arguments: [user]) ?? 0
    }

    /// Those within `window`.
    static func fetch(_ db: Database, user: Int64, window: Window, loading: Loading) throws -> [Booking] {
        switch loading {
        case .perRow: try fetchPerRow(db, user: user, window: window)
        case .eager: try fetchEagerly(db, user: user, window: window)
        }
    }

    /// 1 + 2 N queries: for each booking, the chef and the menu.
    private static func fetchPerRow(_ db: Database, user: Int64, window: Window) throws -> [Booking] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM bookings WHERE user_id = ? ORDER BY date DESC, id DESC LIMIT ? OFFSET ?",
            arguments: [user, window.limit, window.offset]
        ).map { row in
            let chefID: Int64 = row["chef_id"]
            let productID: Int64 = row["product_id"]
            let chef = try String.fetchOne(db, sql: "SELECT name FROM chefs WHERE id = ?", arguments: [chefID])
            let product = try String.fetchOne(db, sql: "SELECT name FROM products WHERE id = ?", arguments: [productID])
            return booking(row, chef: chef ?? "", product: product ?? "")
        }
    }

    /// One query: the page is cut first and joined then.
    private static func fetchEagerly(_ db: Database, user: Int64, window: Window) throws -> [Booking] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT own.*, chefs.name AS chef_name, products.name AS product_name
                FROM (
                    SELECT * FROM bookings WHERE user_id = ? ORDER BY date DESC, id DESC LIMIT ? OFFSET ?) AS own
                LEFT JOIN chefs ON chefs.id = own.chef_id LEFT JOIN products ON products.id = own.product_id
                ORDER BY own.date DESC, own.id DESC
                """, arguments: [user, window.limit, window.offset]
        ).map { booking($0, chef: $0["chef_name"] ?? "", product: $0["product_name"] ?? "") }
    }

    private static func booking(_ row: Row, chef: String, product: String) -> Booking {
        Booking(
            id: row["id"], chefId: row["chef_id"], chefName: chef, productId: row["product_id"], productName: product,
            date: row["date"], guests: row["guests"], totalCents: row["total_cents"], status: row["status"],
            address: row["address"], note: row["note"])
    }
}
