import GRDB

/// A review as the list shows it.
struct Review: Codable, Sendable, Equatable {
    let id: Int64
    let chefId: Int64
    let chefName: String
    let author: String
    let rating: Int
    let title: String
    let body: String
    /// `YYYY-MM-DD`.
    let createdOn: String
}

/// All reviews, latest first.
enum ReviewList {
    /// How many there are.
    static func count(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM reviews") ?? 0
    }

    /// Those within `window`.
    static func fetch(_ db: Database, window: Window, loading: Loading) throws -> [Review] {
        switch loading {
        case .perRow: try fetchPerRow(db, window: window)
        case .eager: try fetchEagerly(db, window: window)
        }
    }

    /// 1 + 2 N queries: for each review, its author and the chef.
    private static func fetchPerRow(_ db: Database, window: Window) throws -> [Review] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM reviews ORDER BY created_on DESC, id DESC LIMIT ? OFFSET ?",
            arguments: [window.limit, window.offset]
        ).map { row in
            let userID: Int64 = row["user_id"]
            let chefID: Int64 = row["chef_id"]
            let author = try String.fetchOne(db, sql: "SELECT name FROM users WHERE id = ?", arguments: [userID])
            let chef = try String.fetchOne(db, sql: "SELECT name FROM chefs WHERE id = ?", arguments: [chefID])
            return review(row, author: author ?? "", chef: chef ?? "")
        }
    }

    /// One query. The page is cut first and joined then: without an index to order by, SQLite would otherwise look
    /// up the author and the chef of every review there is before it sorts.
    private static func fetchEagerly(_ db: Database, window: Window) throws -> [Review] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT latest.*, users.name AS author, chefs.name AS chef_name
                FROM (SELECT * FROM reviews ORDER BY created_on DESC, id DESC LIMIT ? OFFSET ?) AS latest
                LEFT JOIN users ON users.id = latest.user_id LEFT JOIN chefs ON chefs.id = latest.chef_id
                ORDER BY latest.created_on DESC, latest.id DESC
                """, arguments: [window.limit, window.offset]
        ).map { review($0, author: $0["author"] ?? "", chef: $0["chef_name"] ?? "") }
    }

    private static func review(_ row: Row, author: String, chef: String) -> Review {
        Review(
            id: row["id"], chefId: row["chef_id"], chefName: chef, author: author, rating: row["rating"],
            title: row["title"], body: row["body"], createdOn: row["created_on"])
    }
}
