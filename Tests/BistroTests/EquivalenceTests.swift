import HTTPTypes
import Testing

@testable import Bistro

/// The promise of the example: a switch changes how fast the answer comes, never the answer.
struct EquivalenceTests {
    /// Every endpoint and page, writes among the reads, good and bad input.
    static let conversation: [Call] =
        [
            .get("/health"),
            .post("/api/auth/login", #"{"email":"user1@bistro.example","password":"bistro-demo"}"#),
            .post("/api/auth/login", #"{"email":"user1@bistro.example","password":"wrong"}"#),
            .get("/api/products"),
            .get("/api/chefs"), .get("/api/chefs?page=2"), .get("/api/chefs?page=99"),
            .get("/api/chefs?cuisine=italian"), .get("/api/chefs?cuisine=Italian&page=1"),
            .get("/api/chefs?cuisine=martian"), .get("/api/chefs?page=zero"),
            .get("/api/chefs/999999"), .get("/api/chefs/ada"),
            .get("/api/reviews"), .get("/api/reviews?page=7"), .get("/api/reviews?page=9999"),
        ] + (1...12).map { .get("/api/chefs/\($0)") }
        + [1, 2, 51, 300].flatMap { reading(user: $0) }
        + [.post("/api/bookings", user: 1, booking(chef: 3, product: 3, date: "2026-03-14"))] + reading(user: 1)
        + [.get("/api/chefs/3"), .post("/api/bookings", user: 1, booking(chef: 4, product: 3, date: "2026-03-14"))]
        + [
            .post(
                "/api/bookings/batch", user: 2,
                """
                {"bookings":[\(booking(chef: 1, product: 1, date: "2026-05-01")),
                \(booking(chef: 1, product: 1, date: "2026-05-01")),\(booking(chef: 2, product: 2, date: "2026-05-08"))]}
                """),
            .post(
                "/api/bookings/batch", user: 2,
                """
                {"bookings":[\(booking(chef: 1, product: 1, date: "2026-06-01")),
                \(booking(chef: 1, product: 123456, date: "2026-06-08"))]}
                """),
        ] + reading(user: 2)
        + [.get("/api/dashboard"), .get("/api/bookings"), .get("/nowhere"), .get("/api/nowhere")]
        + [
            "/", "/explore", "/chefs/1", "/chefs/2", "/chefs/999999", "/reviews", "/reviews?page=2", "/dashboard",
            "/assets/bistro.js", "/assets/bistro.css", "/openapi.json", "/images/dish-1.jpg", "/images/chef-2.jpg",
            "/images/none.jpg", "/images/..%2Foriginal.db",
        ].map { .get($0) }

    private static func reading(user: Int64) -> [Call] {
        [
            .get("/api/dashboard", user: user), .get("/api/bookings", user: user),
            .get("/api/bookings?page=2", user: user),
        ]
    }

    private static func booking(chef: Int, product: Int, date: String) -> String {
        #"{"chefId":\#(chef),"productId":\#(product),"date":"\#(date)","guests":4,"note":"By the window"}"#
    }

    /// The whole conversation with one instance on a fresh database.
    private static func answers(_ switches: Switches) async throws -> [Answer] {
        try await Shop.open(switches) { client in
            var answers: [Answer] = []
            for call in conversation { answers.append(try await client.send(call)) }
            return answers
        }
    }

    private static let asFound: Task<[Answer], any Error> = Task { try await answers(.none) }

    static let variants = PatternSwitch.allCases.map { Switches(patterns: [$0]) } + [.all, .none]

    @Test(arguments: variants)
    func answersAreTheSameWhateverIsSwitchedOn(switches: Switches) async throws {
        let expected = try await Self.asFound.value
        let actual = try await Self.answers(switches)
        #expect(expected.count == actual.count)
        for (call, pair) in zip(Self.conversation, zip(expected, actual)) {
            let (found, switched) = pair
            #expect(switched.status == found.status, "\(call)")
            #expect(switched.contentType == found.contentType, "\(call)")
            #expect(switched.body == found.body, "\(call)")
        }
    }

    @Test func conversationMeetsSuccessAndEveryKindOfFailure() async throws {
        let statuses = Set(try await Self.asFound.value.map(\.status))
        #expect(statuses == [200, 201, 302, 400, 401, 404, 422])
    }

    @Test func writesAreSeenByTheReadsThatFollow() async throws {
        let answers = try await Self.asFound.value
        let lists = try zip(Self.conversation, answers).filter {
            $0.0.path == "/api/bookings" && $0.0.method == .get && $0.0.user == 1
        }.map { try $0.1.decoded(Listing<Booking>.self) }
        #expect(lists.count == 2)
        #expect(lists[1].total == lists[0].total + 1)
        #expect(lists[1].items.first?.date == "2026-03-14")
        #expect(lists[1].items.first?.note == "By the window")
    }
}
