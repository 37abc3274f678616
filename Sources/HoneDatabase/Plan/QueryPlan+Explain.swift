import GRDB
import GRDBSQLite

extension QueryPlan {
    /// The plan of a statement on a connection of GRDB. Placeholders stay unbound: with statistics (`sqlite_stat4`,
    /// or a bound LIKE pattern) SQLite may choose otherwise once it sees values.
    /// - Throws: GRDB's `DatabaseError` when the statement does not compile.
    public static func explain(_ sql: String, in db: Database) throws -> QueryPlan {
        // Raw statements: GRDB refuses a statement whose placeholders have no arguments.
        let plan = try rows("EXPLAIN QUERY PLAN " + sql, db)
        let code = try rows("EXPLAIN " + sql, db)
        return QueryPlan(planRows: plan, codeRows: code, tables: try rootPages { try rows($0, db) })
    }

    /// The plan of a statement on a database file, which is opened to read.
    /// - Throws: `SQLiteError`, or `DatabaseProblem` when the file is no database.
    public static func explain(_ sql: String, path: String) throws -> QueryPlan {
        _ = try DatabaseGate.header(of: path, attempted: "explain a statement on")
        return try explain(sql, in: Connection(path: path, mode: .readOnly))
    }

    static func explain(_ sql: String, in db: Connection) throws -> QueryPlan {
        QueryPlan(
            planRows: try db.rows("EXPLAIN QUERY PLAN " + sql), codeRows: try db.rows("EXPLAIN " + sql),
            tables: try rootPages { try db.rows($0) })
    }

    private static func rows(_ sql: String, _ db: Database) throws -> [[SQLValue]] {
        var compiled: OpaquePointer?
        let code = sqlite3_prepare_v2(db.sqliteConnection, sql, -1, &compiled, nil)
        guard code == SQLITE_OK, let compiled else {
            let said = db.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: said, sql: sql)
        }
        defer { sqlite3_finalize(compiled) }
        var all: [[SQLValue]] = []
        while sqlite3_step(compiled) == SQLITE_ROW {
            all.append(
                (0..<sqlite3_column_count(compiled)).map { column in
                    if sqlite3_column_type(compiled, column) == SQLITE_INTEGER {
                        return .integer(sqlite3_column_int64(compiled, column))
                    }
                    return sqlite3_column_text(compiled, column).map { .text(String(cString: $0)) } ?? .null
                })
        }
        return all
    }

    /// The table behind each root page: its own and those of its indexes.
    private static func rootPages(_ rows: (String) throws -> [[SQLValue]]) rethrows -> [Int64: String] {
        var tables: [Int64: String] = [:]
        for row in try rows("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0") {
            if let page = row[0].integerValue { tables[page] = row[1].textValue }
        }
        return tables
    }
}

extension QueryPlan {
    /// A plan from the rows of EXPLAIN QUERY PLAN (id, parent, unused, detail) and of EXPLAIN (address, opcode, p1, p2,
    /// p3, …).
    init(planRows: [[SQLValue]], codeRows: [[SQLValue]], tables: [Int64: String]) {
        var children: [Int64: [(id: Int64, detail: String)]] = [:]
        for row in planRows where row.count >= 4 {
            children[row[1].integerValue ?? 0, default: []].append((row[0].integerValue ?? 0, row[3].textValue ?? ""))
        }
        // A row's parent always has a smaller id than the row, so that this ends.
        func tree(_ parent: Int64) -> [Step] {
            (children[parent] ?? []).map { row in
                Step(
                    detail: row.detail, operation: PlanDetail.read(row.detail),
                    children: row.id > parent ? tree(row.id) : [])
            }
        }
        steps = tree(0)
        scannedTables = []
        // min() and max() put a cursor at an end too, and the plan calls that a search.
        let scans = allSteps.contains { if case .scan = $0.operation { true } else { false } }
        if scans { scannedTables = QueryPlan.scanned(codeRows, tables) }
    }

    /// A cursor that is opened on a root page (OpenRead, OpenWrite) and then put at one end (Rewind, Last, Sort) is a
    /// scan (<https://www.sqlite.org/opcode.html>).
    private static func scanned(_ code: [[SQLValue]], _ tables: [Int64: String]) -> [String] {
        var cursors: [Int64: String] = [:]
        var found: [String] = []
        // An UPDATE or a subroutine may open its cursors further down than it uses them: two passes.
        for row in code where row.count >= 5 && ["OpenRead", "OpenWrite"].contains(row[1].textValue) {
            if row[4] == .integer(0), let cursor = row[2].integerValue, let root = row[3].integerValue {
                cursors[cursor] = tables[root]
            }
        }
        for row in code where row.count >= 5 && ["Rewind", "Last"].contains(row[1].textValue) {
            guard let cursor = row[2].integerValue, let table = cursors[cursor], !found.contains(table) else {
                continue
            }
            found.append(table)
        }
        return found
    }
}
