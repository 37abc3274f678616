/// Values for statements that were recorded without, as `pg_stat_statements` keeps none: they are drawn from the very
/// columns that the plan compares them with, so that they are found, and as often as the rows hold them.
struct DrawnValues {
    let db: PostgresConnection
    let catalogue: Catalogue
    /// How many sets are drawn.
    var count = 4

    /// Sets of values for a statement's parameters.
    /// - Parameter plan: its generic plan, of `EXPLAIN (VERBOSE)`.
    /// - Returns: nil when one of the parameters is compared with no column, so that nothing is known of it.
    /// - Throws: `PostgresError`, `PostgresProblem`.
    func sets(_ sql: String, parameterCount: Int, plan: PostgresPlan) throws -> [[String?]]? {
        let limits = StatementText(sql).limits
        var sets = Array(repeating: [String?](repeating: nil, count: parameterCount), count: count)
        var known: Set<Int> = []
        func give(_ number: Int, _ values: [String?]) {
            guard number >= 1, number <= parameterCount, known.insert(number).inserted else { return }
            for index in sets.indices { sets[index][number - 1] = values[index % max(1, values.count)] }
        }
        for number in limits.limit { give(number, ["20"]) }
        for number in limits.offset { give(number, ["0"]) }
        let tables = Dictionary(
            plan.root.all.compactMap { step in step.table.flatMap { table in step.alias.map { ($0, table) } } },
            uniquingKeysWith: { first, _ in first })
        let conditions = plan.root.all.flatMap(\.conditions).flatMap(Condition.comparisons(in:))
        for (alias, group) in Dictionary(grouping: conditions.filter { !$0.parameters.isEmpty }, by: \.column.alias) {
            guard let table = tables[alias], catalogue.tables[table] != nil else { continue }
            let columns = Array(Set(group.map(\.column.name))).sorted()
            let rows = try draw(columns, from: table)
            guard !rows.isEmpty else { continue }
            for condition in group {
                guard let place = columns.firstIndex(of: condition.column.name) else { continue }
                for (offset, number) in condition.parameters.enumerated() {
                    switch condition.comparison {
                    // Of one row, so that values that belong together stay together; a list gets several rows'.
                    case .equality: give(number, sets.indices.map { rows[($0 + offset) % rows.count][place] })
                    case .above: give(number, [try bound("percentile_disc(0.9)", condition.column.name, table)])
                    case .below: give(number, [try bound("percentile_disc(1)", condition.column.name, table)])
                    }
                }
            }
        }
        return known.count == parameterCount ? sets : nil
    }

    private func draw(_ columns: [String], from table: PostgresTable) throws -> [[String?]] {
        let names = columns.map { "\(quotedName($0))::text" }.joined(separator: ", ")
        let present = columns.map { "\(quotedName($0)) IS NOT NULL" }.joined(separator: " AND ")
        // The same rows each time, so that a run can be repeated.
        try db.rows("SELECT setseed(0.42)")
        let rows = try db.rows(
            "SELECT \(names) FROM \(table.sql) WHERE \(present) ORDER BY random() LIMIT \(count * 2)")
        return (0..<rows.count).map(rows.row)
    }

    private func bound(_ place: String, _ column: String, _ table: PostgresTable) throws -> String? {
        let name = quotedName(column)
        return try db.rows("SELECT (\(place) WITHIN GROUP (ORDER BY \(name)))::text AS v FROM \(table.sql)").text(
            0, "v")
    }
}
