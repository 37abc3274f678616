import GRDBSQLite

/// SQLite copies what is bound with this destructor, `SQLITE_TRANSIENT`, a C macro that Swift does not import.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A compiled statement. It keeps its connection alive, and is finalized when it goes.
final class PreparedStatement {
    let sql: String
    let handle: OpaquePointer
    let connection: Connection

    init(_ handle: OpaquePointer, sql: String, connection: Connection) {
        self.handle = handle
        self.sql = sql
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// The number of placeholders.
    var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// It changes nothing in the database (<https://www.sqlite.org/c3ref/stmt_readonly.html>).
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// The number of columns of a row.
    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// Binds from the first placeholder on; those without a value stay NULL.
    /// - Throws: `SQLiteError` when there are more values than placeholders, or one is too big.
    func bind(_ values: [SQLValue]) throws {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let code: Int32 =
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let value): sqlite3_bind_int64(handle, place, value)
                case .real(let value): sqlite3_bind_double(handle, place, value)
                case .text(let value): sqlite3_bind_text(handle, place, value, Int32(value.utf8.count), copied)
                case .blob(let bytes):
                    bytes.isEmpty
                        ? sqlite3_bind_zeroblob(handle, place, 0)
                        : sqlite3_bind_blob64(handle, place, bytes, UInt64(bytes.count), copied)
                }
            try check(code)
        }
    }

    /// Goes to the next row.
    /// - Returns: false after the last.
    /// - Throws: `SQLiteError`.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let error = SQLiteError(connection.handle, code: code, sql: sql, path: connection.path)
        sqlite3_reset(handle)
        throw error
    }

    /// Ready to be executed again with the same values.
    func reset() { sqlite3_reset(handle) }

    /// A column of the current row.
    func value(at column: Int) -> SQLValue {
        let index = Int32(column)
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(handle, index) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(handle, index))
            guard let bytes = sqlite3_column_blob(handle, index) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }

    /// The current row.
    var row: [SQLValue] { (0..<columnCount).map(value(at:)) }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK {
            throw SQLiteError(connection.handle, code: code, sql: sql, path: connection.path)
        }
    }
}
