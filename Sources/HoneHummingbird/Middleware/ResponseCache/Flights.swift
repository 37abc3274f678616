import Synchronization

/// The questions to the app that are under way, so that who asks the same waits for the answer.
final class Flights: Sendable {
    /// What becomes of a question, for one who waits.
    enum Outcome: Sendable {
        /// This is the answer, if it may be theirs too.
        case answer(StoredResponse)
        /// This stands in for the app's error of that status code, if they take it.
        case standIn(StoredResponse, code: Int)
        /// The answer is not for others: each asks alone.
        case each
        /// Nothing came of it: this one asks now, and the rest wait on.
        case lead
    }

    private let flights = Mutex<[String: Flight]>([:])

    /// The flight of a key, and whether the caller is the one to ask.
    /// - Parameter ticket: of the caller's URI now. A flight that began before the URI was invalidated takes nobody on
    ///   any more: its answer may be of before.
    func board(_ key: String, _ ticket: ResponseStore.Ticket) -> (flight: Flight, isFirst: Bool) {
        flights.withLock { flights in
            if let flight = flights[key], flight.ticket == ticket { return (flight, false) }
            let flight = Flight(ticket)
            flights[key] = flight
            return (flight, true)
        }
    }

    /// Ends a flight: who comes later asks anew. With ``Outcome/lead`` it goes on as long as somebody waits.
    func land(_ flight: Flight, _ key: String, _ outcome: Outcome) {
        if case .lead = outcome {
            guard !flight.passOn() else { return }
            leave(flight, key)
        } else {
            leave(flight, key)
            flight.land(outcome)
        }
    }

    private func leave(_ flight: Flight, _ key: String) {
        flights.withLock { flights in
            if flights[key] === flight { flights[key] = nil }
        }
    }

    /// How many are under way.
    var count: Int { flights.withLock { $0.count } }
}
