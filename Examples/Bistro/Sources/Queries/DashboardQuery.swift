import GRDB
import Hummingbird

/// What one person sees of the own dinners.
struct Dashboard: ResponseCodable, Sendable, Equatable {
    struct Month: Codable, Sendable, Equatable {
        /// `YYYY-MM`.
        let month: String
        let bookings: Int
        let spentCents: Int
    }

    struct Status: Codable, Sendable, Equatable {
        let status: String
        let bookings: Int
    }

    struct Favourite: Codable, Sendable, Equatable {
        let chefId: Int64
        let name: String
        let cuisine: String
        let photo: String
        let bookings: Int
        /// What this person said last, if anything.
        let ownRating: Int?
        let ownTitle: String?
    }

    let bookings: Int
    let guests: Int
    let spentCents: Int
    let months: [Month]
    let statuses: [Status]
    /// The eight chefs booked most.
    let favourites: [Favourite]
}

/// The dashboard: one query for the bookings, then eight (or one) for the favourite chefs.
enum DashboardQuery {
    /// How many favourites are shown.
    static let favouriteLimit = 8

    private static let booked =
        "SELECT date, guests, total_cents, status, chef_id FROM bookings WHERE user_id = ? ORDER BY date, id"

    /// The dashboard of this person.
    static func fetch(_ db: Database, user: Int64, loading: Loading) throws -> Dashboard {
        let bookings = try Row.fetchAll(db, sql: booked, arguments: [user]).map(BookedDinner.init)
        let most = BookedDinner.favourites(bookings).prefix(favouriteLimit)
        let favourites =
            switch loading {
            case .perRow: try favouritesPerRow(db, user: user, most: Array(most))
            case .eager: try favouritesEagerly(db, user: user, most: Array(most))
            }
        return Dashboard(
            bookings: bookings.count, guests: bookings.reduce(0) { $0 + $1.guests },
            spentCents: bookings.reduce(0) { $0 + $1.totalCents }, months: BookedDinner.months(bookings),
            statuses: BookedDinner.statuses(bookings), favourites: favourites)
    }

    /// N queries: each chef with the person's last review, if there is one.
    private static func favouritesPerRow(
        _ db: Database, user: Int64, most: [(chef: Int64, bookings: Int)]
    ) throws -> [Dashboard.Favourite] {
        try most.compactMap { chef, bookings in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT chefs.id, chefs.name, chefs.photo, cuisines.name AS cuisine, reviews.rating, reviews.title
                    FROM chefs JOIN cuisines ON cuisines.id = chefs.cuisine_id
                    LEFT JOIN reviews ON reviews.chef_id = chefs.id AND reviews.user_id = ?
                    WHERE chefs.id = ? ORDER BY reviews.created_on DESC, reviews.id DESC LIMIT 1
                    """, arguments: [user, chef])
            return row.map { favourite($0, bookings: bookings) }
        }
    }

    /// One query for all of them: the reviews are read once, oldest first, so that the last one stays.
    private static func favouritesEagerly(
        _ db: Database, user: Int64, most: [(chef: Int64, bookings: Int)]
    ) throws -> [Dashboard.Favourite] {
        guard !most.isEmpty else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                WITH own AS MATERIALIZED (
                    SELECT chef_id, rating, title, created_on, id FROM reviews WHERE user_id = ?)
                SELECT chefs.id, chefs.name, chefs.photo, cuisines.name AS cuisine, own.rating, own.title
                FROM chefs JOIN cuisines ON cuisines.id = chefs.cuisine_id
                LEFT JOIN own ON own.chef_id = chefs.id
                WHERE chefs.id IN (\(databaseQuestionMarks(count: most.count)))
                ORDER BY chefs.id, own.created_on, own.id
                """, arguments: StatementArguments([user] + most.map(\.chef)))
        let last = Dictionary(rows.map { ($0["id"] as Int64, $0) }, uniquingKeysWith: { _, later in later })
        return most.compactMap { chef, bookings in last[chef].map { favourite($0, bookings: bookings) } }
    }

    private static func favourite(_ row: Row, bookings: Int) -> Dashboard.Favourite {
        .init(
            chefId: row["id"], name: row["name"], cuisine: row["cuisine"], photo: row["photo"], bookings: bookings,
            ownRating: row["rating"], ownTitle: row["title"])
    }
}
