/// What is done to a copy of the database, and how the copy is checked.
enum CandidateWork {
    /// Executes statements and sets the journal mode; afterwards all of the database is in its main file, durable.
    /// - Throws: `SQLiteError`, `DatabaseProblem`.
    static func apply(_ statements: [String], journalMode: JournalMode?, to path: String) throws {
        let db = try Connection(path: path, mode: .readWrite)
        if !statements.isEmpty {
            // A copy that breaks is thrown away, so that its journal need not survive a crash.
            let mode = try db.text("PRAGMA journal_mode")
            try db.execute("BEGIN IMMEDIATE")
            for statement in statements { try db.execute(statement) }
            try db.execute("COMMIT")
            if mode == "wal" { try db.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
        }
        if let journalMode {
            let wanted = journalMode == .wal ? "wal" : "delete"
            let got = try db.text("PRAGMA journal_mode = \(wanted)")
            guard got == wanted else {
                throw DatabaseProblem(
                    .changeRefused, attempted: "set the journal mode of", path: path,
                    found: "SQLite answers \(got) when asked for \(wanted)",
                    remedy: "A network file system cannot have WAL; move the database to a local disk.")
            }
        }
        // The last connection that closes puts the log into the file and removes it.
        db.close()
        guard FileStatus(path + "-wal") == nil, FileStatus(path + "-journal") == nil else {
            throw DatabaseProblem(
                .changeRefused, attempted: "close", path: path, found: "its log or journal is still there",
                remedy: "Check whether another program watches the work folder.")
        }
        try DurableFile.sync(path)
    }

    /// The differences that a change may not make: any but indexes and statistics.
    static func unintended(_ differences: [String]) -> [String] {
        differences.filter { difference in
            let isIndex = difference.hasPrefix("index ")
            let isStatistics = difference.contains("sqlite_stat")
            return !isIndex && !isStatistics
        }
    }

    /// What `integrity_check` and `foreign_key_check` find in a copy and did not find before.
    /// - Throws: `SQLiteError`.
    static func newViolations(in path: String, comparedWith before: String) throws -> [String] {
        let known = Set(try violations(in: before))
        return try violations(in: path).filter { !known.contains($0) }
    }

    private static func violations(in path: String) throws -> [String] {
        let db = try Connection(path: path, mode: .immutable)
        let integrity = try db.rows("PRAGMA integrity_check(100)").compactMap { $0.first?.textValue }.filter {
            $0 != "ok"
        }
        // Bounded: a database whose foreign keys were never enforced may violate millions.
        let keys = try db.rows("SELECT * FROM pragma_foreign_key_check LIMIT 1000").map { row in
            "foreign key of \(row[0].textValue ?? "?") row \(row[1].integerValue ?? 0) to \(row[2].textValue ?? "?")"
        }
        return integrity + keys
    }
}
