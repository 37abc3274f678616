import Foundation
import GRDB
import Synchronization

/// A pool of connections to one database for a Swift app (PAT-010): readers beside each other, one writer, and a limit
/// on waiting.
///
/// It leases connections of GRDB itself rather than wrap GRDB's `DatabasePool`, which puts every file in WAL mode, lets
/// people wait without end, and keeps its connections for ever. A lane here is a `DatabaseQueue`: in WAL mode readers
/// and the writer do not block each other; with a rollback journal readers still run side by side, and SQLite makes the
/// writer wait for them within `busyTimeout`. Writes are IMMEDIATE transactions, so that a write never finds out at its
/// end that somebody else was faster.
///
///     let pool = try ConnectionPool.open(path: "app.db")
///     let chefs = try await pool.read { db in try Chef.fetchAll(db) }
public final class ConnectionPool: Sendable {
    /// What a pool did and does.
    public struct Statistics: Sendable, Equatable {
        /// The connections that read.
        public var readers: LeaseStatistics
        /// The one that writes.
        public var writer: LeaseStatistics
        /// Connections that were replaced for their age, or because they failed the ping.
        public var replaced: Int
    }

    /// The database file.
    public let path: String
    private let readers: LanePool
    private let writer: LanePool

    /// Opens a pool; the first connection is made now, so that a file that cannot be opened is told here.
    /// - Throws: GRDB's `DatabaseError`.
    public static func open(
        path: String, configuration: ConnectionPoolConfiguration = ConnectionPoolConfiguration()
    ) throws -> ConnectionPool {
        try ConnectionPool(path: path, configuration: configuration, time: .real())
    }

    init(path: String, configuration: ConnectionPoolConfiguration, time: PoolTime) throws {
        self.path = path
        // The writer comes first: it makes the file if there is none, and the shared memory that readers need.
        let first = try DatabaseQueue(path: path, configuration: Self.grdb(configuration, readonly: false))
        let isWAL = try first.writeWithoutTransaction { db in
            if case .wal = configuration.journal { try db.execute(sql: "PRAGMA journal_mode = WAL") }
            let isWAL = try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
            try Self.setUp(db, configuration, isWAL: isWAL)
            return isWAL
        }
        let kept = FirstConnection(first)
        writer = LanePool(purpose: "write", limit: 1, path: path, configuration: configuration, time: time) {
            if let first = kept.take() { return first }
            let queue = try DatabaseQueue(path: path, configuration: Self.grdb(configuration, readonly: false))
            try queue.writeWithoutTransaction { try Self.setUp($0, configuration, isWAL: isWAL) }
            return queue
        }
        readers = LanePool(
            purpose: "read", limit: max(1, configuration.maximumReaders), path: path, configuration: configuration,
            time: time
        ) {
            let queue = try DatabaseQueue(path: path, configuration: Self.grdb(configuration, readonly: true))
            try queue.unsafeRead { try Self.setUp($0, configuration, isWAL: isWAL) }
            return queue
        }
    }

    /// Reads: every statement of the body sees the same state of the database, and writes are refused.
    /// - Throws: `PoolExhausted`, `CancellationError`, GRDB's `DatabaseError`, and what the body throws.
    public func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        try await readers.use { try await $0.read(body) }
    }

    /// Writes in one IMMEDIATE transaction, rolled back when the body throws.
    /// - Throws: as `read(_:)`.
    public func write<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        try await writer.use { try await $0.write(body) }
    }

    /// Closes the connections that nobody has; those in use close when the pool goes. It may be used again.
    public func close() {
        readers.closeIdle()
        writer.closeIdle()
    }

    /// The figures of now.
    public var statistics: Statistics {
        Statistics(
            readers: readers.statistics, writer: writer.statistics, replaced: readers.replaced + writer.replaced)
    }

    private static func grdb(_ configuration: ConnectionPoolConfiguration, readonly: Bool) -> Configuration {
        var grdb = Configuration()
        grdb.readonly = readonly
        grdb.foreignKeysEnabled = configuration.enforcesForeignKeys
        grdb.busyMode = .timeout(configuration.busyTimeout / .seconds(1))
        return grdb
    }

    /// Settings that live with a connection and not with the file.
    private static func setUp(_ db: Database, _ configuration: ConnectionPoolConfiguration, isWAL: Bool) throws {
        try db.execute(sql: "PRAGMA cache_size = -\(configuration.cacheKiB)")
        try db.execute(sql: "PRAGMA mmap_size = \(configuration.mapBytes)")
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        // In WAL mode NORMAL cannot corrupt the file; a power cut may lose the last commits, and an app that must not
        // lose them leaves FULL (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
        if isWAL { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
    }
}

/// The connection that was made at opening, until the writer takes it.
private final class FirstConnection: Sendable {
    private let queue: Mutex<DatabaseQueue?>

    init(_ queue: DatabaseQueue) { self.queue = Mutex(queue) }

    func take() -> DatabaseQueue? {
        queue.withLock { queue in
            defer { queue = nil }
            return queue
        }
    }
}
