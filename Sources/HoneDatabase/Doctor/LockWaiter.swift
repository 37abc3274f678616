import Foundation
import GRDBSQLite
import Synchronization

/// Tells many threads at once to come to an end.
final class StopSign: Sendable {
    private let isUp = Atomic(false)
    var isRaised: Bool { isUp.load(ordering: .acquiring) }
    func raise() { isUp.store(true, ordering: .releasing) }
}

/// Waits for locks as SQLite's own busy timeout does, and counts what it waits for. Used by one thread at a time: the
/// one that uses its connection, on which SQLite calls back.
final class LockWaiter {
    /// What the connection is at.
    var phase = LockPhase.begin
    /// It was told to stop while it waited: that is no refusal.
    private(set) var wasStopped = false
    private(set) var waits: [LockPhase: ConcurrencyReport.Wait] = [:]
    private let timeout: Int
    private let stop: StopSign

    /// Milliseconds of one sleep after the other, as in `sqliteDefaultBusyCallback` of SQLite's main.c.
    private static let delays = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]

    init(timeout: Int, stop: StopSign) {
        self.timeout = timeout
        self.stop = stop
    }

    /// Stands in for the connection's busy timeout. The waiter has to outlive the connection.
    func attach(to connection: Connection) {
        sqlite3_busy_handler(
            connection.handle,
            { context, count in
                guard let context else { return 0 }
                return Unmanaged<LockWaiter>.fromOpaque(context).takeUnretainedValue().wait(Int(count)) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// - Returns: whether SQLite is to look again.
    private func wait(_ count: Int) -> Bool {
        if stop.isRaised {
            wasStopped = true
            return false
        }
        let before = Self.delays.prefix(count).reduce(0, +) + max(0, count - Self.delays.count) * 100
        let delay = min(count < Self.delays.count ? Self.delays[count] : 100, timeout - before)
        guard delay > 0 else { return false }
        let began = ContinuousClock.now
        usleep(UInt32(delay) * 1_000)
        var wait = waits[phase] ?? .init(sleeps: 0, seconds: 0)
        wait.sleeps += 1
        wait.seconds += (ContinuousClock.now - began) / .seconds(1)
        waits[phase] = wait
        return true
    }
}
