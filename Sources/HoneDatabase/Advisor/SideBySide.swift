/// Two copies of the same database, one as it is so far and one with a candidate, and the measuring of statements on
/// both by turns.
final class SideBySide {
    /// A statement of the workload with what is needed to execute it.
    struct Item {
        let statement: Workload.Statement
        let profile: StatementProfile
        /// What it asks of its tables.
        var demands: [Demand] = []
        /// The sets of values that are used.
        var sets: [[SQLValue]]
        /// One call on the copy as it was found, ms.
        var baseline: Double

        var writes: Bool { !profile.writes.isEmpty }
    }

    let plain: StatementRunner
    let trial: StatementRunner
    private let plainBuilder: Connection
    private let trialBuilder: Connection
    private let settings: AdvisorSettings
    private let clock = ContinuousClock()

    /// - Throws: `SQLiteError`.
    init(plain: String, trial: String, _ settings: AdvisorSettings) throws {
        self.settings = settings
        let limit = Duration.seconds(settings.statementLimit)
        self.plain = try StatementRunner(path: plain, limit: limit)
        self.trial = try StatementRunner(path: trial, limit: limit)
        // Indexes are built on connections of their own, with memory for it, so that the measuring ones keep the cache
        // that an app has by default.
        plainBuilder = try SideBySide.builder(plain)
        trialBuilder = try SideBySide.builder(trial)
    }

    private static func builder(_ path: String) throws -> Connection {
        let db = try Connection(path: path, mode: .readWrite)
        try db.execute(
            """
            PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY
            """)
        return db
    }

    /// Builds an index on the trial copy.
    /// - Returns: how long it took, and its size in bytes.
    /// - Throws: `SQLiteError`.
    func build(_ candidate: Candidate, _ name: String) throws -> (milliseconds: Double, bytes: Int) {
        let before = try usedPages()
        let took = try clock.measure {
            try trialBuilder.execute(candidate.createSQL(name))
        }
        return (took.inMilliseconds, Int((try usedPages() - before) * (try trialBuilder.integer("PRAGMA page_size"))))
    }

    /// Removes an index from the trial copy.
    func remove(_ name: String) { try? trialBuilder.execute("DROP INDEX IF EXISTS \(quoted(name))") }

    /// Makes an index part of what the next candidates are compared with.
    /// - Throws: `SQLiteError`.
    func settle(_ candidate: Candidate, _ name: String) throws {
        try plainBuilder.execute(candidate.createSQL(name))
    }

    /// Takes an index out of what is compared with.
    func unsettle(_ name: String) { try? plainBuilder.execute("DROP INDEX IF EXISTS \(quoted(name))") }

    /// Takes an existing index out of the trial copy.
    /// - Returns: the bytes that it held.
    /// - Throws: `SQLiteError`.
    func drop(_ name: String) throws -> Int {
        let before = try usedPages()
        try trialBuilder.execute("DROP INDEX \(quoted(name))")
        return Int((before - (try usedPages())) * (try trialBuilder.integer("PRAGMA page_size")))
    }

    /// Makes an index on the trial copy again.
    /// - Throws: `SQLiteError`.
    func restore(_ createSQL: String) throws { try trialBuilder.execute(createSQL) }

    /// The plan of any statement on the trial copy; nil when it does not compile there.
    func trialPlan(_ sql: String) -> QueryPlan? { plan(sql, on: trialBuilder) }

    /// The plan of any statement on the plain copy; nil when it does not compile there.
    func plainPlan(_ sql: String) -> QueryPlan? { plan(sql, on: plainBuilder) }

    private func plan(_ sql: String, on db: Connection) -> QueryPlan? {
        (try? db.rows("EXPLAIN QUERY PLAN " + sql)).map { QueryPlan(planRows: $0, codeRows: [], tables: [:]) }
    }

    /// The key of an index on the trial copy, a word a column with its order and collation, and the statement that made
    /// it.
    /// - Throws: `SQLiteError`.
    func description(ofIndex name: String) throws -> (key: [String], createSQL: String) {
        let key = try trialBuilder.rows(
            "SELECT cid, desc, coll, name FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno", [.text(name)]
        ).map { row in "\(row[0]) \(row[1]) \(row[2])" }
        return (
            key, try trialBuilder.text("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", [.text(name)])
        )
    }

    /// Columns that refer to another table.
    /// - Throws: `SQLiteError`.
    func foreignKeyColumns(of table: String) throws -> Set<String> {
        Set(
            try trialBuilder.rows("SELECT \"from\" FROM pragma_foreign_key_list(?)", [.text(table)])
                .compactMap { $0.first?.textValue })
    }

