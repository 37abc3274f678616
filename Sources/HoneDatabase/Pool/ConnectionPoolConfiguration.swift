import Foundation

/// How a `ConnectionPool` opens its connections and how long it lets people wait. The defaults are for production.
public struct ConnectionPoolConfiguration: Sendable {
    /// What is done about the journal mode of the file.
    public enum Journal: Sendable {
        /// It stays as it is: WAL mode is a change of the file, and a decision of its own (PAT-011).
        case asFound
        /// The file is put in WAL mode.
        case wal
    }

    /// Connections that read, at most. Default: two a core, at least 4; SQLite readers hardly wait for each other.
    public var maximumReaders = max(4, ProcessInfo.processInfo.activeProcessorCount * 2)
    /// Connections that read beyond those, opened while all are in use and closed when nobody waits any more. Default
    /// 0: more readers than the cores can use help only where connections are held by something slower than SQLite.
    public var overflow = 0
    /// How long a task waits for a connection before it gets `PoolExhausted`. Default 10 s.
    public var acquireTimeout: Duration = .seconds(10)
    /// How many tasks may wait for a connection to read, and how many for the one that writes; who comes then gets
    /// `PoolExhausted` at once. Default 1,000.
    public var maximumWaiting = 1_000
    /// How long a statement may run before it is interrupted with `StatementTimedOut`; counted from its first step to
    /// its end, waiting for locks and what the app does between rows included. nil: without end. Default 5 s.
    public var statementTimeout: Duration? = .seconds(5)
    /// Where statements that take long are told. nil: nowhere. Default: from 100 ms on, a line to standard error,
    /// without parameters.
    public var slowQueries: SlowQueryLog? = .standardError
    /// How long SQLite waits for a lock of another connection. Default 5 s.
    public var busyTimeout: Duration = .seconds(5)
    /// A connection that has been idle this long is tried before it is given out: is the file at the path still the
    /// one it has open, and does it answer. nil: never. Default 1 s.
    public var pingAfterIdle: Duration? = .seconds(1)
    /// A connection older than this is replaced when it comes back. nil: never. Default 1 hour.
    public var recycleAfter: Duration? = .seconds(3600)
    /// The journal mode. Default: WAL.
    public var journal: Journal = .wal
    /// Memory for pages a connection, KiB. Default 8192; SQLite's own is 2000.
    public var cacheKiB = 8192
    /// Bytes of the file that are read through memory mapping; 0 for none. Default 256 MiB.
    public var mapBytes = 256 << 20
    /// Bytes that the log of WAL mode keeps on disk after a checkpoint. Default 64 MiB.
    public var journalBytes = 64 << 20
    /// Foreign keys are enforced. Default true.
    public var enforcesForeignKeys = true

    /// The defaults.
    public init() {}
}

/// No connection came free in time, or too many wait for one.
public struct PoolExhausted: Error, Sendable, CustomStringConvertible {
    /// The database file.
    public let path: String
    /// What was wanted: "read" or "write".
    public let purpose: String
    /// How long it was waited; zero when there were too many to wait with.
    public let waited: Duration
    /// Connections in use and tasks waiting when it was given up.
    public let statistics: LeaseStatistics

    /// What was found and what to do.
    public var description: String {
        let found = "\(statistics.inUse) in use, \(statistics.waiting) waiting. "
        let advice =
            "Look for slow statements or a transaction that stays open, or raise "
            + (purpose == "read"
                ? "maximumReaders or overflow." : "acquireTimeout: there is one writer, by SQLite's nature.")
        return waited == .zero
            ? "No connection to \(purpose) \(path) is free and too many wait already: " + found + advice
            : "No connection to \(purpose) \(path) came free within \(waited): " + found + advice
    }
}
