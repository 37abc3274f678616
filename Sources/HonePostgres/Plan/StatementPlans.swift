/// What the server plans to do for statements as `pg_stat_statements` keeps them, without values; nothing is executed.
public final class StatementPlans {
    /// What a plan means to do.
    public struct Work: Sendable, Equatable {
        /// Rows of the tables that are read from end to end, as the planner knows them.
        public var rowsScanned: Double
        /// Sorts for want of an index in that order.
        public var sorts: Double
    }

    private let db: PostgresConnection
    private var left: Int
    private var known: [String: Work?] = [:]
    private lazy var catalogue = try? Catalogue(db)

    /// - Parameters:
    ///   - db: the database that the statements are of.
    ///   - limit: statements that are planned, at most.
    public init(_ db: PostgresConnection, limit: Int) {
        self.db = db
        left = limit
    }

    /// What a statement does; nil when it cannot be planned, or the limit is reached.
    public func work(of sql: String) -> Work? {
        if let known = known[sql] { return known }
        guard left > 0 else { return nil }
        left -= 1
        let work = (try? GenericPlan.of(sql, db)).map { plan in
            let steps = plan.root.all
            return Work(
                rowsScanned: steps.filter { $0.kind == "Seq Scan" }.reduce(0) { sum, step in
                    sum + max(0, step.table.flatMap { catalogue?.tables[$0]?.rows } ?? 0)
                },
                sorts: Double(steps.filter { $0.kind.hasSuffix("Sort") }.count))
        }
        known[sql] = work
        return work
    }
}

/// A plan for any values of a statement's parameters: as a server makes it for a prepared statement after its first
/// executions (`plan_cache_mode`), in all versions that Hone knows; `EXPLAIN (GENERIC_PLAN)` is there from 16 on.
enum GenericPlan {
    /// - Throws: `PostgresError` when the statement does not compile, `PostgresProblem`.
    static func of(_ sql: String, _ db: PostgresConnection) throws -> PostgresPlan {
        let mode = try db.rows("SHOW plan_cache_mode").text(0, "plan_cache_mode") ?? "auto"
        try db.execute("SET plan_cache_mode = force_generic_plan")
        defer { try? db.execute("SET plan_cache_mode = \(mode)") }
        let statement = try db.prepare(sql)
        let nothing = Array(repeating: "NULL", count: statement.parameterCount).joined(separator: ", ")
        let rows = try db.rows(
            "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE \(statement.name)\(nothing.isEmpty ? "" : "(\(nothing))")")
        return try PostgresPlan(rows, of: sql)
    }
}
