/// What makes two files the same database: the schema, every row of every table, and the two numbers in the header
/// that belong to the app. How pages lie in the file, the journal mode and free pages do not count.
public struct DatabaseFingerprint: Sendable, Codable, Equatable {
    /// The rows of a table.
    public struct Table: Sendable, Codable, Equatable {
        /// How many.
        public var rows: Int
        /// The hash over all of them in the order of the key, 32 hexadecimal digits.
        public var hash: String
    }

    /// The SQL of each object by type and name ("index bookings_by_day"); empty for what SQLite makes itself.
    public var schema: [String: String]
    /// Rows by table, those of SQLite itself (sequences, statistics) and of virtual tables' shadows included.
    public var tables: [String: Table]
    /// `PRAGMA user_version`.
    public var userVersion: Int
    /// `PRAGMA application_id`.
    public var applicationID: Int

    /// The fingerprint of a database file, which is opened to read. Reads the whole file: some 5 to 10 ns a byte.
    /// - Throws: `DatabaseProblem`.
    public static func of(path: String) throws -> DatabaseFingerprint {
        let attempted = "take the fingerprint of"
        let header = try DatabaseGate.header(of: path, attempted: attempted)
        try DatabaseGate.refuseHotJournal(path, attempted: attempted)
        try DatabaseGate.refuseLogOnNetwork(path, header, attempted: attempted)
        return try DatabaseProblem.told(attempted, path) {
            try DatabaseFingerprint(Connection.quietReader(path, header: header))
        }
    }

    init(_ db: Connection) throws {
        try db.execute("BEGIN")
        defer { try? db.execute("COMMIT") }
        schema = [:]
        tables = [:]
        for row in try db.rows("SELECT type, name, sql, rootpage FROM sqlite_schema") {
            let (type, name) = (row[0].textValue ?? "", row[1].textValue ?? "")
            schema["\(type) \(name)"] = row[2].textValue ?? ""
            // A virtual table has no root page; its content lies in its shadow tables, which are listed too.
            if type == "table", (row[3].integerValue ?? 0) > 0 { tables[name] = try Self.table(name, db) }
        }
        userVersion = Int(try db.integer("PRAGMA user_version"))
        applicationID = Int(try db.integer("PRAGMA application_id"))
    }

    /// In what the other differs from this one, a sentence each; empty when they are the same database.
    public func differences(from other: DatabaseFingerprint) -> [String] {
        var found: [String] = []
        for key in Set(schema.keys).union(other.schema.keys).sorted() where schema[key] != other.schema[key] {
            switch (other.schema[key], schema[key]) {
            case (nil, _): found.append("\(key) was added")
            case (_, nil): found.append("\(key) was removed")
            default: found.append("\(key) has another definition")
            }
        }
        for name in Set(tables.keys).intersection(other.tables.keys).sorted() {
            guard let mine = tables[name], let theirs = other.tables[name], mine != theirs else { continue }
            found.append(
                mine.rows == theirs.rows
                    ? "rows of \(name) have other values" : "\(name) has \(mine.rows) rows instead of \(theirs.rows)")
        }
        if userVersion != other.userVersion { found.append("user_version is \(userVersion)") }
        if applicationID != other.applicationID { found.append("application_id is \(applicationID)") }
        return found
    }

    private static func table(_ name: String, _ db: Connection) throws -> Table {
        // Tables of the old kind are ordered by rowid, those without rowid by their primary key, which is how both
        // are stored, so that no sort is needed. A column may be called "rowid" and hide it; `rowid` then is a column,
        // and the order is that of the storage all the same.
        let withoutRowID =
            try db.integer(
                "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", [.text(name)]) == 1
        let columns = try SchemaReader(db).columns(of: name)
        let alias = withoutRowID ? nil : rowIDName(columns.map(\.name))
        let statement = try db.prepare(
            "SELECT \(alias.map { "\($0), " } ?? "")* FROM \(quoted(name)) NOT INDEXED"
                + (alias.map { " ORDER BY \($0)" } ?? ""))
        let count = Int32(statement.columnCount)
        var hash = RowHash()
        var rows = 0
        while try statement.step() {
            hash.add(rowOf: statement.handle, columns: count)
            rows += 1
        }
        return Table(rows: rows, hash: hash.text)
    }
}

/// A name of the rowid that no column hides (<https://www.sqlite.org/lang_createtable.html#rowid>).
func rowIDName(_ columns: [String]) -> String? {
    let taken = Set(columns.map { $0.lowercased() })
    return ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
}
