/// What is known of one outer tier of a cache.
public struct TierStatistics: Sendable, Equatable {
    /// What the tier is called.
    public var name: String

    // What the cache counts.

    /// Values that were found in it, stale ones among them.
    public var hits = 0
    /// Values that were not.
    public var misses = 0
    /// Entries that were stored in it.
    public var stored = 0
    /// Entries that were not stored, as too many waited to be, or as storing them failed.
    public var dropped = 0
    /// Calls that threw.
    public var errors = 0
    /// Calls that took longer than the tier's timeout and were given up.
    public var timeouts = 0
    /// Questions that were not put to it, as it had failed shortly before or too many were under way.
    public var skipped = 0
    /// Values that could not be coded or decoded.
    public var codingFailures = 0
    /// Times that this node waited for another to load a key.
    public var leaseWaits = 0
    /// Times among them that the other did not come up with the value in time.
    public var leaseTimeouts = 0
    /// Invalidations that were heard from other nodes.
    public var heard = 0
    /// Invalidations that have yet to reach it. Until they have, nothing that they take in is read from it.
    public var unpaid = 0
    /// The time that questions for entries took, ns.
    public var lookupNanoseconds: UInt64 = 0

    // What the tier knows of itself.

    /// Whether it works, as far as it knows; false while the cache leaves it alone, too.
    public var isAvailable = true
    /// How many entries it holds; nil when it does not know.
    public var entries: Int?
    /// How many bytes it holds; nil when it does not know.
    public var bytes: Int?
    /// Entries that made room for others; nil when it does not know.
    public var evicted: Int?
    /// Entries that it would not take, being too large.
    public var tooLarge = 0
    /// Times that what it holds was found to be damaged.
    public var corruptions = 0
    /// The last thing that went wrong, for a person; without keys and values.
    public var problem: String?

    /// Of a tier that was not used.
    public init(name: String) { self.name = name }
}
