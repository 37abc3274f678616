import GRDB

/// What a person asks for.
struct BookingRequest: Codable, Sendable, Equatable {
    let chefId: Int64
    let productId: Int64
    /// `YYYY-MM-DD`.
    let date: String
    /// 1 to 20.
    let guests: Int
    let address: String?
    let note: String?
}

/// Writes bookings: all of those given, or none.
enum BookingInsert {
    /// The most that one batch may hold.
    static let batchLimit = 50

    /// A menu looked up for a booking.
    struct Menu: Sendable {
        let id: Int64
        let chefID: Int64
        let chefName: String
        let name: String
        let priceCents: Int
    }

    /// The menus with these ids: one query each, or one for all.
    static func menus(_ db: Database, ids: [Int64], loading: Loading) throws -> [Int64: Menu] {
        let select = """
            SELECT products.id, products.chef_id, products.name, products.price_cents, chefs.name AS chef_name
            FROM products JOIN chefs ON chefs.id = products.chef_id
            """
        let rows: [Row]
        switch loading {
        case .perRow:
            rows = try ids.compactMap { id in
                try Row.fetchOne(db, sql: "\(select) WHERE products.id = ?", arguments: [id])
            }
        case .eager:
            let marks = databaseQuestionMarks(count: ids.count)
            rows = try Row.fetchAll(
                db, sql: "\(select) WHERE products.id IN (\(marks))", arguments: StatementArguments(ids))
        }
        let menus = rows.map {
            Menu(
                id: $0["id"], chefID: $0["chef_id"], chefName: $0["chef_name"], name: $0["name"],
                priceCents: $0["price_cents"])
        }
        return Dictionary(menus.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Checks and inserts them in one transaction.
    /// - Throws: `Problem` naming the first booking that cannot be made; nothing is written then.
    static func insert(
        _ db: Database, _ requests: [BookingRequest], user: Int64, loading: Loading
    ) throws -> [Booking] {
        let menus = try menus(db, ids: requests.map(\.productId), loading: loading)
        let chosen = try requests.enumerated().map { index, request in
            guard let menu = menus[request.productId] else {
                throw Problem.unprocessable("unknown_product", "booking \(index): no menu \(request.productId)")
            }
            guard menu.chefID == request.chefId else {
                throw Problem.unprocessable(
                    "wrong_chef", "booking \(index): menu \(menu.id) is not cooked by chef \(request.chefId)")
            }
            return menu
        }
        return try zip(requests, chosen).map { request, menu in
            let total = menu.priceCents * request.guests
            try db.execute(
                sql: """
                    INSERT INTO bookings
                        (user_id, chef_id, product_id, date, guests, total_cents, status, address, note)
                    VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)
                    """,
                arguments: [
                    user, menu.chefID, menu.id, request.date, request.guests, total, request.address ?? "",
                    request.note ?? "",
                ])
            return Booking(
                id: db.lastInsertedRowID, chefId: menu.chefID, chefName: menu.chefName, productId: menu.id,
                productName: menu.name, date: request.date, guests: request.guests, totalCents: total,
                status: "pending", address: request.address ?? "", note: request.note ?? "")
        }
    }
}
