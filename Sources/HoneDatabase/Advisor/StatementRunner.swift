import GRDBSQLite

/// Executes the statements of a workload on one copy of the database, timed and bounded. Writes are rolled back.
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
    private let clock = ContinuousClock()
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
    /// - Throws: `SQLiteError` when it fails otherwise.
    func time(_ sql: String, _ values: [SQLValue], writes: Bool) throws -> Duration {
        try execute(sql, values, writes: writes) { statement in
            while try statement.step() {}
        }
    }

    /// What one execution answers.
    /// - Throws: `SQLiteError`.
    func answer(_ sql: String, _ values: [SQLValue]) throws -> Answer {
        var answer = Answer()
        _ = try execute(sql, values, writes: false) { statement in
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
        return answer
    }

    private func execute(
        _ sql: String, _ values: [SQLValue], writes: Bool, _ body: (PreparedStatement) throws -> Void
    ) throws -> Duration {
        let statement = try compiled[sql] ?? db.prepare(sql)
        compiled[sql] = statement
        try statement.bind(values)
        if writes { try db.execute("BEGIN IMMEDIATE") }
        defer {
            statement.reset()
            if writes { try? db.execute("ROLLBACK") }
        }
        let start = clock.now
        deadline.at = start + limit
        defer { deadline.at = nil }
        do {
            try body(statement)
        } catch let error as SQLiteError where error.code == SQLITE_INTERRUPT {
            return limit
        }
        return clock.now - start
    }

    /// When the running statement is to be stopped; read by SQLite's progress handler.
    private final class Deadline {
        var at: ContinuousClock.Instant?
        var isOver: Bool { at.map { ContinuousClock.now > $0 } ?? false }
    }
}

extension Duration {
    /// As milliseconds.
    var inMilliseconds: Double { self / .milliseconds(1) }
}
