/// Finds the indexes that a statement's plan would use, by offering them to the planner on an empty copy of the schema:
/// those that serve what the planner asks of each table (`DemandListener`), and those that grow from it: single columns
/// first, then each that was taken with every further column the statement reads, as long as the plan gets better by
/// it; at the end all that it reads of the table, so that the table need not be read.
struct CandidateFinder {
    /// With the indexes that are there, and without them.
    private let copies: [SchemaCopy]
    /// With the indexes and no statistics but those that were found: the planner decides as on the database itself.
    private let asFound: SchemaCopy
    private let tables: [String: DatabaseInspection.Table]
    private let existing: Set<Candidate>
    private let listener: DemandListener
    private let settings: AdvisorSettings
    private static let name = "hone_candidate"

    /// - Throws: `SQLiteError`.
    init(
        _ source: Connection, tables: [DatabaseInspection.Table], indexes: [DatabaseInspection.Index],
        _ settings: AdvisorSettings
    )
        throws
    {
        let rows = Dictionary(tables.map { ($0.name, $0.rows) }, uniquingKeysWith: { first, _ in first })
        copies = [
            try SchemaCopy(of: source, rows: rows, keepingIndexes: true),
            try SchemaCopy(of: source, rows: rows, keepingIndexes: false),
        ]
        asFound = try SchemaCopy(of: source, rows: [:], keepingIndexes: true)
        self.tables = Dictionary(
            tables.filter { !$0.isVirtual && $0.rows >= settings.minimumRows }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        existing = Set(
            indexes.filter { !$0.isPartial && !$0.columns.contains(nil) }
                .map { Candidate(table: $0.table, columns: $0.columns.compactMap { $0 }) })
        let views = try source.rows("SELECT sql FROM sqlite_schema WHERE type = 'view' ORDER BY rowid")
        listener = try DemandListener(tables: tables, views: views.compactMap { $0.first?.textValue })
        self.settings = settings
    }

    /// What a statement touches.
    /// - Throws: `SQLiteError` when it does not compile.
    func profile(_ sql: String) throws -> StatementProfile { try StatementProfile(sql, on: copies[0].db) }

    /// What a statement asks of each table, with the columns that an index may hold.
    func demands(_ sql: String) -> [Demand] {
        listener.demands(sql).compactMap { heard in
            guard let table = tables[heard.table] else { return nil }
            var demand = heard
            demand.equalities.removeAll { !isIndexable($0, in: table) }
            demand.ranges.removeAll { !isIndexable($0, in: table) }
            demand.literals.removeAll { !isIndexable($0.column, in: table) }
            demand.used.removeAll { !isIndexable($0, in: table) }
            // Every index ends in the rowid, so that an order that goes on with it is served so far.
            demand.order = Array(demand.order.prefix { isIndexable($0.column, in: table) })
            return demand
        }
    }

    /// Candidates of a statement, those of the best plans first, at most ten a table.
    /// - Parameters:
    ///   - demands: what it asks of its tables.
    ///   - literals: terms that may be the WHERE clause of a partial index.
    func candidates(
        _ sql: String, _ profile: StatementProfile, _ demands: [Demand] = [], literals: Set<Demand.Literal> = []
    ) -> [Candidate] {
        var found: [Candidate] = []
        for (name, read) in profile.reads.sorted(by: { $0.key < $1.key }) {
            guard let table = tables[name] else { continue }
            let columns = read.filter { isIndexable($0, in: table) }
            guard !columns.isEmpty else { continue }
            var best: [Candidate: PlanScore] = [:]
            for copy in copies { grow(sql, table: name, columns: columns, on: copy, into: &best) }
            jointly(sql, table: name, columns: columns, into: &best)
            for demand in demands where demand.table == name { offer(sql, demand, literals, into: &best) }
            let ranked = best.filter { !existing.contains($0.key) }.sorted {
                if $0.value != $1.value { return $0.value > $1.value }
                if $0.key.columns.count != $1.key.columns.count {
                    return $0.key.columns.count < $1.key.columns.count
                }
                return $0.key.words < $1.key.words
            }
            found += ranked.prefix(10).map(\.key)
        }
        return found
    }

    /// Sets of indexes that the planner takes when it may choose among some candidates and all that serve what the
    /// statement asks: a join may pay only with an index on each of its tables, none of which the planner takes alone.
    /// The set of narrow ones comes first: they are small and lead other statements astray less; then that of all, then
    /// that which it would take if it knew the tables' sizes.
    func sets(_ sql: String, _ demands: [Demand], from candidates: [Candidate]) -> [[Candidate]] {
        var all = candidates
        for demand in demands {
            let heard = demand.candidates(
                keyColumns: settings.maximumKeyColumns, widest: widest(demand.table), literals: [])
            all += heard.prefix(10).filter { !existing.contains($0) && !all.contains($0) }
        }
        let narrow = all.filter { $0.columns.count <= 2 && $0.filter == nil }
        var sets: [[Candidate]] = []
        for (offered, copy) in [(narrow, asFound), (all, asFound), (all, copies[0])] {
            let named = offered.enumerated().map { ("\(Self.name)_\($0.offset)", $0.element) }
            guard let plan = try? copy.plan(sql, with: named) else { continue }
            let used = Set(plan.indexes)
            let taken = named.filter { used.contains($0.0) }.map(\.1)
            if !taken.isEmpty, !sets.contains(where: { Set($0) == Set(taken) }) { sets.append(taken) }
        }
        return sets
    }

    /// Columns that an index holds at most when it is to spare the table: one that holds more than half of a table's
    /// columns is a second table.
    private func widest(_ table: String) -> Int {
        min(settings.maximumCoveringColumns, max(2, (tables[table]?.columns.count ?? 0) / 2))
    }

    private func offer(
        _ sql: String, _ demand: Demand, _ literals: Set<Demand.Literal>, into best: inout [Candidate: PlanScore]
    ) {
        let wanted = demand.candidates(
            keyColumns: settings.maximumKeyColumns, widest: widest(demand.table), literals: literals)
        let sortsBefore = (try? copies[0].plan(sql, with: [])).map(PlanScore.sorts) ?? 0
        for candidate in wanted where best[candidate] == nil {
            guard let score = score(sql, candidate, on: copies[0]) ?? score(sql, candidate, on: copies[1]) else {
                continue
            }
            if score.terms > 0 || score.sorts < sortsBefore || score.isCovering { best[candidate] = score }
        }
    }

    private func isIndexable(_ column: String, in table: DatabaseInspection.Table) -> Bool {
        guard let declared = table.columns.first(where: { $0.name == column }) else { return false }
        // INTEGER PRIMARY KEY is the rowid itself.
        let isRowID =
            declared.primaryKey == 1 && declared.type.uppercased() == "INTEGER"
            && table.columns.filter { $0.primaryKey > 0 }.count == 1 && !table.isWithoutRowID
        return !isRowID
    }

    private func score(_ sql: String, _ candidate: Candidate, on copy: SchemaCopy) -> PlanScore? {
        let plan = try? copy.plan(sql, with: [(Self.name, candidate)])
        return plan.flatMap { PlanScore($0, index: Self.name, isPartial: candidate.filter != nil) }
    }

    private func grow(
        _ sql: String, table: String, columns: [String], on copy: SchemaCopy, into best: inout [Candidate: PlanScore]
    ) {
        func keep(_ candidate: Candidate, _ score: PlanScore) {
            best[candidate] = max(best[candidate] ?? score, score)
        }
        let bare = try? copy.plan(sql, with: [])
        let sortsBefore = bare.map(PlanScore.sorts) ?? 0
        var front: [(Candidate, PlanScore)] = columns.compactMap { column in
            let candidate = Candidate(table: table, columns: [column])
            return score(sql, candidate, on: copy).map { (candidate, $0) }
        }
        for (candidate, score) in front where score.terms > 0 || score.sorts < sortsBefore || score.isCovering {
            keep(candidate, score)
        }
        for _ in 1..<max(2, settings.maximumKeyColumns) {
            // The three best go on, so that a statement with many columns stays cheap.
            front.sort { $0.1 > $1.1 }
            var next: [(Candidate, PlanScore)] = []
            for (candidate, score) in front.prefix(3) {
                for column in columns where !candidate.columns.contains(column) {
                    let wider = Candidate(table: table, columns: candidate.columns + [column])
                    guard let better = self.score(sql, wider, on: copy), better > score else { continue }
                    keep(wider, better)
                    next.append((wider, better))
                }
            }
            if next.isEmpty { break }
            front = next
        }
        for (candidate, score) in best where !score.isCovering && candidate.columns.count < columns.count {
            let wider = Candidate(
                table: table, columns: candidate.columns + columns.filter { !candidate.columns.contains($0) })
            guard wider.columns.count <= widest(table),
                let better = self.score(sql, wider, on: copy), better.isCovering, better > score
            else { continue }
            keep(wider, better)
        }
    }

    /// Columns that the planner takes only when others are there as well: the far side of a join.
    private func jointly(
        _ sql: String, table: String, columns: [String], into best: inout [Candidate: PlanScore]
    ) {
        let all = columns.prefix(16).enumerated().map {
            ("\(Self.name)_\($0.offset)", Candidate(table: table, columns: [$0.element]))
        }
        guard let plan = try? copies[1].plan(sql, with: all) else { return }
        for (name, candidate) in all {
            guard best[candidate] == nil, let score = PlanScore(plan, index: name), score.terms > 0 else { continue }
            best[candidate] = score
        }
    }
}
