/// The failures of loads that are given to whoever asks for their keys shortly after, in place of another load. A few,
/// as a source that fails does so for many keys: beyond that, the one that ends first makes room.
struct RecentFailures<Key: Hashable & Sendable>: Sendable {
    /// So many are kept.
    static var most: Int { 64 }

    private struct Failure: Sendable {
        var error: any Error
        /// Until when it is given out, on the cache's clock, ns.
        var end: UInt64
        /// The numbers of the load's tags, and the latest invalidation of any tag when it began.
        var tags: [UInt16]
        var seen: UInt64
    }

    private var failures: [Key: Failure] = [:]

    var isEmpty: Bool { failures.isEmpty }
    var keys: [Key] { Array(failures.keys) }

    /// Keeps a failure.
    /// - Parameter released: takes the errors that are kept no longer, to be let go without a lock, as that may run
    ///   code of the app.
    mutating func add(
        _ error: any Error, for key: Key, until end: UInt64, tags: [UInt16], seen: UInt64, now: UInt64,
        released: inout [any Error]
    ) {
        expire(now: now, released: &released)
        if failures.count >= Self.most, failures[key] == nil,
            let first = failures.min(by: { $0.value.end < $1.value.end })
        {
            remove(first.key, released: &released)
        }
        let before = failures.updateValue(Failure(error: error, end: end, tags: tags, seen: seen), forKey: key)
        if let before { released.append(before.error) }
    }

    /// The failure of a key's load, when it is not over and none of its tags was invalidated since it began.
    mutating func find(_ key: Key, tags: TagTable, now: UInt64, released: inout [any Error]) -> (any Error)? {
        guard !failures.isEmpty, let failure = failures[key] else { return nil }
        if now < failure.end, !tags.isInvalid(failure.tags, since: failure.seen) { return failure.error }
        remove(key, released: &released)
        return nil
    }

    /// Forgets that of a key.
    mutating func remove(_ key: Key, released: inout [any Error]) {
        guard !failures.isEmpty, let failure = failures.removeValue(forKey: key) else { return }
        released.append(failure.error)
    }

    /// Forgets all.
    mutating func removeAll(released: inout [any Error]) {
        released += failures.values.map(\.error)
        failures = [:]
    }

    /// Forgets those that are over.
    mutating func expire(now: UInt64, released: inout [any Error]) {
        guard !failures.isEmpty else { return }
        for (key, failure) in failures where failure.end <= now { remove(key, released: &released) }
    }
}
