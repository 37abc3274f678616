import HoneDatabase

/// The two copies at work: the plain one has the indexes that are chosen so far, the trial one a candidate as well.
final class CopyPair {
    /// A statement of the workload with what is needed to execute it.
    struct Item {
        let statement: Workload.Statement
        var sets: [[String?]]
        let writes: Set<PostgresTable>
        /// One call on the copy as it was found, ms.
        var baseline: Double
    }

    let plain: PostgresRunner
    let trial: PostgresRunner
    private let plainBuilder: PostgresConnection
    private let trialBuilder: PostgresConnection
    private let settings: AdvisorSettings
    private let clock = ContinuousClock()

    init(_ copies: DatabaseCopies, _ settings: AdvisorSettings) throws {
        self.settings = settings
        plain = try PostgresRunner(copies.plain, limit: settings.statementLimit)
        trial = try PostgresRunner(copies.trial, limit: settings.statementLimit)
        plainBuilder = try PostgresConnection(copies.plain, statementTimeout: 0)
        // An index that takes longer than the whole of the measuring is none to advise here.
        trialBuilder = try PostgresConnection(copies.trial, statementTimeout: settings.maximumSeconds)
    }

    /// Builds an index on the trial copy.
    /// - Returns: how long it took, and its size in bytes.
    /// - Throws: `PostgresError`, `PostgresProblem`.
    func build(_ candidate: PostgresCandidate, _ name: String) throws -> (milliseconds: Double, bytes: Int) {
        let took = try clock.measure { try trialBuilder.execute(candidate.createSQL(name)) }
        let size = try trialBuilder.rows(
            """
            SELECT coalesce(sum(pg_relation_size(relid)), 0) AS bytes FROM pg_partition_tree($1::regclass)
            UNION ALL SELECT pg_relation_size($1::regclass) ORDER BY 1 DESC LIMIT 1
            """, [indexName(candidate, name)])
        return (took / .milliseconds(1), size.integer(0, "bytes") ?? 0)
    }

    /// Removes an index from the trial copy.
    func remove(_ candidate: PostgresCandidate, _ name: String) {
        try? trialBuilder.execute("DROP INDEX IF EXISTS \(indexName(candidate, name))")
    }

    /// Makes an index part of what the next candidates are compared with.
    func settle(_ candidate: PostgresCandidate, _ name: String) throws {
        try plainBuilder.execute(candidate.createSQL(name))
    }

    /// Takes an index out of what is compared with.
    func unsettle(_ candidate: PostgresCandidate, _ name: String) {
        try? plainBuilder.execute("DROP INDEX IF EXISTS \(indexName(candidate, name))")
    }

    /// An index is in its table's schema.
    private func indexName(_ candidate: PostgresCandidate, _ name: String) -> String {
        PostgresTable(schema: candidate.table.schema, name: name).sql
    }

    /// The plans of a statement on both copies.
    func plans(_ item: Item) throws -> (plain: String, trial: String) {
        let values = item.sets.first ?? []
        return (
            try plain.plan(item.statement.sql, values).text, try trial.plan(item.statement.sql, values).text
        )
    }

    /// One call on each copy, ms: sets of values averaged, the fastest repetition of each; by turns.
    /// - Parameter seconds: no new repetition begins after this long.
    func compare(_ item: Item, within seconds: Double? = nil) throws -> (plain: Double, trial: Double) {
        let start = clock.now
        let limit = Duration.seconds(min(seconds ?? .infinity, settings.secondsPerMeasurement * 2))
        return try Turns.fastest(
            sets: item.sets.count, rounds: settings.maximumRepetitions, while: { clock.now - start < limit }
        ) { side, set in
            try (side == .plain ? plain : trial).time(item.statement.sql, item.sets[set])
        }
    }

    /// How the answers of a query differ between the copies; nil when they do not, or when the query does not answer
    /// the same twice on one copy either.
    func reordering(_ item: Item) throws -> Reordering.Kind? {
        guard item.writes.isEmpty else { return nil }
        var worst: Reordering.Kind?
        for set in item.sets {
            let one = try plain.answer(item.statement.sql, set)
            let other = try trial.answer(item.statement.sql, set)
            guard one != other else { continue }
            guard try plain.answer(item.statement.sql, set) == one else { return nil }
            worst = one.asSet == other.asSet && one.rows == other.rows ? worst ?? .order : .rows
        }
        return worst
    }

    /// What a row that is inserted costs more on the trial copy than on the plain one, microseconds: rows of the table
    /// are taken out and put in again, in a transaction that is rolled back.
    /// - Returns: nil when it cannot be measured: the table is empty, or the role may not switch triggers off.
    func microsecondsPerRow(_ table: PostgresTable, columns: [String]) -> Double? {
        let names = columns.map(quotedName).joined(separator: ", ")
        func once(_ runner: PostgresRunner) throws -> (milliseconds: Double, rows: Int) {
            let db = runner.db
            return try db.rolledBack {
                // Neither triggers nor foreign keys: the cost of the index alone.
                try db.execute("SET LOCAL session_replication_role = replica")
                try db.execute(
                    "CREATE TEMP TABLE hone_rows ON COMMIT DROP AS SELECT \(names) FROM \(table.sql) LIMIT 0")
                let moved = try db.rows(
                    """
                    WITH gone AS (DELETE FROM \(table.sql) WHERE ctid = ANY (ARRAY(SELECT ctid FROM \(table.sql) LIMIT 200))
                    RETURNING \(names)) INSERT INTO hone_rows SELECT * FROM gone
                    """)
                let answer = try db.rows(
                    """
                    EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) INSERT INTO \(table.sql) (\(names))
                    OVERRIDING SYSTEM VALUE SELECT \(names) FROM hone_rows
                    """)
                let plan = try PostgresPlan(answer, of: "INSERT INTO \(table.sql)")
                return (plan.executionMilliseconds ?? 0, moved.changed ?? 0)
            }
        }
        var fastest = (plain: Double.infinity, trial: Double.infinity)
        var rows = 0
        for _ in 0..<5 {
            guard let one = try? once(plain), let other = try? once(trial), one.rows > 0 else { return nil }
            fastest = (min(fastest.plain, one.milliseconds), min(fastest.trial, other.milliseconds))
            rows = one.rows
        }
        return max(0, fastest.trial - fastest.plain) * 1000 / Double(rows)
    }
}
