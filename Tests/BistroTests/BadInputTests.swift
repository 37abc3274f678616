import HTTPTypes
import Testing

@testable import Bistro

/// What is wrong is said as JSON, with a status and a code that fit.
struct BadInputTests {
    struct Case: Sendable, CustomStringConvertible {
        let call: Call
        let status: Int
        let code: String
        /// What the message must name.
        var names = ""
        var description: String { "\(call) \(call.body ?? "")" }
    }

    private static func login(_ body: String) -> Call { .post("/api/auth/login", body) }
    private static func book(_ body: String) -> Call { .post("/api/bookings", user: 1, body) }
    private static func batch(_ body: String) -> Call { .post("/api/bookings/batch", user: 1, body) }
    private static func bearer(_ value: String) -> Call { .get("/api/bookings", headers: [.authorization: value]) }
    private static let good = #"{"chefId":1,"productId":1,"date":"2026-03-14","guests":4}"#

    private static let long = String(repeating: "x", count: 501)

    static let cases: [Case] = [
        Case(call: login(""), status: 400, code: "bad_body"),
        Case(call: login("not json"), status: 400, code: "bad_body"),
        Case(call: login(#"{"email":"user1@bistro.example"}"#), status: 400, code: "bad_body", names: "password"),
        Case(call: login(#"{"email":1,"password":"x"}"#), status: 400, code: "bad_body", names: "email"),
        Case(call: login(#"{"email":"","password":""}"#), status: 422, code: "empty_credentials"),
        Case(call: login(#"{"email":"nobody@bistro.example","password":"x"}"#), status: 401, code: "wrong_credentials"),
        Case(call: login(#"{"email":"user1@bistro.example","password":"x"}"#), status: 401, code: "wrong_credentials"),
        Case(call: .get("/api/chefs?page=0"), status: 400, code: "bad_page", names: "0"),
        Case(call: .get("/api/chefs?page=-1"), status: 400, code: "bad_page"),
        Case(call: .get("/api/chefs?page=two"), status: 400, code: "bad_page", names: "two"),
        Case(call: .get("/api/reviews?page=99999999999999999999"), status: 400, code: "bad_page"),
        Case(call: .get("/reviews?page=x"), status: 400, code: "bad_page"),
        Case(call: .get("/api/bookings?page=1.5", user: 1), status: 400, code: "bad_page"),
        Case(call: .get("/api/chefs/0"), status: 400, code: "bad_id"),
        Case(call: .get("/api/chefs/ada"), status: 400, code: "bad_id", names: "ada"),
        Case(call: .get("/api/chefs/123456"), status: 404, code: "not_found", names: "123456"),
        Case(call: .get("/api/unknown"), status: 404, code: "not_found", names: "/api/unknown"),
        Case(call: .get("/images/..%2F..%2Fetc%2Fpasswd"), status: 404, code: "not_found"),
        Case(call: .get("/images/dish-99.jpg"), status: 404, code: "not_found"),
        Case(call: .get("/api/bookings"), status: 401, code: "no_token"),
        Case(call: .get("/api/dashboard"), status: 401, code: "no_token"),
        Case(call: .post("/api/bookings", good), status: 401, code: "no_token"),
        Case(call: .post("/api/bookings/batch", #"{"bookings":[\#(good)]}"#), status: 401, code: "no_token"),
        Case(call: bearer("Basic dXNlcg=="), status: 401, code: "bad_token"),
        Case(call: bearer("Bearer 1.0000"), status: 401, code: "bad_token"),
        Case(call: bearer("Bearer nonsense"), status: 401, code: "bad_token"),
        Case(call: book(""), status: 400, code: "bad_body"),
        Case(call: book("[]"), status: 400, code: "bad_body"),
        Case(
            call: book(#"{"chefId":1,"productId":1,"date":"2026-03-14"}"#), status: 400, code: "bad_body",
            names: "guests"),
        Case(
            call: book(#"{"chefId":1,"productId":1,"date":"2026-02-30","guests":4}"#), status: 422, code: "bad_date",
            names: "2026-02-30"),
        Case(call: book(#"{"chefId":1,"productId":1,"date":"soon","guests":4}"#), status: 422, code: "bad_date"),
        Case(
            call: book(#"{"chefId":1,"productId":1,"date":"2026-03-14","guests":0}"#), status: 422,
            code: "bad_guests"),
        Case(
            call: book(#"{"chefId":1,"productId":1,"date":"2026-03-14","guests":21}"#), status: 422,
            code: "bad_guests"),
        Case(
            call: book(#"{"chefId":1,"productId":99999,"date":"2026-03-14","guests":4}"#), status: 422,
            code: "unknown_product", names: "99999"),
        Case(
            call: book(#"{"chefId":2,"productId":1,"date":"2026-03-14","guests":4}"#), status: 422, code: "wrong_chef"),
        Case(
            call: book(#"{"chefId":1,"productId":1,"date":"2026-03-14","guests":4,"note":"\#(long)"}"#), status: 422,
            code: "too_long"),
        Case(call: batch(#"{"bookings":[]}"#), status: 422, code: "bad_batch"),
        Case(
            call: batch(#"{"bookings":[\#(Array(repeating: good, count: 51).joined(separator: ","))]}"#), status: 422,
            code: "bad_batch", names: "51"),
        Case(
            call: batch(#"{"bookings":[\#(good),{"chefId":1,"productId":1,"date":"x","guests":1}]}"#), status: 422,
            code: "bad_date", names: "booking 1"),
    ]

    @Test(arguments: cases)
    func answerSaysWhatIsWrong(testCase: Case) async throws {
        let answer = try await Shop.open { try await $0.send(testCase.call) }
        #expect(answer.status == testCase.status)
        #expect(answer.contentType == "application/json; charset=utf-8")
        let problem = try answer.decoded(Problem.Body.self).error
        #expect(problem.code == testCase.code)
        #expect(problem.message.contains(testCase.names))
        #expect((answer.headers[.wwwAuthenticate] != nil) == (testCase.status == 401))
    }

    @Test func batchWithOneBadBookingWritesNone() async throws {
        let body = #"{"bookings":[\#(Self.good),{"chefId":1,"productId":99999,"date":"2026-03-14","guests":1}]}"#
        for switches in [Switches.none, .all] {
            let totals = try await Shop.open(switches) { client in
                let before = try await client.send(.get("/api/bookings", user: 1)).decoded(Listing<Booking>.self)
                #expect(try await client.send(Self.batch(body)).status == 422)
                let after = try await client.send(.get("/api/bookings", user: 1)).decoded(Listing<Booking>.self)
                return [before.total, after.total]
            }
            #expect(totals[0] == totals[1])
        }
    }
}
