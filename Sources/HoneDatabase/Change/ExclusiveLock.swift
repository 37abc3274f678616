import GRDBSQLite

/// Nobody else reads or writes the database while this lives, and nothing of it lies in a log or journal.
///
/// With `locking_mode = EXCLUSIVE` set before the first read, even a WAL database is opened only when no other
/// connection has it open. It is then taken out of WAL mode: SQLite unlinks a log by its name when the last connection
/// closes, and after a rename that name would be the new file's. `release(restoring:)` puts the mode back.
final class ExclusiveLock {
    private let db: Connection
    /// The database was in WAL mode when the lock was taken.
    let wasWAL: Bool

    /// - Throws: `DatabaseProblem`, `.locked` when somebody uses the database.
    init(_ path: String, attempted: String) throws {
        do {
            db = try Connection(path: path, mode: .readWrite, busyTimeout: .milliseconds(200))
            try db.execute("PRAGMA locking_mode = EXCLUSIVE")
            wasWAL = try db.text("PRAGMA journal_mode") == "wal"
            if wasWAL {
                try db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                guard try db.text("PRAGMA journal_mode = DELETE") == "delete" else {
                    throw DatabaseProblem.locked(attempted: attempted, path: path)
                }
            }
            try db.execute("BEGIN EXCLUSIVE")
        } catch let error as SQLiteError {
            throw DatabaseProblem(error, attempted: attempted, path: path)
        }
    }

    /// Bytes of the locked file.
    /// - Throws: `SQLiteError`.
    func fileBytes(at offset: Int64, count: Int) throws -> [UInt8] { try db.fileBytes(at: offset, count: count) }

    /// Lets go. What others find is the file that bears the name by then.
    /// - Parameter restoring: the file was not replaced: WAL mode is put back if it was there.
    func release(restoring: Bool) {
        try? db.execute("ROLLBACK")
        if restoring, wasWAL {
            _ = try? db.text("PRAGMA journal_mode = WAL")
        }
        db.close()
    }
}
