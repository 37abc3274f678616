import Foundation
import GRDBSQLite

/// One connection of libsqlite3, opened as told and with nothing set on it that was not asked for.
final class Connection {
    /// How a file is opened.
    enum Mode {
        /// Reads only; locks are taken as SQLite takes them.
        case readOnly
        /// Reads only and touches no lock, journal or shared memory: for a file that nobody has open.
        case immutable
        /// Reads and writes a file that exists.
        case readWrite
        /// Reads and writes, making the file when there is none.
        case create
    }

    let path: String
    private(set) var handle: OpaquePointer?

    /// Opens; the file's content is not read before the first statement.
    /// - Throws: `SQLiteError` when the file cannot be opened.
    init(path: String, mode: Mode, busyTimeout: Duration = .zero) throws {
        self.path = path
        let flags: Int32
        var name = path
        switch mode {
        case .readOnly: flags = SQLITE_OPEN_READONLY
        case .immutable:
            flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            name = "file:\(Connection.uriEscaped(path))?immutable=1"
        case .readWrite: flags = SQLITE_OPEN_READWRITE
        case .create: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK else {
            let error = SQLiteError(opened, code: code, sql: nil, path: path)
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        if busyTimeout > .zero {
            sqlite3_busy_timeout(opened, Int32(clamping: Int(busyTimeout / .milliseconds(1))))
        }
    }

    deinit { close() }

    /// Closes; statements that are still alive keep it open until they go. A second call does nothing.
    func close() {
        guard let open = handle else { return }
        handle = nil
        sqlite3_close_v2(open)
    }

    /// Executes one or several statements and drops their rows.
    /// - Throws: `SQLiteError`.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw SQLiteError(handle, code: code, sql: sql, path: path) }
    }

    /// Compiles one statement.
    /// - Throws: `SQLiteError`, also when the text holds no statement.
    func prepare(_ sql: String) throws -> PreparedStatement {
        var compiled: OpaquePointer?
        let code = sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
        guard code == SQLITE_OK else { throw SQLiteError(handle, code: code, sql: sql, path: path) }
        guard let compiled else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement in this text: \(sql)", path: path)
        }
        return PreparedStatement(compiled, sql: sql, connection: self)
    }

    /// Every row of a statement.
    /// - Throws: `SQLiteError`.
    func rows(_ sql: String, _ values: [SQLValue] = []) throws -> [[SQLValue]] {
        let statement = try prepare(sql)
        try statement.bind(values)
        var all: [[SQLValue]] = []
        while try statement.step() { all.append(statement.row) }
        return all
    }

    /// The first column of the first row, or NULL when there is none.
    /// - Throws: `SQLiteError`.
    func value(_ sql: String, _ values: [SQLValue] = []) throws -> SQLValue {
        let statement = try prepare(sql)
        try statement.bind(values)
        return try statement.step() ? statement.value(at: 0) : .null
    }

    /// The first column of the first row as an integer, 0 when it is none.
    /// - Throws: `SQLiteError`.
    func integer(_ sql: String, _ values: [SQLValue] = []) throws -> Int64 {
        try value(sql, values).integerValue ?? 0
    }

    /// The first column of the first row as text, empty when it is none.
    /// - Throws: `SQLiteError`.
    func text(_ sql: String, _ values: [SQLValue] = []) throws -> String {
        try value(sql, values).textValue ?? ""
    }

    private static func uriEscaped(_ path: String) -> String {
        // What RFC 3986 lets a path carry unescaped and SQLite's URI reading does not take apart.
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        return path.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : "%" + hexadecimal($0) }.joined()
    }
}

/// A byte as two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
