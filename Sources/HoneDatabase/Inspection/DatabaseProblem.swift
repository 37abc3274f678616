/// Why Hone cannot inspect or change a database file: what was attempted, on which file, what was found there, and
/// what a person does about it.
public struct DatabaseProblem: Error, Sendable, Codable, Equatable, CustomStringConvertible {
    /// What is the matter.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// There is no such file.
        case notFound
        /// The path is a folder, or something else that is not a file.
        case notAFile
        /// The file is of another kind.
        case notADatabase
        /// The file looks like random bytes: an encrypted database, or none.
        case encryptedOrNotADatabase
        /// The file was written by a newer format of SQLite than this library reads.
        case newerFormat
        /// Another process holds a lock.
        case locked
        /// The file or its folder cannot be written.
        case readOnly
        /// A crash left a journal that has to be rolled back first.
        case hotJournal
        /// A write-ahead log on a network file system, where its shared memory is not shared.
        case logOnNetwork
        /// Pages are damaged.
        case corrupted
        /// The disk has too little room.
        case diskFull
        /// The work folder is on another file system, so that a file cannot be renamed into place.
        case otherFileSystem
        /// Somebody wrote to the database after it was backed up.
        case changedSinceBackup
        /// Another process has the database open.
        case openElsewhere
        /// A change did not do to the copy what it was meant to, or did more.
        case changeRefused
        /// The file cannot be read for another reason.
        case unreadable
    }

    /// What is the matter.
    public var kind: Kind
    /// What was attempted: "inspect", "swap in", ….
    public var attempted: String
    /// The file.
    public var path: String
    /// What was found, in a sentence without the path.
    public var found: String
    /// What to do, in a sentence.
    public var remedy: String

    /// A problem from its parts.
    public init(_ kind: Kind, attempted: String, path: String, found: String, remedy: String) {
        self.kind = kind
        self.attempted = attempted
        self.path = path
        self.found = found
        self.remedy = remedy
    }

    /// All of it in two sentences.
    public var description: String { "Cannot \(attempted) \(path): \(found). \(remedy)" }
}

extension DatabaseProblem {
    /// The problem behind an error of SQLite.
    init(_ error: SQLiteError, attempted: String, path: String) {
        let said = error.message
        switch error.code {
        case 5, 6, 15:  // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL
            self = .locked(attempted: attempted, path: path)
        case 11:  // SQLITE_CORRUPT
            self = .corrupted(attempted: attempted, path: path, findings: [said])
        case 26:  // SQLITE_NOTADB
            self.init(
                .encryptedOrNotADatabase, attempted: attempted, path: path, found: "SQLite says: \(said)",
                remedy: "If it is encrypted, make a decrypted copy; if not, check the path.")
        case 8:  // SQLITE_READONLY
            self.init(
                .readOnly, attempted: attempted, path: path, found: "SQLite says: \(said)",
                remedy: "Let this user write to the file and to its folder.")
        case 13:  // SQLITE_FULL
            self.init(
                .diskFull, attempted: attempted, path: path, found: "the disk is full",
                remedy: "Free some room and try again.")
        default:
            self.init(
                .unreadable, attempted: attempted, path: path,
                found: "SQLite says: \(said) (code \(error.extendedCode))",
                remedy: "Check that the file can be opened with the sqlite3 shell.")
        }
    }

    static func locked(attempted: String, path: String) -> DatabaseProblem {
        let holders = OpenFiles.holders(of: path)
        let who = holders.isEmpty ? "another process" : holders.map(\.description).joined(separator: ", ")
        return DatabaseProblem(
            .locked, attempted: attempted, path: path, found: "it is locked by \(who)",
            remedy: "Stop that process, or let it finish its transaction, and try again.")
    }

    static func corrupted(attempted: String, path: String, findings: [String]) -> DatabaseProblem {
        DatabaseProblem(
            .corrupted, attempted: attempted, path: path,
            found: "its pages are damaged: \(findings.prefix(3).joined(separator: "; "))",
            remedy: "Restore a backup, or save what can be read with: sqlite3 FILE .recover")
    }
}

extension DatabaseProblem {
    /// Runs a body and turns what SQLite refuses into a problem of that file.
    static func told<T>(_ attempted: String, _ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw DatabaseProblem(error, attempted: attempted, path: path)
        }
    }
}
