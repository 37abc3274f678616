import Foundation
import GRDB
import HoneCore

/// A pool of connections to one database for a Swift app (PAT-010): readers beside each other, one writer, and a limit
/// on waiting. `HoneDatabase.open(path:)` opens one.
///
/// It leases connections of GRDB itself rather than wrap GRDB's `DatabasePool`, which puts every file in WAL mode, lets
/// people wait without end, and keeps its connections for ever. A lane here is a `DatabaseQueue`: in WAL mode readers
/// and the writer do not block each other; with a rollback journal readers still run side by side, and SQLite makes the
/// writer wait for them within `busyTimeout`. Writes are IMMEDIATE transactions, so that a write never finds out at its
/// end that somebody else was faster.
public final class ConnectionPool: Sendable {
    /// What a pool did and does.
    public struct Statistics: Sendable, Equatable {
        /// The connections that read.
        public var readers: LeaseStatistics
        /// The one that writes.
        public var writer: LeaseStatistics
        /// Connections that were replaced for their age, or because they failed the ping.
        public var replaced: Int

        /// The figures by name, waits in milliseconds: for a monitor.
        public var gauges: [(name: String, value: Double)] {
            readers.gauges("readers") + writer.gauges("writer") + [("replaced", Double(replaced))]
        }
    }

    /// The database file.
    public let path: String
    private let readers: LanePool
    private let writer: LanePool
    private let schema = SchemaVersion()
    private let time: PoolTime

    init(path: String, configuration: ConnectionPoolConfiguration, time: PoolTime) throws {
        self.path = path
        self.time = time
        // The writer comes first: it makes the file if there is none, and the shared memory that readers need.
        let watch = StatementWatch(
            path: path, timeout: configuration.statementTimeout, slow: configuration.slowQueries)
        let first = try LaneSetup.open(path, configuration, .firstWriter, watch)
        let isWAL = try first.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal"
        writer = LanePool(
            purpose: "write", limit: 1, overflow: 0, path: path, configuration: configuration, time: time,
            first: Lane(queue: first, watch: watch, path: path, opened: time.now())
        ) { try LaneSetup.open(path, configuration, .writer(isWAL: isWAL), $0) }
        readers = LanePool(
            purpose: "read", limit: max(1, configuration.maximumReaders), overflow: max(0, configuration.overflow),
            path: path, configuration: configuration, time: time
        ) { try LaneSetup.open(path, configuration, .reader(isWAL: isWAL), $0) }
    }

    /// Reads: every statement of the body sees the same state of the database, and writes are refused.
    /// - Parameters:
    ///   - fileID: where it is called, for what is told of its statements; so is `line`.
    ///   - line: see `fileID`.
    ///   - body: what is read. Runs on the connection's thread.
    /// - Throws: `PoolExhausted`, `StatementTimedOut`, `CancellationError`, GRDB's `DatabaseError`, and what the body
    ///   throws.
    public func read<T: Sendable>(
        fileID: String = #fileID, line: Int = #line, _ body: @Sendable (Database) throws -> T
    ) async throws -> T {
        let call = PoolCall(
            place: SourcePlace(fileID: fileID, line: line), observation: QueryObservation.current, lanes: readers)
        return try await readers.use { lane in
            try await lane.queue.unsafeRead { db in
                try lane.watch.during(call) {
                    try db.transaction(.deferred) {
                        try schema.refresh(db, lane.schema, at: time.now())
                        return try body(db)
                    }
                }
            }
        }
    }

    /// Writes in one IMMEDIATE transaction, rolled back when the body throws.
    /// - Throws: as `read(fileID:line:_:)`.
    public func write<T: Sendable>(
        fileID: String = #fileID, line: Int = #line, _ body: @Sendable (Database) throws -> T
    ) async throws -> T {
        let call = PoolCall(
            place: SourcePlace(fileID: fileID, line: line), observation: QueryObservation.current, lanes: writer)
        return try await writer.use { lane in
            try await lane.queue.writeWithoutTransaction { db in
                try lane.watch.during(call) {
                    let (value, isNewSchema) = try db.transaction(.immediate) {
                        try schema.refresh(db, lane.schema, at: time.now())
                        let value = try body(db)
                        return (value, try schema.isChanged(db, lane.schema))
                    }
                    if isNewSchema { schema.bump() }
                    return value
                }
            }
        }
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
}

extension Database {
    /// Runs a body in a transaction and gives what it returns.
    fileprivate func transaction<T>(_ kind: TransactionKind, _ body: () throws -> T) throws -> T {
        var outcome: Result<T, any Error> = .failure(CancellationError())
        try inTransaction(kind) {
            outcome = .success(try body())
            return .commit
        }
        return try outcome.get()
    }
}