    private func usedPages() throws -> Int64 {
        try trialBuilder.integer("PRAGMA page_count") - trialBuilder.integer("PRAGMA freelist_count")
    }

    /// The plans of a statement on both copies.
    /// - Throws: `SQLiteError`.
    func plans(_ item: Item) throws -> (plain: String, trial: String) {
        func text(_ db: Connection) throws -> String {
            let rows = try db.rows("EXPLAIN QUERY PLAN " + item.statement.sql)
            return QueryPlan(planRows: rows, codeRows: [], tables: [:]).text
        }
        return (try text(plainBuilder), try text(trialBuilder))
    }

    /// How one execution of a set of values does on the plain copy.
    /// - Throws: `SQLiteError`.
    func once(_ item: Item, _ set: [SQLValue]) throws -> Duration {
        try plain.time(item.statement.sql, set, writes: item.writes)
    }

    /// As `compare(_:)`, but the plain copy is left alone when what is known of it already tells the difference: it was
    /// slow, and one round on the trial copy took less than half or was stopped after twice as long.
    /// - Throws: `SQLiteError`.
    func compare(_ item: Item, knowing plainTime: Double?) throws -> (plain: Double, trial: Double) {
        guard let plainTime, plainTime > SideBySide.slow else { return try compare(item) }
        func round() throws -> Double {
            let limit = Duration.milliseconds(plainTime * 2 * Double(item.sets.count) + 20)
            let times = try item.sets.map {
                try trial.time(item.statement.sql, $0, writes: item.writes, limit: limit)
            }
            return times.reduce(.zero, +).inMilliseconds / Double(max(1, item.sets.count))
        }
        let took = try round()
        if took < plainTime / 2 {
            // The first round read cold pages; quick ones are measured again.
            return (plainTime, took < SideBySide.verySlow ? min(took, try round()) : took)
        }
        if plainTime > SideBySide.verySlow { return (plainTime, took) }
        return try compare(item)
    }

    /// A call that takes longer is slow, ms: far above what the machine's noise adds.
    static let slow = 2.0
    /// A call that takes longer is measured once on each side and no more, ms: it averages its own noise out.
    static let verySlow = 250.0

    /// One call on each copy, ms: sets of values averaged, the fastest repetition of each.
    /// - Parameter seconds: no new round begins after this long.
    /// - Throws: `SQLiteError`.
    func compare(_ item: Item, within seconds: Double? = nil) throws -> (plain: Double, trial: Double) {
        let start = clock.now
        let limit = Duration.seconds(min(seconds ?? .infinity, settings.secondsPerMeasurement * 2))
        return try Turns.fastest(
            sets: item.sets.count, rounds: settings.maximumRepetitions, while: { clock.now - start < limit }
        ) { side, set in
            try (side == .plain ? plain : trial).time(item.statement.sql, item.sets[set], writes: item.writes)
                .inMilliseconds
        }
    }

    /// How one call gets slower without an index, which the plain copy has and the trial copy has not, ms. What is
    /// clear is not executed to its end.
    /// - Parameter enough: a loss that decides, ms.
    /// - Throws: `SQLiteError`.
    func without(_ item: Item, enough: Double) throws -> (plain: Double, trial: Double) {
        let with = try once(item, item.sets[0]).inMilliseconds
        let limit = max(100, with * 20, with + enough)
        let took = try trial.time(item.statement.sql, item.sets[0], writes: item.writes, limit: .milliseconds(limit))
            .inMilliseconds
        return took >= limit || took > SideBySide.verySlow ? (with, took) : try compare(item)
    }

    /// How the answers of a query differ between the copies; nil when they do not, or when the query does not answer
    /// the same twice on one copy either. Queries that take a second are not asked again.
    /// - Throws: `SQLiteError`.
    func reordering(_ item: Item) throws -> Reordering.Kind? {
        guard !item.writes, item.baseline < SideBySide.verySlow * 4 else { return nil }
        var worst: Reordering.Kind?
        for set in item.baseline > SideBySide.slow * 10 ? Array(item.sets.prefix(1)) : item.sets {
            guard let other = try trial.answer(item.statement.sql, set),
                let one = try plain.answer(item.statement.sql, set), one != other
            else { continue }
            guard try plain.answer(item.statement.sql, set) == one else { return nil }
            if one.asSet == other.asSet, one.rows == other.rows {
                worst = worst ?? .order
            } else {
                worst = .rows
            }
        }
        return worst
    }
}
