/// Offers candidates to the planner without building them, by HypoPG (<https://hypopg.readthedocs.io>), on a connection
/// to a copy that has the extension.
struct HypotheticalIndexes {
    private let runner: PostgresRunner

    /// nil when the extension is not there.
    init?(_ runner: PostgresRunner) throws {
        guard try runner.db.rows("SELECT 1 FROM pg_extension WHERE extname = 'hypopg'").count > 0 else { return nil }
        self.runner = runner
    }

    /// What the planner makes of a statement with one candidate.
    enum Opinion: Equatable {
        /// It would be used, and all would cost this share less, from 0 to 1.
        case used(gain: Double)
        /// It would not be used.
        case unused
        /// HypoPG cannot pretend such an index.
        case unknown
    }

    /// - Throws: `PostgresError` when the statement cannot be planned, `PostgresProblem`.
    func opinion(_ candidate: PostgresCandidate, _ sql: String, _ values: [String?]?, costBefore: Double) throws
        -> Opinion
    {
        guard
            let made = try? runner.db.rows(
                "SELECT indexname FROM hypopg_create_index($1)", [candidate.createSQL(nil)]),
            let name = made.text(0, "indexname")
        else { return .unknown }
        defer { _ = try? runner.db.rows("SELECT hypopg_reset()") }
        let plan = try runner.plan(sql, values)
        guard plan.indexes.contains(name) else { return .unused }
        guard costBefore > 0 else { return .unused }
        return .used(gain: max(0, 1 - (plan.root.cost ?? costBefore) / costBefore))
    }
}
