import Hummingbird

/// What a signed-in person does: `GET` and `POST /api/bookings`, `POST /api/bookings/batch`, `GET /api/dashboard`.
struct BookingRoutes {
    let database: any DatabaseAccess
    let tokens: SessionToken
    let loading: Loading
    /// What bookings change in it is taken out.
    let cache: CatalogueCache?

    static let bookingsPerPage = 20

    struct Batch: Codable, Sendable {
        let bookings: [BookingRequest]
    }

    struct BatchResult: ResponseCodable, Sendable, Equatable {
        let items: [Booking]
        let total: Int
    }

    func add(to router: Router<BistroContext>) {
        router.get("/api/bookings") { request, _ in
            try await own(user: request.requireUser(tokens), page: request.requirePage())
        }
        router.get("/api/dashboard") { request, _ in
            let user = try request.requireUser(tokens)
            return try await database.read { try DashboardQuery.fetch($0, user: user, loading: loading) }
        }
        router.post("/api/bookings") { request, context in
            let user = try request.requireUser(tokens)
            let wanted = try await request.requireBody(BookingRequest.self, context: context)
            let made = try await book([wanted], user: user)
            return EditedResponse(status: .created, response: made[0])
        }
        router.post("/api/bookings/batch") { request, context in
            let user = try request.requireUser(tokens)
            let wanted = try await request.requireBody(Batch.self, context: context).bookings
            guard (1...BookingInsert.batchLimit).contains(wanted.count) else {
                throw Problem.unprocessable(
                    "bad_batch", "A batch holds 1 to \(BookingInsert.batchLimit) bookings, not \(wanted.count).")
            }
            let made = try await book(wanted, user: user)
            return EditedResponse(status: .created, response: BatchResult(items: made, total: made.count))
        }
    }

    private func own(user: Int64, page: Int) async throws -> Listing<Booking> {
        let window = Window(page: page, size: Self.bookingsPerPage)
        let total = try await database.read { try BookingList.count($0, user: user) }
        let bookings = try await database.read {
            try BookingList.fetch($0, user: user, window: window, loading: loading)
        }
        return Listing(items: bookings, page: page, pageSize: window.limit, total: total)
    }

    private func book(_ wanted: [BookingRequest], user: Int64) async throws -> [Booking] {
        for (index, request) in wanted.enumerated() { try request.check(index: index) }
        let made = try await database.write { try BookingInsert.insert($0, wanted, user: user, loading: loading) }
        cache?.booked(chefs: made.map(\.chefId))
        return made
    }
}

extension BookingRequest {
    /// What can be said without the database.
    /// - Throws: `Problem` 422 naming the field.
    func check(index: Int) throws {
        guard Days.isDay(date) else {
            throw Problem.unprocessable(
                "bad_date", "booking \(index): “date” must be a day as YYYY-MM-DD, not “\(date)”")
        }
        guard (1...20).contains(guests) else {
            throw Problem.unprocessable("bad_guests", "booking \(index): “guests” must be 1 to 20, not \(guests)")
        }
        guard (address ?? "").count <= 200, (note ?? "").count <= 500 else {
            throw Problem.unprocessable(
                "too_long", "booking \(index): “address” may have 200 characters and “note” 500")
        }
    }
}
