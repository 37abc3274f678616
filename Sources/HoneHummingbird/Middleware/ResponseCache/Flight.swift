import Synchronization

/// One question to the app, who asks it, and who waits for the answer.
///
/// When the one who asks fails, one of those who wait asks next: an app that fails is not asked by all of them at once.
/// When no answer comes in time, one of them asks too, after as long again two more, then four: a question that hangs
/// holds nobody for long, and a thousand who wait do not all ask in one moment.
final class Flight: Sendable {
    private struct State {
        var outcome: Flights.Outcome?
        var waiters: [Int: CheckedContinuation<Flights.Outcome, any Error>] = [:]
        var gone: Set<Int> = []
        /// The number of the last who came.
        var last = 0
        /// Nobody waits whose number is this or less.
        var lastLed = 0
        /// How many ask.
        var leaders = 1
        /// How many are to ask when the time is up next.
        var wave = 1
        var timer: Task<Void, Never>?

        /// Takes out who has waited longest, to ask.
        mutating func nextLeader() -> CheckedContinuation<Flights.Outcome, any Error>? {
            while !waiters.isEmpty, lastLed < last {
                lastLed += 1
                if let waiter = waiters.removeValue(forKey: lastLed) { return waiter }
            }
            return nil
        }
    }

    /// Of the URI when it began.
    let ticket: ResponseStore.Ticket
    private let state = Mutex(State())

    init(_ ticket: ResponseStore.Ticket) { self.ticket = ticket }

    /// Whether somebody waits or has waited.
    var isShared: Bool { state.withLock { $0.last > 0 } }

    /// How many wait now.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Waits for what becomes of the question. Who is told to lead has to land the flight.
    /// - Parameter limit: how long it takes until one of those who wait asks too.
    /// - Throws: `CancellationError`.
    func outcome(within limit: Duration) async throws -> Flights.Outcome {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now: Result<Flights.Outcome, any Error>? = state.withLock { state in
                    if state.gone.remove(id) != nil { return .failure(CancellationError()) }
                    if let outcome = state.outcome { return .success(outcome) }
                    if state.leaders == 0 {
                        state.leaders = 1
                        return .success(.lead)
                    }
                    state.waiters[id] = continuation
                    state.lastLed = min(state.lastLed, id - 1)
                    if state.timer == nil { state.timer = timer(limit) }
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

    /// Has another ask in place of one who failed; false when nobody asks any more.
    func passOn() -> Bool {
        let (next, goesOn) = state.withLock { state in
            guard state.outcome == nil else { return (nil as CheckedContinuation<Flights.Outcome, any Error>?, true) }
            let next = state.nextLeader()
            if next == nil { state.leaders -= 1 }
            return (next, state.leaders > 0)
        }
        next?.resume(returning: .lead)
        return goesOn
    }

    /// Gives all who wait the outcome; the first counts.
    func land(_ outcome: Flights.Outcome) {
        let (waiters, timer) = state.withLock { state in
            if state.outcome == nil { state.outcome = outcome }
            defer {
                state.waiters = [:]
                state.timer = nil
            }
            return (state.waiters, state.timer)
        }
        timer?.cancel()
        for waiter in waiters.values { waiter.resume(returning: outcome) }
    }

    private func timer(_ limit: Duration) -> Task<Void, Never> {
        Task { [weak self] in
            while (try? await Task.sleep(for: limit)) != nil {
                guard self?.leadMore() == true else { return }
            }
        }
    }

    /// Has more of those who wait ask, as the time is up; false when none is left.
    private func leadMore() -> Bool {
        let (leaders, goesOn) = state.withLock { state in
            var leaders: [CheckedContinuation<Flights.Outcome, any Error>] = []
            while leaders.count < state.wave, let next = state.nextLeader() { leaders.append(next) }
            state.leaders += leaders.count
            state.wave = min(state.wave * 2, 1 << 20)
            let goesOn = !state.waiters.isEmpty && state.outcome == nil
            if !goesOn { state.timer = nil }
            return (leaders, goesOn)
        }
        for leader in leaders { leader.resume(returning: .lead) }
        return goesOn
    }
}
