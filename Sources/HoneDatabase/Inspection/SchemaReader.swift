/// Reads what a database says of its tables and indexes.
struct SchemaReader {
    private let db: Connection

    init(_ db: Connection) { self.db = db }

    /// Tables by name, with their columns and rows. SQLite's own (`sqlite_…`) and the shadow tables of virtual ones
    /// are left out.
    /// - Throws: `SQLiteError`.
    func tables(exactRows: Int) throws -> [DatabaseInspection.Table] {
        try db.rows(
            """
            SELECT name, type, wr FROM pragma_table_list
            WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY name
            """
        ).map { row in
            let name = row[0].textValue ?? ""
            let isVirtual = row[1].textValue == "virtual"
            let withoutRowID = row[2].integerValue == 1
            let count = isVirtual ? (0, false) : try rows(of: name, withoutRowID: withoutRowID, exactUpTo: exactRows)
            return DatabaseInspection.Table(
                name: name, columns: isVirtual ? [] : try columns(of: name), rows: count.0, rowsAreExact: count.1,
                isVirtual: isVirtual, isWithoutRowID: withoutRowID)
        }
    }

    /// Columns of a table in order.
    /// - Throws: `SQLiteError`.
    func columns(of table: String) throws -> [DatabaseInspection.Column] {
        // hidden: 0 ordinary, 1 hidden in a virtual table, 2 generated, 3 generated and stored.
        try db.rows("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)", [.text(table)])
            .filter { $0[3] != .integer(1) }
            .map { row in
                DatabaseInspection.Column(
                    name: row[0].textValue ?? "", type: row[1].textValue ?? "",
                    primaryKey: Int(row[2].integerValue ?? 0), isGenerated: (row[3].integerValue ?? 0) > 1)
            }
    }

    /// Indexes of some tables, by table and name.
    /// - Throws: `SQLiteError`.
    func indexes(of tables: [String]) throws -> [DatabaseInspection.Index] {
        try tables.flatMap { table in
            try db.rows(
                "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?) ORDER BY name", [.text(table)]
            ).map { row in
                let name = row[0].textValue ?? ""
                let origin: DatabaseInspection.Index.Origin =
                    switch row[2].textValue {
                    case "u": .uniqueConstraint
                    case "pk": .primaryKey
                    default: .explicit
                    }
                return DatabaseInspection.Index(
                    name: name, table: table, columns: try keyColumns(of: name), isUnique: row[1] == .integer(1),
                    isPartial: row[3] == .integer(1), origin: origin)
            }
        }
    }

    /// ANALYZE has been run.
    /// - Throws: `SQLiteError`.
    func hasStatistics() throws -> Bool {
        try db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") > 0
    }

    /// Every row of a statement.
    /// - Throws: `SQLiteError`.
    func rows(_ sql: String) throws -> [[SQLValue]] { try db.rows(sql) }

    private func keyColumns(of index: String) throws -> [String?] {
        try db.rows("SELECT name, cid FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno", [.text(index)])
            .map { $0[1] == .integer(-1) ? "rowid" : $0[0].textValue }
    }

    private func rows(of table: String, withoutRowID: Bool, exactUpTo bound: Int) throws -> (Int, Bool) {
        // count(*) reads the smallest index whole; a bounded count of a subquery stops at the bound, but costs more a
        // row, so it is asked only of tables that may be beyond.
        let largest = withoutRowID ? bound : Int(try db.integer("SELECT max(rowid) FROM \(quoted(table))"))
        if largest <= bound, !withoutRowID {
            return (Int(try db.integer("SELECT count(*) FROM \(quoted(table))")), true)
        }
        let limit = bound &+ 1
        let counted = Int(
            try db.integer("SELECT count(*) FROM (SELECT 1 FROM \(quoted(table)) LIMIT \(limit))"))
        if counted <= bound { return (counted, true) }
        return (
            max(try analyzedRows(of: table) ?? 0, withoutRowID ? counted : min(largest, Int(Int32.max)), counted), false
        )
    }

    private func analyzedRows(of table: String) throws -> Int? {
        guard try hasStatistics() else { return nil }
        let stat = try db.text("SELECT stat FROM sqlite_stat1 WHERE tbl = ? LIMIT 1", [.text(table)])
        return stat.split(separator: " ").first.flatMap { Int($0) }
    }
}
