/// Reads `pg_stat_statements` again and again, and tells what each statement cost in between.
///
/// The counts are the server's, over all of its clients: whoever else uses the database is in them. With one request at
/// a time and nobody else there, each statement belongs to one request. Hone's own look at the statistics is left out.
public final class StatementStatistics {
    /// A row of the statistics.
    private struct Key: Hashable {
        let user: String
        let query: String
        let isTopLevel: Bool
    }

    private struct Counters {
        var calls = 0
        var milliseconds = 0.0
        var planMilliseconds = 0.0
        var rows = 0
        var blocksHit = 0
        var blocksRead = 0
        var blocksDirtied = 0
        var temporaryBlocks = 0
    }

    private let db: PostgresConnection
    private let source: StatisticsSource
    private var last: [Key: Counters] = [:]
    /// Texts of statements that were asked for.
    private var texts: [Key: String] = [:]
    private let firstEvictions: Int

    /// Takes the first look: what was before does not count.
    /// - Throws: `PostgresProblem` when the statistics are not there or may not be read, `PostgresError`.
    public init(_ db: PostgresConnection) throws {
        self.db = db
        source = try StatisticsSource(db)
        firstEvictions = try source.evictions(db)
        last = try read()
    }

    /// Statements that the server has thrown out of its statistics since the first look, to make room
    /// (`pg_stat_statements.max`): what they cost is partly lost. 0 as well when the extension is older than 1.9.
    public func evictions() throws -> Int { max(0, try source.evictions(db) - firstEvictions) }

    /// Sessions that clients have opened to this database since its statistics began; nil before PostgreSQL 14. A
    /// session is counted when it ends, or about a second after it began.
    public func sessions() throws -> Int? {
        guard db.serverVersion >= 140_000 else { return nil }
        let sql = "SELECT \(StatisticsSource.mark) sessions FROM pg_stat_database WHERE datname = current_database()"
        return try db.rows(sql).integer(0, "sessions")
    }

    /// What each statement cost since the last call, the most expensive first. Statements that functions execute are
    /// part of their caller and not told by themselves.
    /// - Throws: `PostgresProblem`, `PostgresError`.
    public func next() throws -> [StatementUse] {
        let now = try read()
        let changed = now.filter { key, counters in key.isTopLevel && counters.calls != last[key]?.calls ?? 0 }
        // What a role may not see has no number; all of it of one user is summed under none.
        guard !changed.keys.contains(where: { $0.query.isEmpty }) else { throw source.notAllowed(db.address) }
        try learnTexts(of: changed.keys.filter { texts[$0] == nil })
        let uses = changed.compactMap { key, counters -> StatementUse? in
            guard let sql = texts[key], !sql.contains(StatisticsSource.mark) else { return nil }
            // Fewer than before: the statistics were reset in between, and began at zero.
            let before = last[key].flatMap { $0.calls < counters.calls ? $0 : nil } ?? Counters()
            return StatementUse(
                sql: sql, calls: counters.calls - before.calls,
                milliseconds: counters.milliseconds - before.milliseconds,
                planMilliseconds: counters.planMilliseconds - before.planMilliseconds,
                rows: counters.rows - before.rows, blocksHit: counters.blocksHit - before.blocksHit,
                blocksRead: counters.blocksRead - before.blocksRead,
                blocksDirtied: counters.blocksDirtied - before.blocksDirtied,
                temporaryBlocks: counters.temporaryBlocks - before.temporaryBlocks)
        }
        last = now
        return uses.sorted { ($0.milliseconds, $1.sql) > ($1.milliseconds, $0.sql) }
    }

    private func read() throws -> [Key: Counters] {
        let rows = try source.rows(db, withTexts: false)
        var counters: [Key: Counters] = [:]
        counters.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            let key = key(rows, row)
            counters[key] = Counters(
                calls: (rows.integer(row, "calls") ?? 0) + (key.query.isEmpty ? counters[key]?.calls ?? 0 : 0),
                milliseconds: rows.number(row, "total_exec_time") ?? 0,
                planMilliseconds: rows.number(row, "total_plan_time") ?? 0, rows: rows.integer(row, "rows") ?? 0,
                blocksHit: rows.integer(row, "shared_blks_hit") ?? 0,
                blocksRead: rows.integer(row, "shared_blks_read") ?? 0,
                blocksDirtied: rows.integer(row, "shared_blks_dirtied") ?? 0,
                temporaryBlocks: rows.integer(row, "temporary") ?? 0)
        }
        return counters
    }

    private func learnTexts(of keys: [Key]) throws {
        guard !keys.isEmpty else { return }
        let wanted = Set(keys)
        let rows = try source.rows(db, withTexts: true)
        for row in 0..<rows.count {
            let key = key(rows, row)
            guard wanted.contains(key), let text = rows.text(row, "query") else { continue }
            texts[key] = text
        }
    }

    private func key(_ rows: PostgresRows, _ row: Int) -> Key {
        Key(
            user: rows.text(row, "userid") ?? "", query: rows.text(row, "queryid") ?? "",
            isTopLevel: rows.isTrue(row, "toplevel"))
    }
}
