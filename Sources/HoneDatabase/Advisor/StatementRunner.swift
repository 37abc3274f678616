import Foundation
import GRDBSQLite

/// Executes the statements of a workload on one copy of the database, timed and bounded. Writes are rolled back.
///
/// Time is the processor time of the thread, so that other programs on the machine count for little: the copies were
/// just written and lie in memory, where neither side waits for a disk.
final class StatementRunner {
    /// What an execution gave.
    struct Answer: Equatable {
        /// Rows in their order.
        var inOrder: UInt64 = 0
        /// Rows in any order.
        var asSet: UInt64 = 0
        var rows = 0
    }

    let db: Connection
    private let limit: Duration
    private var compiled: [String: PreparedStatement] = [:]
    private let deadline = Deadline()

    init(path: String, limit: Duration) throws {
        self.limit = limit
        db = try Connection(path: path, mode: .readWrite)
        // A copy that may be lost: it is the work on pages that is measured, not the disk's sync, which is the same
        // with and without an index.
        try db.execute("PRAGMA journal_mode = DELETE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        sqlite3_progress_handler(
            db.handle, 4000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
            }, Unmanaged.passUnretained(deadline).toOpaque())
    }

    deinit { sqlite3_progress_handler(db.handle, 0, nil, nil) }

    /// How long one execution takes. One that runs into the limit counts as the limit.
    /// - Parameter limit: a shorter limit than the runner's.
    /// - Throws: `SQLiteError` when it fails otherwise.
    func time(_ sql: String, _ values: [SQLValue], writes: Bool, limit: Duration? = nil) throws -> Duration {
        try execute(sql, values, writes: writes, limit: min(limit ?? self.limit, self.limit)) { statement in
            while try statement.step() {}
        }
    }

    /// What one execution answers; nil when it ran into the limit.
    /// - Throws: `SQLiteError`.
    func answer(_ sql: String, _ values: [SQLValue]) throws -> Answer? {
        var answer = Answer()
        let took = try execute(sql, values, writes: false) { statement in
            let columns = Int32(statement.columnCount)
            var all = RowHash()
            while try statement.step() {
                var row = RowHash()
                row.add(rowOf: statement.handle, columns: columns)
                all.add(row.word)
                answer.asSet &+= row.word
                answer.rows += 1
            }
            answer.inOrder = all.word
        }
        return took < limit ? answer : nil
    }

    private func execute(
        _ sql: String, _ values: [SQLValue], writes: Bool, limit: Duration? = nil,
        _ body: (PreparedStatement) throws -> Void
    ) throws -> Duration {
        let limit = limit ?? self.limit
        let statement = try compiled[sql] ?? db.prepare(sql)
        compiled[sql] = statement
        try statement.bind(values)
        if writes { try db.execute("BEGIN IMMEDIATE") }
        defer {
            statement.reset()
            if writes { try? db.execute("ROLLBACK") }
        }
        let start = StatementRunner.processorTime()
        deadline.at = start + limit
        defer { deadline.at = nil }
        do {
            try body(statement)
        } catch let error as SQLiteError where error.code == SQLITE_INTERRUPT {
            return limit
        }
        return StatementRunner.processorTime() - start
    }

    /// The processor time of this thread so far.
    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// When the running statement is to be stopped; read by SQLite's progress handler.
    private final class Deadline {
        var at: Duration?
        var isOver: Bool { at.map { StatementRunner.processorTime() > $0 } ?? false }
    }
}

extension Duration {
    /// As milliseconds.
    var inMilliseconds: Double { self / .milliseconds(1) }
}
