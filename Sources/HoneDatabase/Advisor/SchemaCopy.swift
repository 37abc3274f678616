/// An empty database in memory with the schema of another, on which the planner decides in microseconds. Candidates
/// come and go on it.
struct SchemaCopy {
    let db: Connection

    /// - Parameters:
    ///   - rows: how many rows each table has, for those of which the other database has no statistics; without them
    ///     the planner takes every such table for a large one, as it does there.
    ///   - keepingIndexes: with the indexes that somebody made; without them the planner shows every column that an
    ///     index could serve, where with them it is content with what is there.
    /// - Throws: `SQLiteError`.
    init(of source: Connection, rows: [String: Int], keepingIndexes: Bool) throws {
        db = try Connection(path: ":memory:", mode: .create)
        let objects = try source.rows(
            """
            SELECT type, sql FROM sqlite_schema
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (type <> 'index' OR ?)
            ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid
            """, [.integer(keepingIndexes ? 1 : 0)])
        for object in objects {
            // Shadow tables are made with their virtual table and fail the second time; a virtual table whose module is
            // not here fails, and the statements that need it are skipped for the same reason.
            try? db.execute(object[1].textValue ?? "")
        }
        try db.execute("ANALYZE")
        var known: Set<String> = []
        if try SchemaReader(source).hasStatistics() {
            for row in try source.rows("SELECT tbl, idx, stat FROM sqlite_stat1") {
                if let table = row[0].textValue { known.insert(table) }
                _ = try db.rows("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", row)
            }
        }
        for (table, count) in rows where !known.contains(table) {
            // A row without an index gives the size of the table (<https://www.sqlite.org/fileformat2.html>, 2.6.3).
            _ = try db.rows(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, NULL, ?)", [.text(table), .text("\(count)")])
        }
        try db.execute("ANALYZE sqlite_schema")
    }

    /// The plan of a statement while some indexes are there beside the others.
    /// - Throws: `SQLiteError`: the statement does not compile, or a column cannot be indexed.
    func plan(_ sql: String, with indexes: [(name: String, candidate: Candidate)]) throws -> QueryPlan {
        for index in indexes { try db.execute(index.candidate.createSQL(index.name)) }
        defer { for index in indexes { try? db.execute("DROP INDEX IF EXISTS \(quoted(index.name))") } }
        return QueryPlan(planRows: try db.rows("EXPLAIN QUERY PLAN " + sql), codeRows: [], tables: [:])
    }
}
