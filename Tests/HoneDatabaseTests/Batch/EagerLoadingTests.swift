import GRDB
import HoneCore
import HoneTesting
import Testing

@testable import HoneDatabase

/// The ways to load what belongs to rows, and what each costs: the table in docs/swift-database.md.
@Suite struct EagerLoadingTests {
    struct Chef: Codable, FetchableRecord, TableRecord, Sendable, Equatable {
        static let bookings = hasMany(Booking.self, using: ForeignKey(["chef"]))
        let id: Int
        let name: String
    }

    struct Booking: Codable, FetchableRecord, TableRecord, Sendable {
        static let host = belongsTo(Chef.self, key: "host", using: ForeignKey(["chef"]))
        let id: Int
        let chef: Int
    }

    struct Dinner: Decodable, FetchableRecord, Sendable {
        let booking: Booking
        let host: Chef
    }

    struct Calendar: Decodable, FetchableRecord, Sendable {
        let chef: Chef
        let bookings: [Booking]
    }

    private let folder: TestFolder
    private let pool: ConnectionPool

    init() throws {
        folder = try TestFolder()
        // 20 bookings with 20 chefs.
        pool = try HoneDatabase.open(path: try folder.database(bookings(20, chefs: 100)))
    }

    private func count(_ body: () async throws -> Int) async throws -> (value: Int, queries: Int) {
        let recorder = QueryRecorder()
        let value = try await QueryObservation.observing(with: recorder, body)
        return (value, recorder.tally.queries)
    }

    @Test func aQueryPerRow() async throws {
        let found = try await count {
            try await pool.read { db in
                try Booking.fetchAll(db).map { try Chef.find(db, key: $0.chef).name }
            }.count
        }
        #expect(found == (20, 21))
    }

    @Test func anAssociationToOne() async throws {
        let found = try await count {
            try await pool.read { db in
                try Booking.including(required: Booking.host).asRequest(of: Dinner.self).fetchAll(db)
            }.count
        }
        #expect(found == (20, 1))
    }

    @Test func anAssociationToMany() async throws {
        let found = try await count {
            try await pool.read { db in
                try Chef.including(all: Chef.bookings).asRequest(of: Calendar.self).fetchAll(db)
            }.reduce(0) { $0 + $1.bookings.count }
        }
        #expect(found == (20, 2))
    }

    @Test func aBatchWhereAssociationsDoNotReach() async throws {
        let chefs = Batch<Int, Chef>(pool, tick: .milliseconds(50)) { db, ids in
            try Chef.filter(keys: ids).fetchAll(db).reduce(into: [:]) { $0[$1.id] = $1 }
        }
        let found = try await count {
            let bookings = try await pool.read { try Booking.fetchAll($0) }
            return try await chefs.load(bookings.map(\.chef)).count
        }
        #expect(found == (20, 2))
    }
}
