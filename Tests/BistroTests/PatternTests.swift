import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Bistro

/// What each switch does, and that nothing of it happens without.
struct PatternTests {
    @Test(
        arguments: [
            ("", []), ("  ", []), ("PAT-010", [.connectionPool]), ("pat-011, PAT-016", [.writeAheadLog, .indices]),
            ("PAT-013,PAT-013,,PAT-014", [.compression, .cachingHeaders]),
            ("PAT-010,PAT-011,PAT-012,PAT-013,PAT-014,PAT-015,PAT-016,PAT-017", Set(PatternSwitch.allCases)),
        ] as [(String, Set<PatternSwitch>)])
    func listsAreRead(list: String, patterns: Set<PatternSwitch>) throws {
        #expect(try Switches(parsing: list).patterns == patterns)
    }

    @Test(arguments: ["PAT-099", "PAT-10", "all", "PAT-010;PAT-011"])
    func unknownPatternIsNamed(list: String) {
        let error = #expect(throws: UnknownPattern.self) { try Switches(parsing: list) }
        #expect(error?.description.contains(list) == true)
        #expect(error?.description.contains("PAT-017") == true)
    }

    @Test func asFoundNothingHelpsTheClient() async throws {
        try await Shop.open { client in
            for path in ["/api/products", "/explore", "/assets/bistro.js", "/images/dish-1.jpg"] {
                let answer = try await client.send(.get(path, headers: [.acceptEncoding: "gzip, br"]))
                #expect(answer.status == 200)
                #expect(answer.headers[.contentEncoding] == nil)
                #expect(answer.headers[.eTag] == nil)
                #expect(answer.headers[.cacheControl] == nil)
                #expect(answer.headers[.lastModified] == nil)
            }
            #expect(try await client.send(.get("/api/monitoring/metrics")).status == 404)
        }
    }

    @Test func compressionMakesTextSmallerAndLeavesPictures() async throws {
        try await Shop.open(Switches(patterns: [.compression])) { client in
            for path in ["/api/products", "/explore", "/assets/bistro.js", "/assets/bistro.css"] {
                let plain = try await client.send(.get(path))
                let packed = try await client.send(.get(path, headers: [.acceptEncoding: "gzip"]))
                #expect(packed.headers[.contentEncoding] == "gzip")
                #expect(packed.body.prefix(2) == [0x1f, 0x8b])
                #expect(packed.body.count * 2 < plain.body.count)
            }
            let picture = try await client.send(.get("/images/dish-1.jpg", headers: [.acceptEncoding: "gzip"]))
            #expect(picture.headers[.contentEncoding] == nil)
        }
    }

    @Test func cachingHeadersLetClientsAskAgainForNothing() async throws {
        try await Shop.open(Switches(patterns: [.cachingHeaders])) { client in
            for path in ["/api/products", "/api/chefs/1", "/explore", "/assets/bistro.js", "/images/chef-1.jpg"] {
                let first = try await client.send(.get(path))
                let tag = try #require(first.headers[.eTag])
                #expect(first.headers[.cacheControl]?.hasPrefix("public") == true)
                let again = try await client.send(.get(path, headers: [.ifNoneMatch: tag]))
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
            }
            let own = try await client.send(.get("/api/bookings", user: 1))
            #expect(own.headers[.cacheControl]?.contains("private") == true)
        }
    }

    /// What a naive cache gets wrong: a list that is answered from before the write.
    @Test func bookingChangesTheEntityTagsOfWhatItChanges() async throws {
        try await Shop.open(.all) { client in
            let paths: [Call] = [
                .get("/api/bookings", user: 1), .get("/api/dashboard", user: 1), .get("/api/chefs/1"), .get("/chefs/1"),
            ]
            for var call in paths {
                let tag = try #require(try await client.send(call).headers[.eTag])
                let booking = #"{"chefId":1,"productId":1,"date":"2026-03-14","guests":4}"#
                #expect(try await client.send(.post("/api/bookings", user: 1, booking)).status == 201)
                call.headers[.ifNoneMatch] = tag
                let after = try await client.send(call)
                #expect(after.status == 200)
                #expect(after.headers[.cacheControl]?.contains("no-cache") == true)
            }
        }
    }

