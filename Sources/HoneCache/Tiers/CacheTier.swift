/// An outer tier of a cache, behind the process's memory: a file, a server. Bytes in, bytes out; it knows nothing of
/// values.
///
/// The cache looks after it: bounds each call by a time, stops asking it for a while when it fails, keeps what could
/// not be invalidated and does so later, and calls everything that changes it (`store`, `remove`, `invalidate`) one
/// after another. `entry`, `lease`, `end` and `statistics` come from anywhere at any time. A call that is given up is
/// cancelled; what it does afterwards must not overtake what is asked of the tier later.
public protocol CacheTier: Sendable {
    /// What it is called in statistics: "disk", "redis".
    var name: String { get }

    /// Whether it tells of what other nodes do (``listen(_:)``). What a tier before it kept from an earlier process is
    /// let go when the cache is made, if that tier says that it does (``outlivesProcess``): it may have been invalidated
    /// when nobody listened.
    var hearsOthers: Bool { get }

    /// Whether it is this machine's own and has after a restart what it had before.
    var outlivesProcess: Bool { get }

    /// What is stored for a key; nil when there is nothing, or it is over, or was invalidated.
    /// - Throws: when it cannot be told, for any reason.
    func entry(for key: String) async throws -> TierEntry?

    /// Stores entries in place of those that are there, all or some of them: what does not fit is left out and counted,
    /// and then what was there before is gone too.
    ///
    /// An entry with a lease must not be given out when its key, one of its tags or everything was invalidated after
    /// the lease was given, by any node.
    /// - Throws: when one or more may not be stored.
    func store(_ writes: [TierWrite]) async throws

    /// Takes keys, prefixes of keys, tags or everything out; a tag in O(1). When it returns, no node is given from this
    /// tier what was stored before, nor what is stored later under a lease that was given before; and every other node
    /// that listens hears of it soon, whether or not anything was stored.
    /// - Throws: when that may not have come about; the cache asks again later.
    func invalidate(_ invalidation: TierInvalidation) async throws

    /// Asks whether this node may load a key: a tier that is shared gives one lease for a key at a time, so that one
    /// node loads, and one that is not always gives one.
    /// - Parameters:
    ///   - key: what is to be loaded.
    ///   - tags: what the value will be invalidated by.
    ///   - limit: how long the lease lasts unless it is ended.
    /// - Returns: nil when another node has it: wait, and look again.
    /// - Throws: when it cannot be told.
    func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease?

    /// Lets others load a key. Nothing happens when the lease is over.
    func end(_ lease: TierLease) async

    /// Has the cache told of what other nodes invalidate or set, until the tier is closed; never of what this
    /// tier was asked to do itself. What they load need not be told. Called once, before anything else. When something
    /// may have been missed, as after a connection was lost, the tier says `.all`.
    func listen(_ heard: @escaping @Sendable (TierInvalidation) -> Void)

    /// What it knows of itself: `entries`, `bytes`, `isAvailable`, `problem` and its own counts. The cache counts the
    /// rest. Returns at once.
    func statistics() -> TierStatistics

    /// Ends what runs and lets go of files and connections. Calls that come later throw.
    func close() async
}

extension CacheTier {
    /// A tier that is not shared hears of nobody.
    public var hearsOthers: Bool { false }

    /// A tier that is shared, or is memory, need not be told what happened before.
    public var outlivesProcess: Bool { false }

    /// A tier that is not shared always gives one.
    public func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? {
        TierLease(key: key)
    }

    /// A tier that is not shared has nothing to end.
    public func end(_ lease: TierLease) async {}

    /// A tier that is not shared hears of nobody.
    public func listen(_ heard: @escaping @Sendable (TierInvalidation) -> Void) {}

    /// A tier that holds nothing has nothing to let go of.
    public func close() async {}
}
