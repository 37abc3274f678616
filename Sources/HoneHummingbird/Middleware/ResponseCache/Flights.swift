import Synchronization

/// The questions to the app that are under way, so that who asks the same waits for the answer.
final class Flights: Sendable {
    /// One question and who waits for its answer.
    final class Flight: Sendable {
        private struct State {
            var outcome: StoredResponse??
            var waiters: [Int: CheckedContinuation<StoredResponse?, any Error>] = [:]
            var gone: Set<Int> = []
            var next = 0
            var timer: Task<Void, Never>?
        }

        /// Of the URI when it began.
        let ticket: ResponseStore.Ticket
        private let state = Mutex(State())

        init(_ ticket: ResponseStore.Ticket) { self.ticket = ticket }

        /// Whether somebody waits or has waited.
        var isShared: Bool { state.withLock { $0.next > 0 } }

        /// Waits for the answer; nil when it is not for others, or does not come in time.
        /// - Parameter limit: how long the first who waits does; the others no longer than that one.
        /// - Throws: `CancellationError`.
        func answer(within limit: Duration) async throws -> StoredResponse? {
            let id = state.withLock { state in
                state.next += 1
                if state.timer == nil, state.outcome == nil {
                    state.timer = Task { [weak self] in
                        if (try? await Task.sleep(for: limit)) != nil { self?.land(nil) }
                    }
                }
                return state.next
            }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let now: Result<StoredResponse?, any Error>? = state.withLock { state in
                        if state.gone.remove(id) != nil { return .failure(CancellationError()) }
                        if let outcome = state.outcome { return .success(outcome) }
                        state.waiters[id] = continuation
                        return nil
                    }
                    if let now { continuation.resume(with: now) }
                }
            } onCancel: {
                let waiter = state.withLock { state in
                    let waiter = state.waiters.removeValue(forKey: id)
                    if waiter == nil, state.outcome == nil { state.gone.insert(id) }
                    return waiter
                }
                waiter?.resume(throwing: CancellationError())
            }
        }

        /// Gives all who wait the answer; the first counts.
        func land(_ response: StoredResponse?) {
            let (waiters, timer) = state.withLock { state in
                guard state.outcome == nil else {
                    return ([Int: CheckedContinuation<StoredResponse?, any Error>](), nil as Task<Void, Never>?)
                }
                state.outcome = .some(response)
                defer {
                    state.waiters = [:]
                    state.timer = nil
                }
                return (state.waiters, state.timer)
            }
            timer?.cancel()
            for waiter in waiters.values { waiter.resume(returning: response) }
        }
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

    /// Ends a flight: who comes later asks anew.
    func land(_ flight: Flight, _ key: String, _ response: StoredResponse?) {
        flights.withLock { flights in
            if flights[key] === flight { flights[key] = nil }
        }
        flight.land(response)
    }

    /// How many are under way.
    var count: Int { flights.withLock { $0.count } }
}
