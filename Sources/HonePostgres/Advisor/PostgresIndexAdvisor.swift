import HoneDatabase

/// Finds the indexes that a workload gains from (PAT-016), by executing it on copies of a PostgreSQL database.
///
/// As `IndexAdvisor` does for SQLite: plans only suggest. The conditions, joins and orders of the statements' plans
/// become candidates; with HypoPG the planner is asked which of them it would use. Each is then built on a copy, and
/// the statements whose plan it changes are executed there and on a second copy without it, by turns, in transactions
/// that are rolled back. The one that saves the workload most is kept, the others are measured again beside it, until
/// none saves enough. The database itself is only copied, which PostgreSQL does while nobody is connected to it.
public enum PostgresIndexAdvisor {
    /// - Parameters:
    ///   - address: the database; the role has to own it and may create databases, or be a superuser.
    ///   - workload: the statements, with `$1`, `$2`, … and their values; for those that were recorded without, values
    ///     are drawn from the columns that they are compared with.
    ///   - progress: what is being done, and how far all of it is, from 0 to 1.
    /// - Throws: `PostgresProblem`, `PostgresError`.
    public static func advise(
        _ address: PostgresAddress, workload: Workload, settings: AdvisorSettings = AdvisorSettings(),
        progress: @escaping (String, Double) -> Void = { _, _ in }
    ) throws -> IndexAdvice {
        try advise(address, workload: workload, settings: settings, usesHypoPG: true, progress: progress)
    }

    /// - Parameter usesHypoPG: ask HypoPG where it is installed.
    static func advise(
        _ address: PostgresAddress, workload: Workload, settings: AdvisorSettings, usesHypoPG: Bool,
        progress: @escaping (String, Double) -> Void
    ) throws -> IndexAdvice {
        let start = ContinuousClock.now
        let copies = try DatabaseCopies(of: address, usesHypoPG: usesHypoPG, progress)
        defer { copies.remove() }
        let pair = try CopyPair(copies, settings)
        // Copying is not measuring.
        let copied = ContinuousClock.now
        let run = PostgresAdvisorRun(
            pair, try Catalogue(pair.plain.db), settings, notes: copies.notes,
            elapsed: { (ContinuousClock.now - copied) / .seconds(1) }, progress)
        var advice = try run.advise(workload)
        advice.seconds = (ContinuousClock.now - start) / .seconds(1)
        return advice
    }
}
