/// A session's server that cannot start.
public struct LiveServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The port that was to be listened on.
    public var port: Int
    /// What the system said.
    public var cause: String

    /// One line for a person, with what to do.
    public var description: String {
        "The page cannot be served on 127.0.0.1:\(port): \(cause). Choose another port, or 0 for any that is free."
    }
}
