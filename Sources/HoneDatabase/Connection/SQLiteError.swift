import GRDBSQLite

/// What libsqlite3 refused: its result code, its own words, and the statement and file it was about.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The extended result code (<https://www.sqlite.org/rescode.html>).
    public let extendedCode: Int32
    /// What SQLite said.
    public let message: String
    /// The statement, when one was being compiled or executed.
    public let sql: String?
    /// The database file.
    public let path: String

    /// The primary result code: the low eight bits of the extended one.
    public var code: Int32 { extendedCode & 0xff }

    /// Somebody else holds a lock that this needed.
    public var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    /// One line: code, words, file and statement.
    public var description: String {
        let about = sql.map { " in: \($0)" } ?? ""
        return "SQLite error \(extendedCode) on \(path): \(message)\(about)"
    }

    init(_ handle: OpaquePointer?, code: Int32, sql: String?, path: String) {
        self.extendedCode = handle.map { sqlite3_extended_errcode($0) } ?? code
        self.message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        self.sql = sql
        self.path = path
    }

    init(code: Int32, message: String, path: String) {
        self.extendedCode = code
        self.message = message
        self.sql = nil
        self.path = path
    }
}
