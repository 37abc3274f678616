/// How a cache treats time. Everything is off unless it is asked for.
public struct CacheOptions: Sendable {
    /// How long a value is fresh after it was stored; nil: until it is evicted or invalidated.
    public var ttl: Duration?
    /// An entry goes when it was not used for so long; nil: never for that.
    public var idle: Duration?
    /// By what share at most, from 0 to 1, each time to live is shortened at random, so that what was stored together
    /// does not expire together.
    public var jitter = 0.0
    /// How long after it expired a value is still given out at once, while one load in the background replaces it.
    public var staleWhileRevalidate: Duration?
    /// How long after it expired a value is still given out when the load fails or takes longer than `softTimeout`.
    public var failSafe: Duration?
    /// How long a caller waits for a load when there is a value to fall back to (`failSafe`); the load goes on.
    public var softTimeout: Duration?
    /// How long a load may take; then it is cancelled, and who waits gets ``LoadTimedOut`` or the value to fall back
    /// to.
    public var hardTimeout: Duration?
    /// How long the failure of a load is given to whoever asks for its key, without another load, or the value to fall
    /// back to in its place; nil: each request loads anew. Storing or invalidating the key or one of the load's tags
    /// ends it. Each part (`stripes`) keeps 64 failures at most, in this process's memory alone; a cancelled load is
    /// none, and that of a key whose value to fall back to is in an outer tier and too heavy for the memory is not kept.
    public var failureTTL: Duration?
    /// The share of its time to live, from 0 up to 1, after which the first that asks for a value has it loaded anew in
    /// the background, and is given what is there.
    public var earlyRefresh: Double?
    /// How long after it was stored the first that asks for a value has it loaded anew in the background, and is given
    /// what is there; with a time to live, the earlier of the two ends counts. In a cache with a registered loader
    /// entries are loaded anew by themselves after that time (``Cache/register(_:)``).
    public var refreshAfter: Duration?
    /// Into how many parts, each with a lock of its own, the cache is split: a power of two, as the next lower one is
    /// taken. An entry weighs a part's share of the capacity at most. nil: by capacity and cores.
    public var stripes: Int?

    /// Options in which all is off but what is then set.
    public init(ttl: Duration? = nil) { self.ttl = ttl }

    /// How long after it expired an entry is kept, in nanoseconds.
    var grace: UInt64 {
        max(staleWhileRevalidate?.clampedNanoseconds ?? 0, failSafe?.clampedNanoseconds ?? 0)
    }
}
