import Foundation
import GRDBSQLite

/// Copies of a whole database, and putting one in the place of another.
public enum DatabaseCopy {
    /// How far a copy is.
    public struct Progress: Sendable, Equatable {
        /// Pages copied.
        public var copied: Int
        /// Pages in all.
        public var total: Int

        /// From 0 to 1.
        public var fraction: Double { total == 0 ? 1 : Double(copied) / Double(total) }
    }

    /// Copies a database as it is at one moment, with what waits in its log, while others go on using it: SQLite's
    /// online backup (<https://www.sqlite.org/backup.html>). The copy is durable when this returns, and there is
    /// none when it throws.
    ///
    /// Another process that writes makes the copy begin again; after three times a read transaction keeps writers
    /// out (or, with WAL, the snapshot in) until it is done.
    /// - Throws: `DatabaseProblem`.
    public static func snapshot(
        of path: String, to target: String, progress: (Progress) -> Void = { _ in }
    ) throws {
        let attempted = "copy"
        let header = try DatabaseGate.header(of: path, attempted: attempted)
        try DatabaseGate.refuseHotJournal(path, attempted: attempted)
        try DatabaseGate.refuseLogOnNetwork(path, header, attempted: attempted)
        let partial = target + ".partial"
        DurableFile.removeDatabase(partial)
        do {
            try DatabaseProblem.told(attempted, path) {
                let source = try Connection.quietReader(path, header: header)
                let copy = try Connection(path: partial, mode: .create)
                // The copy is worth nothing before it is whole, so it needs no journal of its own.
                try copy.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
                if try backup(source, to: copy, giveUpAfter: 3, progress) { return }
                try source.execute("BEGIN; SELECT count(*) FROM sqlite_schema")
                _ = try backup(source, to: copy, giveUpAfter: .max, progress)
                try source.execute("COMMIT")
            }
            try DurableFile.sync(partial)
            DurableFile.removeDatabase(target)
            try DurableFile.move(partial, to: target)
        } catch {
            DurableFile.removeDatabase(partial)
            throw DatabaseProblem.ofFile(error, attempted: attempted, path: path)
        }
    }

    /// Pages of a step: between steps others may write.
    private static let pagesAtOnce: Int32 = 1024

    /// - Returns: false when it began again too often.
    private static func backup(
        _ source: Connection, to copy: Connection, giveUpAfter limit: Int, _ progress: (Progress) -> Void
    ) throws -> Bool {
        guard let backup = sqlite3_backup_init(copy.handle, "main", source.handle, "main") else {
            throw SQLiteError(copy.handle, code: SQLITE_ERROR, sql: nil, path: copy.path)
        }
        var restarts = 0
        var before = Int.max
        var code = SQLITE_OK
        repeat {
            code = sqlite3_backup_step(backup, pagesAtOnce)
            let (total, left) = (Int(sqlite3_backup_pagecount(backup)), Int(sqlite3_backup_remaining(backup)))
            if left > before { restarts += 1 }
            before = left
            if code == SQLITE_OK || code == SQLITE_DONE { progress(Progress(copied: total - left, total: total)) }
        } while code == SQLITE_OK && restarts < limit
        let finished = sqlite3_backup_finish(backup)
        if code == SQLITE_OK { return false }
        guard code == SQLITE_DONE, finished == SQLITE_OK else {
            throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), path: source.path)
        }
        return true
    }
}

extension DatabaseProblem {
    /// Any error as a problem of a file.
    static func ofFile(_ error: any Error, attempted: String, path: String) -> DatabaseProblem {
        switch error {
        case let problem as DatabaseProblem: return problem
        case let error as SQLiteError: return DatabaseProblem(error, attempted: attempted, path: path)
        default: break
        }
        let failure = error as? DurableFile.Failure
        let number = failure?.number ?? systemError(error)
        // Foundation's own description of an error is a page long.
        let found = failure.map { "\($0)" } ?? number.map { String(cString: strerror($0)) } ?? "\(error)"
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return DatabaseProblem(
                .diskFull, attempted: attempted, path: path, found: found, remedy: "Free some room and try again.")
        case EACCES, EPERM, EROFS:
            return DatabaseProblem(
                .readOnly, attempted: attempted, path: path, found: found,
                remedy: "Let this user write to the file and to its folder.")
        default:
            return DatabaseProblem(
                .unreadable, attempted: attempted, path: path, found: found,
                remedy: "Check the folder and its rights, and try again.")
        }
    }

    /// The number of the system call's error that lies under an error of Foundation.
    private static func systemError(_ error: any Error) -> Int32? {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).flatMap(systemError)
    }
}
