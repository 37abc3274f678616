import Foundation
import GRDBSQLite

/// What is checked of a path before SQLite is let near it.
enum DatabaseGate {
    /// The header of a database that this library can read.
    /// - Throws: `DatabaseProblem`: not there, not a file, not a database, encrypted, too new.
    static func header(of path: String, attempted: String) throws -> DatabaseHeader {
        guard let status = FileStatus(path) else {
            throw DatabaseProblem(
                .notFound, attempted: attempted, path: path, found: "there is no such file",
                remedy: "Check the path; a relative one is taken from \(FileManager.default.currentDirectoryPath).")
        }
        guard status.isFile else {
            throw DatabaseProblem(
                .notAFile, attempted: attempted, path: path,
                found: status.isFolder ? "it is a folder" : "it is not a regular file",
                remedy: "Name the database file itself.")
        }
        let bytes: [UInt8]
        do {
            bytes = try Connection(path: path, mode: .readOnly).fileBytes(at: 0, count: 100)
        } catch let error as SQLiteError {
            throw DatabaseProblem(
                .unreadable, attempted: attempted, path: path, found: "it cannot be read: \(error.message)",
                remedy: "Let this user read the file.")
        }
        guard let header = DatabaseHeader(bytes) else { throw notADatabase(bytes, attempted: attempted, path: path) }
        if header.isNewerFormat {
            throw DatabaseProblem(
                .newerFormat, attempted: attempted, path: path,
                found: "its format is version \(max(header.readVersion, header.writeVersion)), and SQLite "
                    + "\(String(cString: sqlite3_libversion())) reads versions 1 and 2",
                remedy: "Install a newer libsqlite3, or check whether the header is damaged.")
        }
        return header
    }

    /// Refuses a file whose last writer crashed: opening it to write would roll its journal back, and that is the
    /// app's business.
    /// - Throws: `DatabaseProblem`.
    static func refuseHotJournal(_ path: String, attempted: String) throws {
        guard let journal = FileStatus(path + "-journal"), journal.size > 0 else { return }
        // Hot: its first byte is not zero and nobody is writing (<https://www.sqlite.org/lockingv3.html>, 4.2).
        guard let first = firstByte(of: path + "-journal"), first != 0 else { return }
        let writing = try DatabaseProblem.told(attempted, path) {
            try Connection(path: path, mode: .readOnly).someoneIsWriting()
        }
        if writing { throw DatabaseProblem.locked(attempted: attempted, path: path) }
        throw DatabaseProblem(
            .hotJournal, attempted: attempted, path: path,
            found: "a crash left a journal of \(journal.size) bytes beside it (\(path)-journal)",
            remedy: "Start the app once, or open it with the sqlite3 shell, so that SQLite rolls the journal back.")
    }

    private static func firstByte(of path: String) -> UInt8? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.read(upToCount: 1))?.first
    }

    private static func notADatabase(_ bytes: [UInt8], attempted: String, path: String) -> DatabaseProblem {
        let look = FirstBytes.describe(bytes)
        if look.mayBeEncrypted {
            return DatabaseProblem(
                .encryptedOrNotADatabase, attempted: attempted, path: path,
                found: "it is \(look.words): an encrypted database, or none",
                remedy: "If it is encrypted, make a decrypted copy; if not, check the path.")
        }
        return DatabaseProblem(
            .notADatabase, attempted: attempted, path: path, found: "it is not a SQLite database but \(look.words)",
            remedy: "Check the path.")
    }
}
