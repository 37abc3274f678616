/// Queries by statement and by the line that asked for them.
public struct QueryTally: Sendable, Equatable {
    /// One statement, asked for at one line.
    public struct Statement: Sendable, Equatable {
        /// The statement, with `?` where values stood.
        public let sql: String
        /// The line that asked for it, where it is known.
        public let place: SourcePlace?
        /// How often it ran.
        public fileprivate(set) var count: Int
        /// The time it took, all together, in nanoseconds.
        public fileprivate(set) var nanoseconds: UInt64
    }

    /// How many pairs of statement and line are told apart.
    public static let maximumStatements = 256

    /// All queries.
    public private(set) var queries = 0
    /// The statements, in the order in which they first ran.
    public private(set) var statements: [Statement] = []
    /// Queries that are counted but not listed, because there were more statements than are told apart.
    public private(set) var unlisted = 0
    private var index: [Key: Int] = [:]

    private struct Key: Hashable {
        let sql: String
        let place: SourcePlace?
    }

    /// A tally of nothing.
    public init() {}

    /// Adds a query. O(1).
    public mutating func add(_ query: RanQuery) {
        queries += 1
        let key = Key(sql: query.sql, place: query.place)
        if let known = index[key] {
            statements[known].count += 1
            statements[known].nanoseconds &+= query.nanoseconds
        } else if statements.count < Self.maximumStatements {
            index[key] = statements.count
            statements.append(
                Statement(sql: query.sql, place: query.place, count: 1, nanoseconds: query.nanoseconds))
        } else {
            unlisted += 1
        }
    }

    /// The statements that one line ran more often than so many times, most often first: what an N+1 looks like.
    public func repeated(moreThan times: Int) -> [Statement] {
        statements.filter { $0.count > times }.sorted { $0.count > $1.count }
    }
}

extension QueryTally.Statement: CustomStringConvertible {
    /// `12 × SELECT name FROM cuisines WHERE id = ? (Bistro/ChefList.swift:44)`
    public var description: String { "\(count) × \(sql)" + (place.map { " (\($0))" } ?? "") }
}

extension QueryTally: CustomStringConvertible {
    /// A line for each statement, most often first.
    public var description: String {
        var lines = repeated(moreThan: 0).map { "  \($0)" }
        if unlisted > 0 { lines.append("  \(unlisted) × other statements") }
        return lines.joined(separator: "\n")
    }
}
