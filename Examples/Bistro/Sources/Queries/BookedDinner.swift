import GRDB

/// The columns of a booking that the dashboard counts.
struct BookedDinner: Sendable, Equatable {
    let date: String
    let guests: Int
    let totalCents: Int
    let status: String
    let chef: Int64

    /// How many dinners in each month that has any, oldest first.
    static func months(_ dinners: [BookedDinner]) -> [Dashboard.Month] {
        Dictionary(grouping: dinners) { String($0.date.prefix(7)) }
            .map { month, dinners in
                .init(month: month, bookings: dinners.count, spentCents: dinners.reduce(0) { $0 + $1.totalCents })
            }
            .sorted { $0.month < $1.month }
    }

    /// How many dinners of each status, by name.
    static func statuses(_ dinners: [BookedDinner]) -> [Dashboard.Status] {
        Dictionary(grouping: dinners, by: \.status)
            .map { .init(status: $0.key, bookings: $0.value.count) }
            .sorted { $0.status < $1.status }
    }

    /// The chefs, the one booked most first, then by id.
    static func favourites(_ dinners: [BookedDinner]) -> [(chef: Int64, bookings: Int)] {
        Dictionary(grouping: dinners, by: \.chef)
            .map { (chef: $0.key, bookings: $0.value.count) }
            .sorted { ($1.bookings, $0.chef) < ($0.bookings, $1.chef) }
    }
}

extension BookedDinner {
    init(_ row: Row) {
        self.init(
            date: row["date"], guests: row["guests"], totalCents: row["total_cents"], status: row["status"],
            chef: row["chef_id"])
    }
}
