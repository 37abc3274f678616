import Foundation
import GRDB
import Synchronization

/// Gives out connections of one kind (readers, or the writer), each to one user at a time: the shell around
/// `LeaseBook`. A lease costs two short locks; a wait, a continuation more; all who wait share one timer.
final class LanePool: Sendable {
    private struct State {
        var book: LeaseBook
        var lanes: [Lane?]
        var lastUse: [Duration]
        var waiters: [Int: CheckedContinuation<Int, any Error>] = [:]
        var nextTicket = 0
        var replaced = 0
        var hasTimer = false
    }

    private let purpose: String
    private let path: String
    private let configuration: ConnectionPoolConfiguration
    private let time: PoolTime
    private let open: @Sendable (StatementWatch) throws -> DatabaseQueue
    private let state: Mutex<State>

    init(
        purpose: String, limit: Int, overflow: Int, path: String, configuration: ConnectionPoolConfiguration,
        time: PoolTime, first: Lane? = nil, open: @escaping @Sendable (StatementWatch) throws -> DatabaseQueue
    ) {
        self.purpose = purpose
        self.path = path
        self.configuration = configuration
        self.time = time
        self.open = open
        var book = LeaseBook(limit: limit, overflow: overflow, maximumWaiting: max(0, configuration.maximumWaiting))
        var lanes = [Lane?](repeating: nil, count: limit + overflow)
        if let first {
            lanes[0] = first
            book.addOpen()
        }
        state = Mutex(State(book: book, lanes: lanes, lastUse: Array(repeating: time.now(), count: lanes.count)))
    }

    var statistics: LeaseStatistics { state.withLock { $0.book.current } }

    /// How many have waited for a connection and do so no more.
    var endedWaits: Int { state.withLock { $0.book.statistics.waits } }

    /// How many have waited, or wait still, of those whose wait had not ended when ``endedWaits`` was so many.
    func waiters(since waits: Int) -> Int { state.withLock { max(0, $0.book.waitsInAll - waits) } }

    /// Connections that were replaced for their age, or because they failed the ping.
    var replaced: Int { state.withLock { $0.replaced } }

    /// Runs a body with a connection that nobody else uses meanwhile.
    func use<T: Sendable>(_ body: (Lane) async throws -> T) async throws -> T {
        let index = try await acquire()
        defer { give(index) }
        return try await body(try ready(index))
    }

    /// Closes what is open. Who has a connection keeps it until he gives it back.
    func closeIdle() {
        let closed = state.withLock { state -> [Lane?] in
            let now = time.now()
            var taken: [Int] = []
            while state.book.current.idle > 0, case .lease(let index) = state.book.acquire(ticket: 0, at: now) {
                taken.append(index)
            }
            return taken.map { index in
                _ = state.book.release(index, closed: true, at: now)
                defer { state.lanes[index] = nil }
                return state.lanes[index]
            }
        }
        // Closing takes a while: it happens here, outside the lock.
        withExtendedLifetime(closed) {}
    }

    // MARK: Taking and giving

    private func acquire() async throws -> Int {
        let (ticket, free) = state.withLock { state -> (Int, Int?) in
            state.nextTicket += 1
            guard !state.book.isExhausted,
                case .lease(let index) = state.book.acquire(ticket: state.nextTicket, at: .zero)
            else { return (state.nextTicket, nil) }
            return (state.nextTicket, index)
        }
        if let free { return free }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                wait(ticket, continuation)
                // The handler below may have run before the ticket was in the book.
                if Task.isCancelled { abandon(ticket) }
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    private func wait(_ ticket: Int, _ continuation: CheckedContinuation<Int, any Error>) {
        let (answer, statistics, startsTimer) = state.withLock { state -> (LeaseBook.Answer, LeaseStatistics?, Bool) in
            let answer = state.book.acquire(ticket: ticket, at: time.now())
            switch answer {
            case .lease: return (answer, nil, false)
            case .refuse: return (answer, state.book.current, false)
            case .wait:
                state.waiters[ticket] = continuation
                defer { state.hasTimer = true }
                return (answer, nil, !state.hasTimer)
            }
        }
        if startsTimer { startTimer() }
        if case .lease(let index) = answer { continuation.resume(returning: index) }
        if let statistics {
            continuation.resume(
                throwing: PoolExhausted(path: path, purpose: purpose, waited: .zero, statistics: statistics))
        }
    }

    private func abandon(_ ticket: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Int, any Error>? in
            guard state.book.abandon(ticket, at: time.now()) else { return nil }
            return state.waiters.removeValue(forKey: ticket)
        }
        waiter?.resume(throwing: CancellationError())
    }

    private func give(_ index: Int) {
        let (waiter, old) = state.withLock { state -> (CheckedContinuation<Int, any Error>?, Lane?) in
            let now = time.now()
            state.lastUse[index] = now
            var old: Lane?
            if let lane = state.lanes[index] {
                let isOld = configuration.recycleAfter.map { now - lane.opened >= $0 } ?? false
                if isOld || state.book.closesNext {
                    old = lane
                    state.lanes[index] = nil
                    if isOld { state.replaced += 1 }
                }
            }
            let ticket = state.book.release(index, closed: state.lanes[index] == nil, at: now)
            return (ticket.flatMap { state.waiters.removeValue(forKey: $0) }, old)
        }
        waiter?.resume(returning: index)
        withExtendedLifetime(old) {}
    }

    // MARK: A limit on waiting

    /// One timer for all who wait: they come in order and wait equally long, so the first of them is due first.
    private func startTimer() {
        // Detached, so as not to keep what belongs to the request of the first who waits.
        Task.detached { [weak self, time] in
            while let delay = self?.timeUntilNextIsDue() {
                try? await time.sleep(delay)
                self?.expire()
            }
        }
    }

    /// nil, and no timer any more, when nobody waits.
    private func timeUntilNextIsDue() -> Duration? {
        state.withLock { state in
            guard let oldest = state.book.oldestWait else {
                state.hasTimer = false
                return nil
            }
            return max(.zero, oldest + configuration.acquireTimeout - time.now())
        }
    }

    private func expire() {
        let (expired, statistics) = state.withLock { state in
            let statistics = state.book.current
            let now = time.now()
            let due = state.book.expire(waitingSince: now - configuration.acquireTimeout, at: now)
            return (due.map { (state.waiters.removeValue(forKey: $0.ticket), $0.waited) }, statistics)
        }
        for (waiter, waited) in expired {
            waiter?.resume(
                throwing: PoolExhausted(path: path, purpose: purpose, waited: waited, statistics: statistics))
        }
    }

    // MARK: A connection that works

    private func ready(_ index: Int) throws -> Lane {
        let (lane, lastUse) = state.withLock { ($0.lanes[index], $0.lastUse[index]) }
        if let lane {
            guard let after = configuration.pingAfterIdle, time.now() - lastUse >= after else { return lane }
            if lane.answers(at: path) { return lane }
            state.withLock { state in
                state.lanes[index] = nil
                state.replaced += 1
            }
        }
        let watch = StatementWatch(
            path: path, timeout: configuration.statementTimeout, slow: configuration.slowQueries)
        let made = Lane(queue: try open(watch), watch: watch, path: path, opened: time.now())
        state.withLock { $0.lanes[index] = made }
        return made
    }
}

/// The clock of a pool: replaced in tests.
struct PoolTime: Sendable {
    var now: @Sendable () -> Duration
    var sleep: @Sendable (Duration) async throws -> Void

    /// The machine's own, counted from when it is made.
    static func real() -> PoolTime {
        let start = ContinuousClock.now
        return PoolTime(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
    }
}
