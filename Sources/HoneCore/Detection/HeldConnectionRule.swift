/// When a connection of a pool counts as held for nothing: others waited for one, and for most of the time no statement
/// ran on it, whether its holder computed or waited for something else. While nobody waits it harms nobody.
public struct HeldConnectionRule: Sendable, Equatable {
    /// The time it was held without running a statement, in ms, from which on it counts: half of what a person takes
    /// for immediate (Nielsen, 1993), as another request waits for it.
    public var milliseconds = 50.0
    /// That time as a share of the time it was held, from which on it counts.
    public var share = 0.5
    /// How many others waited for a connection meanwhile from which on it counts.
    public var waiting = 1

    /// The defaults.
    public init() {}

    /// Whether it counts.
    /// - Parameters:
    ///   - held: the time it was held, ms.
    ///   - querying: the time in it that statements ran, ms.
    ///   - waiting: how many others waited for a connection meanwhile; nil where nobody knows, and then the time
    ///     decides alone.
    public func counts(held: Double, querying: Double, waiting: Int?) -> Bool {
        let idle = held - querying
        return idle >= milliseconds && idle >= share * held && waiting ?? .max >= self.waiting
    }
}
