import GRDB

/// PAT-016: the indices that the queries of this app need and nobody created.
///
/// Without the switch the database keeps whatever it has, for Hone may have added them from outside.
enum MissingIndices {
    /// Every statement can be run again without effect.
    static let statements = [
        // GET /api/bookings and the dashboard: one person's bookings, newest first.
        "CREATE INDEX IF NOT EXISTS bookings_on_user ON bookings (user_id, date, id)",
        // GET /api/chefs/{id}: how often a chef was booked.
        "CREATE INDEX IF NOT EXISTS bookings_on_chef ON bookings (chef_id)",
        // GET /api/chefs/{id}: a chef's latest reviews.
        "CREATE INDEX IF NOT EXISTS reviews_on_chef ON reviews (chef_id, created_on, id)",
        // The dashboard: what one person wrote about one chef.
        "CREATE INDEX IF NOT EXISTS reviews_on_user ON reviews (user_id, chef_id, created_on, id)",
        // GET /api/reviews: the latest of all.
        "CREATE INDEX IF NOT EXISTS reviews_on_date ON reviews (created_on, id)",
    ]

    /// Creates those that are missing.
    static func create(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }
}
