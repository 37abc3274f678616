import Foundation
import GRDB
import Synchronization

/// Gives out connections of one kind (readers, or the writer), each to one user at a time: the shell around
/// `LeaseBook`. Only those who have to wait pay for a timer.
final class LanePool: Sendable {
    /// An open connection.
    private struct Lane {
        let queue: DatabaseQueue
        let file: FileStatus?
        let opened: Duration
        var lastUse: Duration
    }

    private struct State {
        var book: LeaseBook
        var lanes: [Int: Lane] = [:]
        var waiters: [Int: CheckedContinuation<Int, any Error>] = [:]
        var nextTicket = 0
        var replaced = 0
    }

    private let purpose: String
    private let path: String
    private let configuration: ConnectionPoolConfiguration
    private let time: PoolTime
    private let open: @Sendable () throws -> DatabaseQueue
    private let state: Mutex<State>

    init(
        purpose: String, limit: Int, path: String, configuration: ConnectionPoolConfiguration, time: PoolTime,
        open: @escaping @Sendable () throws -> DatabaseQueue
    ) {
        self.purpose = purpose
        self.path = path
        self.configuration = configuration
        self.time = time
        self.open = open
        state = Mutex(State(book: LeaseBook(limit: limit)))
    }

    var statistics: LeaseStatistics { state.withLock { $0.book.current } }

    /// Connections that were replaced for their age, or because they failed the ping.
    var replaced: Int { state.withLock { $0.replaced } }

    /// Runs a body with a connection that nobody else uses meanwhile.
    func use<T: Sendable>(_ body: (DatabaseQueue) async throws -> T) async throws -> T {
        let index = try await acquire()
        let queue: DatabaseQueue
        do {
            queue = try ready(index)
        } catch {
            give(index)
            throw error
        }
        defer { give(index) }
        return try await body(queue)
    }

    /// Closes what is open. Who has a connection keeps it until he gives it back.
    func closeIdle() {
        state.withLock { state in
            let now = time.now()
            var taken: [Int] = []
            while state.book.current.idle > 0, case .lease(let index) = state.book.acquire(ticket: 0, at: now) {
                state.lanes[index] = nil
                taken.append(index)
            }
            for index in taken { _ = state.book.release(index, closed: true, at: now) }
        }
    }

    // MARK: Taking and giving

    private func acquire() async throws -> Int {
        let (ticket, quick) = state.withLock { state -> (Int, Int?) in
            state.nextTicket += 1
            guard !state.book.isExhausted else { return (state.nextTicket, nil) }
            guard case .lease(let index) = state.book.acquire(ticket: state.nextTicket, at: time.now()) else {
                return (state.nextTicket, nil)
            }
            return (state.nextTicket, index)
        }
        if let quick { return quick }
        let timer = Task { [time, configuration] in
            try await time.sleep(configuration.acquireTimeout)
            self.abandon(ticket, timedOut: true)
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let index = state.withLock { state -> Int? in
                    switch state.book.acquire(ticket: ticket, at: time.now()) {
                    case .lease(let index): return index
                    case .wait:
                        state.waiters[ticket] = continuation
                        return nil
                    }
                }
                if let index { continuation.resume(returning: index) }
                // The handler below may have run before the ticket was in the book.
                if Task.isCancelled { abandon(ticket, timedOut: false) }
            }
        } onCancel: {
            abandon(ticket, timedOut: false)
        }
    }

    private func abandon(_ ticket: Int, timedOut: Bool) {
        let (waiter, statistics) = state.withLock { state -> (CheckedContinuation<Int, any Error>?, LeaseStatistics) in
            let statistics = state.book.current
            guard state.book.abandon(ticket, at: time.now(), timedOut: timedOut) else { return (nil, statistics) }
            return (state.waiters.removeValue(forKey: ticket), statistics)
        }
        let error: any Error =
            timedOut
            ? PoolExhausted(
                path: path, purpose: purpose, waited: configuration.acquireTimeout, statistics: statistics)
            : CancellationError()
        waiter?.resume(throwing: error)
    }

    private func give(_ index: Int) {
        let (waiter, old) = state.withLock { state -> (CheckedContinuation<Int, any Error>?, Lane?) in
            let now = time.now()
            state.lanes[index]?.lastUse = now
            var old: Lane?
            if let lane = state.lanes[index], let age = configuration.recycleAfter, now - lane.opened >= age {
                old = state.lanes.removeValue(forKey: index)
                state.replaced += 1
            }
            let isClosed = state.lanes[index] == nil
            let ticket = state.book.release(index, closed: isClosed, at: now)
            return (ticket.flatMap { state.waiters.removeValue(forKey: $0) }, old)
        }
        // Closing takes a while: it happens here, outside the lock.
        withExtendedLifetime(old) { waiter?.resume(returning: index) }
    }

    // MARK: A connection that works

    private func ready(_ index: Int) throws -> DatabaseQueue {
        let now = time.now()
        if let lane = state.withLock({ $0.lanes[index] }) {
            guard let after = configuration.pingAfterIdle, now - lane.lastUse >= after else { return lane.queue }
            if answers(lane) { return lane.queue }
            state.withLock { state in
                state.lanes[index] = nil
                state.replaced += 1
            }
        }
        let queue = try open()
        state.withLock {
            $0.lanes[index] = Lane(queue: queue, file: FileStatus(path), opened: now, lastUse: now)
        }
        return queue
    }

    /// A connection whose file was replaced under its name answers as ever, from the old file: the inode tells.
    private func answers(_ lane: Lane) -> Bool {
        guard let file = lane.file, let current = FileStatus(path), file.isSameFile(current) else { return false }
        return (try? lane.queue.unsafeRead { try Int.fetchOne($0, sql: "PRAGMA schema_version") }) != nil
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
