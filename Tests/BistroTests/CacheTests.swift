import HTTPTypes
import Testing

@testable import Bistro

/// PAT-012 and the shared cache of PAT-014: what is asked again is not asked of the database, and a booking is seen.
struct CacheTests {
    static let shared = [
        "/api/products", "/api/chefs", "/api/chefs?cuisine=italian", "/api/reviews?page=2", "/explore",
    ]
    static let changing = ["/api/chefs/1", "/chefs/1"]

    /// How many statements each of two requests for a path ran.
    private func statements(_ switches: Switches, _ paths: [String]) async throws -> [String: [Int]] {
        let log = StatementLog()
        return try await Shop.open(switches, log: log) { (client) async throws in
            var counts: [String: [Int]] = [:]
            for path in paths {
                for _ in 0..<2 {
                    log.clear()
                    let answer = try await client.send(.get(path))
                    #expect(answer.status == 200)
                    counts[path, default: []].append(log.queries.count)
                }
            }
            return counts
        }
    }

    @Test func asFoundEachRequestAsksTheDatabase() async throws {
        for (path, counts) in try await statements(.none, Self.shared + Self.changing) {
            #expect(counts[0] > 0 && counts[0] == counts[1], "\(path)")
        }
    }

    @Test func theApplicationCacheKeepsWhatTheCatalogueAnswers() async throws {
        let switches = Switches(patterns: [.applicationCache])
        for (path, counts) in try await statements(switches, Self.shared) {
            #expect(counts[0] > 0 && counts[1] == 0, "\(path)")
        }
        // A page and its data are the same question.
        let profile = try await statements(switches, Self.changing)
        #expect(profile["/api/chefs/1"]?[1] == 0)
        #expect(profile["/chefs/1"] == [0, 0])
    }

    @Test func theSharedCacheKeepsWhatMayBeShared() async throws {
        let switches = Switches(patterns: [.cachingHeaders])
        for (path, counts) in try await statements(switches, Self.shared) {
            #expect(counts[0] > 0 && counts[1] == 0, "\(path)")
        }
        for (path, counts) in try await statements(switches, Self.changing) {
            #expect(counts[0] > 0 && counts[0] == counts[1], "\(path)")
        }
    }

    @Test(arguments: [Switches(patterns: [.applicationCache]), Switches(patterns: [.cachingHeaders]), .all])
    func aBookingIsSeenAtOnce(switches: Switches) async throws {
        try await Shop.open(switches) { (client) async throws in
            func booked(_ chef: Int) async throws -> Int {
                try await client.send(.get("/api/chefs/\(chef)")).decoded(ChefProfile.self).bookingCount
            }
            let before = [try await booked(1), try await booked(2)]
            let booking = #"{"chefId":1,"productId":1,"date":"2026-03-14","guests":4}"#
            #expect(try await client.send(.post("/api/bookings", user: 1, booking)).status == 201)
            let after = [try await booked(1), try await booked(2)]
            #expect(after == [before[0] + 1, before[1]])
            let batch = #"{"bookings":[\#(booking),\#(booking)]}"#
            #expect(try await client.send(.post("/api/bookings/batch", user: 1, batch)).status == 201)
            #expect(try await booked(1) == before[0] + 3)
        }
    }

    /// Guests who are signed in send their token with everything, and are given what everyone is.
    @Test func theSharedCacheAnswersGuestsToo() async throws {
        let log = StatementLog()
        try await Shop.open(Switches(patterns: [.cachingHeaders]), log: log) { (client) async throws in
            for path in Self.shared {
                let visitor = try await client.send(.get(path))
                log.clear()
                let guest = try await client.send(.get(path, user: 1))
                #expect(guest.body == visitor.body)
                #expect(guest.headers[.cacheControl]?.hasPrefix("public") == true)
                #expect(log.queries.isEmpty, "\(path)")
            }
        }
    }

    /// What belongs to one guest is never given to another.
    @Test func guestsSeeTheirOwn() async throws {
        try await Shop.open(.all) { (client) async throws in
            for path in ["/api/bookings", "/api/dashboard"] {
                let first = try await client.send(.get(path, user: 1))
                let second = try await client.send(.get(path, user: 2))
                let again = try await client.send(.get(path, user: 1))
                #expect(first.body != second.body)
                #expect(first.body == again.body)
                #expect(try await client.send(.get(path)).status == 401)
            }
        }
    }
}