    @Test func monitoringShowsTheRequests() async throws {
        try await Shop.open(Switches(patterns: [.monitoring])) { client in
            _ = try await client.send(.get("/api/chefs/1"))
            _ = try await client.send(.get("/api/chefs/2"))
            let metrics = try await client.send(.get("/api/monitoring/metrics"))
            #expect(metrics.status == 200)
            #expect(metrics.text.contains("/api/chefs/{id}"))
            for (path, word) in [
                ("", "Hone monitor"), ("queries", #""queries":["#), ("findings", #""findings":"#),
                ("requests", "/api/chefs/{id}"),
                ("heatmap", "columns"), ("system", "residentBytes"), ("prometheus", "hone_queries_total"),
                ("page-metrics", "pages"), ("page-metrics.js", "sendBeacon"), ("health", "ok"),
            ] {
                let answer = try await client.send(.get("/api/monitoring/\(path)"))
                #expect(answer.status == 200, "\(path)")
                #expect(answer.text.contains(word), "\(path)")
            }
            #expect(try await client.send(.get("/api/monitoring/none")).contentType == "application/problem+json")
        }
    }

    @Test func aTokenClosesTheMonitor() async throws {
        try await Shop.withCopy { shop in
            var settings = shop.settings(Switches(patterns: [.monitoring]))
            settings.adminToken = "bistro-token"
            let app = try await BistroApp.make(settings)
            try await app.test(.router) { (client) async throws in
                #expect(try await client.send(.get("/api/monitoring/metrics")).status == 401)
                let opened = Call.get("/api/monitoring/metrics", headers: [.authorization: "Bearer bistro-token"])
                #expect(try await client.send(opened).status == 200)
                #expect(
                    try await client.send(.get("/api/chefs/1")).headers.contains {
                        $0.name.canonicalName == "x-request-id"
                    })
            }
        }
    }

    @Test(arguments: [Switches.none, Switches(patterns: [.indices]), .all])
    func indicesAreAddedOnlyWithTheirSwitch(switches: Switches) async throws {
        let count = try await Shop.withCopy { shop in
            _ = try await BistroApp.router(shop.settings(switches))
            _ = try await BistroApp.router(shop.settings(switches))
            return try shop.read { db in
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index'")
            }
        }
        #expect(count == (switches.has(.indices) ? 4 + MissingIndices.statements.count : 4))
    }

    /// Hone may have added an index or changed the journal mode itself: without the switches they stay.
    @Test func whatWasChangedFromOutsideIsLeftAlone() async throws {
        try await Shop.withCopy { shop in
            let queue = try DatabaseQueue(path: shop.database)
            try await queue.writeWithoutTransaction { db in
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                try db.execute(sql: "CREATE INDEX from_outside ON bookings (user_id)")
            }
            try queue.close()
            let router = try await BistroApp.router(shop.settings())
            let app = Application(router: router)
            try await app.test(.router) { client in
                let answer = try await client.send(.get("/api/bookings", user: 1))
                #expect(answer.status == 200)
            }
            #expect(try shop.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            #expect(
                try shop.read {
                    try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM sqlite_master WHERE name = 'from_outside'")
                } == 1)
        }
    }

    @Test(arguments: [(Switches.none, "delete"), (Switches(patterns: [.writeAheadLog]), "wal"), (.all, "wal")])
    func journalModeIsThatOfTheSwitch(switches: Switches, mode: String) async throws {
        let found = try await Shop.withCopy { shop in
            let app = try await BistroApp.make(shop.settings(switches))
            try await app.test(.router) { client in
                let answer = try await client.send(.get("/health"))
                #expect(answer.status == 200)
            }
            return try shop.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        }
        #expect(found == mode)
    }

    @Test(arguments: [Switches.none, Switches(patterns: [.connectionPool]), Switches(patterns: [.writeAheadLog]), .all])
    func manyAtOnceWriteAndReadWithoutAnError(switches: Switches) async throws {
        let totals = try await Shop.open(switches) { client in
            let before = try await client.send(.get("/api/bookings", user: 9)).decoded(Listing<Booking>.self).total
            try await withThrowingTaskGroup(of: Int.self) { group in
                let booking = #"{"chefId":1,"productId":1,"date":"2026-03-14","guests":4}"#
                for number in 0..<24 {
                    group.addTask {
                        try await client.send(
                            number % 2 == 0 ? .post("/api/bookings", user: 9, booking) : .get("/api/dashboard", user: 9)
                        ).status
                    }
                }
                for try await status in group { #expect(status < 300) }
            }
            let after = try await client.send(.get("/api/bookings", user: 9)).decoded(Listing<Booking>.self).total
            return [before, after]
        }
        #expect(totals[1] == totals[0] + 12)
    }
}
