import Testing

@testable import Bistro

/// How many queries a request takes: the number that PAT-015 is about.
struct StatementCountTests {
    struct Expectation: Sendable, CustomStringConvertible {
        let call: Call
        let asFound: ClosedRange<Int>
        let eager: ClosedRange<Int>
        var description: String { call.description }
    }

    static let expectations = [
        Expectation(call: .get("/api/dashboard", user: 1), asFound: 9...9, eager: 1...2),
        Expectation(call: .get("/api/dashboard", user: 7), asFound: 9...9, eager: 1...2),
        Expectation(call: .get("/api/chefs"), asFound: 26...26, eager: 2...2),
        Expectation(call: .get("/api/bookings", user: 1), asFound: 42...42, eager: 2...2),
        Expectation(call: .get("/api/reviews"), asFound: 42...42, eager: 2...2),
        Expectation(call: .get("/api/chefs/1"), asFound: 6...15, eager: 3...3),
        Expectation(call: .get("/api/products"), asFound: 1...1, eager: 1...1),
        Expectation(call: .get("/explore"), asFound: 57...57, eager: 1...1),
    ]

    @Test(arguments: expectations)
    func eagerLoadingReplacesAQueryPerRow(expectation: Expectation) async throws {
        let log = StatementLog()
        let asFound = try await count(expectation.call, .none, log)
        let eager = try await count(expectation.call, Switches(patterns: [.eagerLoading]), log)
        #expect(expectation.asFound.contains(asFound), "\(asFound) queries as found")
        #expect(expectation.eager.contains(eager), "\(eager) queries when eager")
    }

    @Test func batchLooksUpEveryMenuAlone() async throws {
        let booking = #"{"chefId":2,"productId":2,"date":"2026-03-14","guests":2}"#
        let call = Call.post("/api/bookings/batch", user: 1, #"{"bookings":[\#(booking),\#(booking),\#(booking)]}"#)
        let log = StatementLog()
        #expect(try await count(call, .none, log) == 3)
        #expect(try await count(call, Switches(patterns: [.eagerLoading]), log) == 1)
    }

    private func count(_ call: Call, _ switches: Switches, _ log: StatementLog) async throws -> Int {
        try await Shop.open(switches, log: log) { client in
            log.clear()
            let answer = try await client.send(call)
            #expect(answer.status < 300)
            return log.queries.count
        }
    }
}
