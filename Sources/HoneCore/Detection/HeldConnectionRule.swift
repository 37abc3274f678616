/// When a connection of a pool counts as held while nothing is asked of it: its holder awaits something else, and others
/// wait for the connection.
public struct HeldConnectionRule: Sendable, Equatable {
    /// The time it was held without running a statement, in ms, from which on it counts: half of what a person takes
    /// for immediate (Nielsen, 1993), as another request may wait for it.
    public var milliseconds = 50.0
    /// That time as a share of the time it was held, from which on it counts.
    public var share = 0.5

    /// The defaults.
    public init() {}

    /// Whether it counts.
    /// - Parameters:
    ///   - held: the time it was held, ms.
    ///   - querying: the time in it that statements ran, ms.
    public func counts(held: Double, querying: Double) -> Bool {
        let idle = held - querying
        return idle >= milliseconds && idle >= share * held
    }
}
