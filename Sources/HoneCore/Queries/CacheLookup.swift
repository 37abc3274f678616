/// A look-up in a cache, told to whoever observes the task that made it (``QueryObservation``).
public struct CacheLookup: Sendable, Equatable {
    /// What the cache is called. Keys are not told.
    public var cache: String
    /// Whether the value was there; a stale one counts as that when it was given out at once.
    public var isHit: Bool
    /// How long it took until there was a value, a load among it, in nanoseconds.
    public var nanoseconds: UInt64

    /// A look-up that has ended.
    public init(cache: String, isHit: Bool, nanoseconds: UInt64) {
        self.cache = cache
        self.isHit = isHit
        self.nanoseconds = nanoseconds
    }
}
