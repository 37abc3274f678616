import HoneCache
import HoneTesting
import Testing

@testable import HoneHummingbird

/// Who asks and who waits, without an app.
struct FlightTests {
    /// The right to store what is asked for now, of a store of its own.
    private let ticket = ResponseStore(ResponseCacheOptions(), clock: .system).ticket("k")
    private let flights = Flights()

    /// What a request is told, in a word.
    private static func word(_ outcome: Flights.Outcome) -> String {
        switch outcome {
        case .answer: "answer"
        case .standIn: "stand-in"
        case .each: "each"
        case .lead: "lead"
        }
    }

    private func waiting(_ flight: Flight, _ limit: Duration = .seconds(60)) -> Task<String, any Error> {
        Task { Self.word(try await flight.outcome(within: limit)) }
    }

    @Test func oneAsksAndTheOthersBoard() {
        let (flight, isFirst) = flights.board("k", ticket)
        #expect(isFirst && !flight.isShared)
        let (same, isFirstToo) = flights.board("k", ticket)
        #expect(same === flight && !isFirstToo)
        #expect(flights.board("other", ticket).isFirst)
        #expect(flights.count == 2)
    }

    @Test func whatIsNotForOthersLetsAllGo() async throws {
        let flight = flights.board("k", ticket).flight
        let waiters = (0..<9).map { _ in waiting(flight) }
        try await eventually { flight.waiting == 9 }
        flights.land(flight, "k", .each)
        for waiter in waiters { #expect(try await waiter.value == "each") }
        // Who boarded and comes to wait only now is told the same, and the first outcome counts.
        flights.land(flight, "k", .lead)
        #expect(try await Self.word(flight.outcome(within: .seconds(60))) == "each")
        #expect(flights.board("k", ticket).isFirst)
    }

    /// One after the other asks as the one before fails; the rest wait on, and who comes boards.
    @Test func aFailureLetsOneAsk() async throws {
        let flight = flights.board("k", ticket).flight
        var waiters: [Task<String, any Error>] = []
        for count in 1...5 {
            waiters.append(waiting(flight))
            try await eventually { flight.waiting == count }
        }
        for leader in 0..<3 {
            flights.land(flight, "k", .lead)
            #expect(try await waiters[leader].value == "lead")
            #expect(flight.waiting == 4 - leader)
            #expect(flights.board("k", ticket).flight === flight)
        }
        flights.land(flight, "k", .each)
        #expect(try await waiters[3].value == "each")
        #expect(try await waiters[4].value == "each")
        #expect(flights.count == 0)
    }

    /// When nobody waits any more, who comes asks anew; who has boarded already leads.
    @Test func aFailureThatNobodyWaitsFor() async throws {
        let flight = flights.board("k", ticket).flight
        flights.land(flight, "k", .lead)
        #expect(flights.count == 0)
        #expect(flights.board("k", ticket).isFirst)
        #expect(try await Self.word(flight.outcome(within: .seconds(60))) == "lead")
        let second = waiting(flight)
        try await eventually { flight.waiting == 1 }
        flights.land(flight, "k", .each)
        #expect(try await second.value == "each")
    }

    /// A question that hangs holds nobody for ever: one asks, then two more, then four, until all do.
    @Test func theWaitIsLimited() async throws {
        let flight = flights.board("k", ticket).flight
        let waiters = (0..<20).map { _ in waiting(flight, .milliseconds(1)) }
        for waiter in waiters { #expect(try await waiter.value == "lead") }
        let late = waiting(flight, .milliseconds(1))
        #expect(try await late.value == "lead")
        // The first answer ends it for all.
        let last = waiting(flight, .seconds(60))
        try await eventually { flight.waiting == 1 }
        flights.land(flight, "k", .each)
        #expect(try await last.value == "each")
    }

    @Test func aCancelledFollowerStopsWaiting() async throws {
        let flight = flights.board("k", ticket).flight
        let follower = waiting(flight)
        try await eventually { flight.waiting == 1 }
        follower.cancel()
        await #expect(throws: CancellationError.self) { try await follower.value }
        let next = waiting(flight)
        try await eventually { flight.waiting == 1 }
        flights.land(flight, "k", .lead)
        #expect(try await next.value == "lead")
    }

    /// Who comes after an invalidation boards no flight of before.
    @Test func anotherTicketIsAnotherFlight() {
        let store = ResponseStore(ResponseCacheOptions(), clock: .system)
        let before = flights.board("k", store.ticket("k")).flight
        store.invalidate("k")
        let (after, isFirst) = flights.board("k", store.ticket("k"))
        #expect(isFirst && after !== before)
        flights.land(before, "k", .each)
        #expect(flights.board("k", store.ticket("k")).flight === after)
    }
}
