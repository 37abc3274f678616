import Foundation
import GRDB
import Testing

@testable import Bistro

struct GeneratorTests {
    /// Everything in the database, schema included, as one number.
    private static func fingerprint(_ shop: Shop) throws -> String {
        try shop.read { db in
            var text = try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            for table in ["cuisines", "users", "chefs", "products", "bookings", "reviews"] {
                let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table) ORDER BY id")
                while let row = try rows.next() {
                    text.append(row.databaseValues.map(\.description).joined(separator: "|"))
                }
            }
            return SHA256.digest(text.joined(separator: "\n").utf8).hexadecimal
        }
    }

    private static func generate(seed: UInt64) throws -> Shop {
        let path = FileManager.default.temporaryDirectory.appending(path: "bistro-\(UUID().uuidString).db").path
        var scale = Scale.small
        scale.bookings = 900
        scale.reviews = 400
        scale.users = 80
        try DatabaseGenerator(seed: seed, scale: scale).generate(at: path)
        return Shop(database: path, pictures: "")
    }

    @Test func sameSeedMakesTheSameDatabase() throws {
        let shops = try [7, 7, 8].map { try Self.generate(seed: $0) }
        defer { for shop in shops { try? FileManager.default.removeItem(atPath: shop.database) } }
        let prints = try shops.map(Self.fingerprint)
        #expect(prints[0] == prints[1])
        #expect(prints[0] != prints[2])
    }

    @Test func generatingAgainReplacesWhatWasThere() throws {
        let shop = try Self.generate(seed: 7)
        defer { try? FileManager.default.removeItem(atPath: shop.database) }
        let before = try Self.fingerprint(shop)
        var scale = Scale.small
        scale.bookings = 50
        scale.reviews = 10
        scale.users = 20
        try DatabaseGenerator(seed: 7, scale: scale).generate(at: shop.database)
        #expect(try shop.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM bookings") } == 50)
        #expect(try Self.fingerprint(shop) != before)
    }

    @Test func smallDatabaseIsAboutTwoMegabytesInDeleteMode() async throws {
        try await Shop.withCopy { shop in
            let size = try FileManager.default.attributesOfItem(atPath: shop.database)[.size] as? Int ?? 0
            #expect((1_500_000...2_500_000).contains(size))
            #expect(try shop.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
            #expect(try shop.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
            #expect(try shop.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
        }
    }

    @Test func thereAreExactlyFourSecondaryIndices() async throws {
        let names = try await Shop.withCopy { shop in
            try shop.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'index'") }
        }
        #expect(Set(names) == ["users_on_email", "chefs_on_cuisine", "products_on_chef", "bookings_on_status"])
    }

    @Test func fewChefsHaveMostBookings() async throws {
        let counts = try await Shop.withCopy { shop in
            try shop.read {
                try Int.fetchAll($0, sql: "SELECT COUNT(*) FROM bookings GROUP BY chef_id ORDER BY COUNT(*) DESC")
            }
        }
        let all = counts.reduce(0, +)
        let top = counts.prefix(Scale.small.chefs / 20).reduce(0, +)
        #expect(all == Scale.small.bookings)
        // Zipf over 60 chefs gives the first three 39 %; over the 200 of the standard size the first ten get 50 %.
        #expect(Double(top) > 0.35 * Double(all))
    }

    @Test func ratingsOfChefsAreThoseOfTheirReviews() async throws {
        let wrong = try await Shop.withCopy { shop in
            try shop.read {
                try Int.fetchOne(
                    $0,
                    sql: """
                        SELECT COUNT(*) FROM chefs WHERE rating_count !=
                            (SELECT COUNT(*) FROM reviews WHERE chef_id = chefs.id)
                        OR rating_sum != (SELECT COALESCE(SUM(rating), 0) FROM reviews WHERE chef_id = chefs.id)
                        """)
            }
        }
        #expect(wrong == 0)
    }

    @Test func everyChefCanBeBookedAndRegularsHaveEightFavourites() async throws {
        try await Shop.withCopy { shop in
            let withoutMenu = try shop.read {
                try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM chefs WHERE id NOT IN (SELECT chef_id FROM products)")
            }
            let fewest = try shop.read {
                try Int.fetchOne(
                    $0,
                    sql: """
                        SELECT MIN(chefs) FROM (SELECT COUNT(DISTINCT chef_id) AS chefs FROM bookings
                        WHERE user_id <= 50 GROUP BY user_id)
                        """)
            }
            #expect(withoutMenu == 0)
            #expect((fewest ?? 0) >= DashboardQuery.favouriteLimit)
        }
    }

    @Test func largerSizesHaveMoreRows() {
        #expect(Scale.megabytes(Scale.standardMegabytes) == .standard)
        #expect(Scale.megabytes(104).bookings == 2 * Scale.standard.bookings)
        #expect(Scale.megabytes(1).users == 115)
        #expect(Scale.megabytes(1).reviews >= 1)
    }
}
