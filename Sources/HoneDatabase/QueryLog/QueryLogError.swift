/// A query log that cannot be read.
public struct QueryLogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder or file.
    public var path: String
    /// What was found there.
    public var found: String
    /// What to do about it.
    public var advice: String

    /// The whole in one sentence.
    public var description: String { "cannot read the query log \(path): \(found); \(advice)" }
}
