/// A group of statements that comes again and again: `A B A B A B`. Executions of the same statement in a row count as
/// one, so that an inner loop of any length (`A B B B A B A B B`) is seen as the pattern that it belongs to.
public struct StatementPattern: Sendable, Codable, Equatable {
    /// The normalised statements of one round, in order.
    public var statements: [String]
    /// How often the group came.
    public var repetitions: Int
    /// Executions, over all rounds.
    public var calls: Int
    /// Different values among the executions of the statement that varies most.
    public var distinctParameters: Int
    /// Time inside SQLite over all rounds, ns.
    public var nanoseconds: UInt64

    /// The longest group that is looked for.
    public static let longest = 8
    /// Executions of a request that are looked at; the rest of a longer one is left out.
    public static let bound = 20_000

    /// The patterns of one request, none overlapping another, that come at least `minimum` times.
    ///
    /// Linear in the executions times `longest`.
    public static func find(in records: [QueryRecord], minimum: Int) -> [StatementPattern] {
        let runs = runs(of: records.prefix(bound))
        var found: [StatementPattern] = []
        var at = 0
        while at < runs.count {
            let best = (2...longest).compactMap { period -> (period: Int, rounds: Int)? in
                let rounds = rounds(runs, from: at, period: period)
                return rounds >= minimum ? (period, rounds) : nil
            }.first
            guard let best else {
                at += 1
                continue
            }
            let end = at + best.period * best.rounds
            found.append(pattern(runs[at..<end], period: best.period, rounds: best.rounds))
            at = end
        }
        return found
    }

    /// Executions of one statement in a row.
    private struct Run {
        var sql: String
        var records: [QueryRecord]
    }

    private static func runs(of records: some Sequence<QueryRecord>) -> [Run] {
        var runs: [Run] = []
        for record in records {
            if runs.last?.sql == record.sql {
                runs[runs.count - 1].records.append(record)
            } else {
                runs.append(Run(sql: record.sql, records: [record]))
            }
        }
        return runs
    }

    private static func rounds(_ runs: [Run], from start: Int, period: Int) -> Int {
        var at = start + period
        while at < runs.count, runs[at].sql == runs[at - period].sql { at += 1 }
        return (at - start) / period
    }

    private static func pattern(_ runs: ArraySlice<Run>, period: Int, rounds: Int) -> StatementPattern {
        let records = runs.flatMap(\.records)
        let values = Dictionary(grouping: records, by: \.sql).values.map { Set($0.map(\.parameterKey)).count }
        return StatementPattern(
            statements: runs.prefix(period).map(\.sql), repetitions: rounds, calls: records.count,
            distinctParameters: values.max() ?? 0, nanoseconds: records.reduce(0) { $0 + $1.nanoseconds })
    }
}
