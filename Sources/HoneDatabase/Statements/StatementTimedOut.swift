import HoneCore

/// A statement ran longer than the pool lets statements run, and was interrupted. Its transaction was rolled back; the
/// connection goes on.
public struct StatementTimedOut: Error, Sendable, Equatable, CustomStringConvertible {
    /// The statement, with `?` where values stood.
    public let sql: String
    /// How long a statement may take.
    public let limit: Duration
    /// The line that called the pool.
    public let place: SourcePlace?
    /// The database file.
    public let path: String

    /// What was found and what to do.
    public var description: String {
        "A statement on \(path) ran longer than \(limit) and was interrupted" + (place.map { ", at \($0)" } ?? "")
            + ": \(sql). Look at its plan (hone advise finds indexes), or raise statementTimeout."
    }
}
