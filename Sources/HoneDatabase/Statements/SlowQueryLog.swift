import Foundation
import HoneCore

/// A statement that took longer than the log's threshold.
public struct SlowQuery: Sendable, Equatable, CustomStringConvertible {
    /// The statement: with `?` where values stood, or with its values if the log includes parameters.
    public let sql: String
    /// From its first step to its end, waiting for locks and what the app did between rows included.
    public let duration: Duration
    /// The line that called the pool; nil for what the pool runs for itself.
    public let place: SourcePlace?
    /// The database file.
    public let path: String

    /// A line of a log.
    public var description: String {
        let milliseconds = String(format: "%.1f", duration / .milliseconds(1))
        return "slow query, \(milliseconds) ms on \(path)" + (place.map { " at \($0)" } ?? "") + ": \(sql)"
    }
}

/// Where a pool tells of statements that take long.
public struct SlowQueryLog: Sendable {
    /// From how long on a statement is slow. 100 ms unless told: what a person begins to notice (J. Nielsen, Usability
    /// Engineering, 1993, chapter 5), spent in one statement.
    public var threshold: Duration
    /// Whether the values of parameters are written: they are people's names and addresses, so only when asked for.
    public var includesParameters: Bool
    /// Takes a slow query. Called on the connection's thread once the statement has ended: it must neither block nor
    /// use the database.
    public var write: @Sendable (SlowQuery) -> Void

    /// A log.
    public init(
        threshold: Duration = .milliseconds(100), includesParameters: Bool = false,
        write: @escaping @Sendable (SlowQuery) -> Void
    ) {
        self.threshold = threshold
        self.includesParameters = includesParameters
        self.write = write
    }

    /// A line each to standard error.
    public static let standardError = SlowQueryLog { query in
        FileHandle.standardError.write(Data("\(query)\n".utf8))
    }
}
