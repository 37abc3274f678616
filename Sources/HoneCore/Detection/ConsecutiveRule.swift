/// When different queries that ran one after the other count as ones that could have run together.
///
/// Source: Sentry's "consecutive database queries", which asks for 100 ms saved and for a tenth of their time.
public struct ConsecutiveRule: Sendable, Equatable {
    /// Different queries in a row from which on they count.
    public var queries = 3
    /// What could be saved, in ms, from which on they count: all of their time but the longest.
    public var milliseconds = 100.0
    /// What could be saved as a share of their time from which on they count.
    public var share = 0.1

    /// The defaults.
    public init() {}

    /// Whether a row of queries counts.
    /// - Parameters:
    ///   - queries: how many different ones.
    ///   - milliseconds: their time together.
    ///   - longest: the time of the longest, ms.
    public func counts(queries: Int, milliseconds: Double, longest: Double) -> Bool {
        let saved = milliseconds - longest
        return queries >= self.queries && saved >= self.milliseconds && saved >= share * milliseconds
    }
}
