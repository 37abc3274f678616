import Foundation

extension PragmaFacts {
    /// Reads the facts of a database file without changing it, as `DatabaseInspection.inspect` does.
    /// - Parameters:
    ///   - connections: that the app is expected to hold at once.
    ///   - memoryBytes: of the machine; asked of the system when nil.
    /// - Throws: `DatabaseProblem`.
    public static func read(
        path: String, connections: Int = 8, memoryBytes: Int? = nil
    ) throws -> PragmaFacts {
        let inspection = try DatabaseInspection.inspect(path: path, settings: .init(checksPages: false))
        return try DatabaseInspection.reading(path, attempted: "read the settings of") { db, _ in
            var facts = PragmaFacts(
                databaseBytes: inspection.totalSize, walBytes: inspection.walSize, pageSize: inspection.pageSize,
                journalMode: inspection.journalMode == "wal" ? .wal : .rollback,
                memoryBytes: memoryBytes ?? Int(clamping: ProcessInfo.processInfo.physicalMemory),
                connections: connections, networkFileSystem: NetworkFileSystem.name(of: path))
            for table in inspection.tables where !table.isVirtual {
                facts.foreignKeys += Int(
                    try db.integer("SELECT count(DISTINCT id) FROM pragma_foreign_key_list(?)", [.text(table.name)]))
            }
            if facts.foreignKeys > 0 {
                // Bounded: a database whose foreign keys were never enforced may break millions.
                facts.foreignKeyViolations = Int(
                    try db.integer("SELECT count(*) FROM (SELECT 1 FROM pragma_foreign_key_check LIMIT 1000)"))
            }
            let indexed = Set(inspection.indexes.map(\.table))
            let analyzed = try SchemaReader(db).analyzedRows()
            facts.tables = inspection.tables.filter { indexed.contains($0.name) }.map {
                Table(name: $0.name, rows: $0.rows, analyzedRows: analyzed[$0.name])
            }
            return facts
        }
    }
}

extension SchemaReader {
    /// Rows by table as ANALYZE once counted them (<https://www.sqlite.org/fileformat2.html#stat1tab>).
    /// - Throws: `SQLiteError`.
    func analyzedRows() throws -> [String: Int] {
        guard try hasStatistics() else { return [:] }
        var found: [String: Int] = [:]
        for row in try rows("SELECT tbl, stat FROM sqlite_stat1") {
            guard let table = row[0].textValue, let stat = row[1].textValue else { continue }
            guard let count = stat.split(separator: " ").first.flatMap({ Int($0) }) else { continue }
            // A partial index counts fewer rows than its table has.
            found[table] = max(found[table] ?? 0, count)
        }
        return found
    }
}
