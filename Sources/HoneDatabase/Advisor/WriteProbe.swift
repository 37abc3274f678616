/// What a row costs to insert on each copy: 200 rows of the table, spread over it, are written again and rolled back.
struct WriteProbe {
    static let rows = 200
    private let table: DatabaseInspection.Table

    init(_ table: DatabaseInspection.Table) { self.table = table }

    /// - Returns: what a row costs more on the trial copy than on the plain one, microseconds; 0 when the table refuses
    ///   (a trigger, say).
    func microsecondsPerRow(_ sides: SideBySide) -> Double {
        let runners = [sides.plain, sides.trial]
        var fastest = [Double.infinity, Double.infinity]
        do {
            for runner in runners { try prepare(runner.db) }
            defer { for runner in runners { try? runner.db.execute("DROP TABLE IF EXISTS temp.hone_rows") } }
            for round in 0..<5 {
                for side in round % 2 == 0 ? [0, 1] : [1, 0] {
                    let took = try runners[side].time(insert, [], writes: true)
                    fastest[side] = min(fastest[side], took.inMilliseconds)
                }
            }
        } catch {
            return 0
        }
        return (fastest[1] - fastest[0]) * 1000 / Double(Self.rows)
    }

    private var columns: String {
        table.columns.filter { !$0.isGenerated }.map { quoted($0.name) }.joined(separator: ", ")
    }

    // REPLACE takes the old row out where a key forbids a second one; other tables get a second row. Both write the
    // indexes.
    private var insert: String {
        "INSERT OR REPLACE INTO main.\(quoted(table.name)) (\(columns)) SELECT * FROM temp.hone_rows"
    }

    private func prepare(_ db: Connection) throws {
        try db.execute("DROP TABLE IF EXISTS temp.hone_rows")
        let every = max(1, table.rows / Self.rows)
        let name = rowIDName(table.columns.map(\.name))
        let spread = table.isWithoutRowID || name == nil ? "" : "WHERE \(name ?? "rowid") % \(every) = 0"
        try db.execute(
            "CREATE TEMP TABLE hone_rows AS SELECT \(columns) FROM main.\(quoted(table.name)) \(spread) LIMIT \(Self.rows)"
        )
    }
}
