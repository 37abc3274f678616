import HoneCore

/// A stretch of code ran other queries than was expected.
public struct UnexpectedQueries: Error, Sendable, CustomStringConvertible {
    /// What was expected, and what was found.
    public let finding: String
    /// All queries that ran.
    public let tally: QueryTally
    /// Where it was expected.
    public let place: SourcePlace

    /// The finding, with every statement, how often it ran and the line that asked for it.
    public var description: String { "\(finding) (\(place)):\n\(tally)" }
}
