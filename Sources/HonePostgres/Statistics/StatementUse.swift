import HoneDatabase

/// What one statement cost between two looks at `pg_stat_statements`
/// (<https://www.postgresql.org/docs/current/pgstatstatements.html>).
public struct StatementUse: Sendable, Codable, Equatable {
    /// The statement as the server normalises it: constants are `$1`, `$2`, …. It can be prepared.
    public var sql: String
    /// How often it was executed.
    public var calls: Int
    /// Time of execution, ms, of all calls.
    public var milliseconds: Double
    /// Time of planning, ms, of all calls; 0 unless `pg_stat_statements.track_planning` is on.
    public var planMilliseconds: Double
    /// Rows returned or changed, of all calls.
    public var rows: Int
    /// Blocks of 8 KiB (by default) that were found in the server's cache.
    public var blocksHit: Int
    /// Blocks that had to be read from the system.
    public var blocksRead: Int
    /// Blocks that were changed first by it.
    public var blocksDirtied: Int
    /// Blocks of temporary files that were read or written: a sort or hash that did not fit into `work_mem`.
    public var temporaryBlocks: Int

    /// The statement with lists after `IN` folded to one, so that it is the same for a list of any length; for people,
    /// it can no longer be prepared.
    public var folded: String { StatementText(sql).folded }
    /// What it is for.
    public var kind: QueryRecord.Kind { StatementText(sql).kind }
    /// It may change rows.
    public var writes: Bool { StatementText(sql).writes }

    /// What this one and another of the same folded text cost together.
    public func adding(_ other: StatementUse) -> StatementUse {
        var sum = self
        sum.calls += other.calls
        sum.milliseconds += other.milliseconds
        sum.planMilliseconds += other.planMilliseconds
        sum.rows += other.rows
        sum.blocksHit += other.blocksHit
        sum.blocksRead += other.blocksRead
        sum.blocksDirtied += other.blocksDirtied
        sum.temporaryBlocks += other.temporaryBlocks
        return sum
    }
}
