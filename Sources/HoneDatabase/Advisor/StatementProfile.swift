import GRDBSQLite

/// What a statement touches, as SQLite's authorizer tells while it is compiled
/// (<https://www.sqlite.org/c3ref/c_alter_table.html>); no SQL is parsed here.
struct StatementProfile: Equatable {
    /// Columns that are read by table, in the order in which they are first named; views are seen through.
    var reads: [String: [String]] = [:]
    /// Tables that rows are inserted into, updated or deleted in.
    var writes: Set<String> = []
    /// Tables that rows are inserted into.
    var inserts: Set<String> = []
    /// It is neither a query nor a write: transaction control, a pragma, a change of the schema.
    var isControl = false
    /// How many placeholders it has.
    var parameterCount = 0

    /// Compiles a statement and listens. Afterwards the connection has no authorizer.
    /// - Throws: `SQLiteError` when it does not compile.
    init(_ sql: String, on db: Connection) throws {
        let listener = Listener()
        sqlite3_set_authorizer(
            db.handle,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_OK }
                Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
                    .hear(action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
                return SQLITE_OK
            }, Unmanaged.passUnretained(listener).toOpaque())
        defer { sqlite3_set_authorizer(db.handle, nil, nil) }
        let statement = try db.prepare(sql)
        self = listener.profile
        // VACUUM, which may write a file of any name, and REINDEX ask the authorizer nothing.
        if !listener.heard { isControl = true }
        parameterCount = statement.parameterCount
        if sqlite3_stmt_isexplain(statement.handle) != 0 { isControl = true }
    }

    private init() {}

    private final class Listener {
        var profile = StatementProfile()
        var heard = false

        func hear(_ action: Int32, _ first: String?, _ second: String?) {
            heard = true
            switch action {
            case SQLITE_READ:
                guard let table = first, let column = second else { return }
                // An empty column: rows are counted, none is read.
                if !column.isEmpty, profile.reads[table]?.contains(column) != true {
                    profile.reads[table, default: []].append(column)
                }
            case SQLITE_INSERT:
                guard let table = first else { return }
                profile.inserts.insert(table)
                profile.writes.insert(table)
            case SQLITE_UPDATE, SQLITE_DELETE:
                if let table = first { profile.writes.insert(table) }
            case SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE:
                break
            default:
                profile.isControl = true
            }
        }
    }
}
