import HoneCore

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

    /// Executions of a request that are looked at; the rest of a longer one is left out.
    public static let bound = 20_000

    /// The patterns of one request, none overlapping another, that come at least `minimum` times.
    ///
    /// Linear in the executions times `RepeatedGroups.longest`.
    public static func find(in records: [QueryRecord], minimum: Int) -> [StatementPattern] {
        let seen = Array(records.prefix(bound))
        return RepeatedGroups.find(in: seen.map(\.sql), minimum: minimum).map { group in
            let records = seen[group.range]
            let values = Dictionary(grouping: records, by: \.sql).values.map { Set($0.map(\.parameterKey)).count }
            return StatementPattern(
                statements: group.keys, repetitions: group.rounds, calls: records.count,
                distinctParameters: values.max() ?? 0, nanoseconds: records.reduce(0) { $0 + $1.nanoseconds })
        }
    }
}
