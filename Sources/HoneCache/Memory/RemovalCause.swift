/// Why an entry is no longer in a cache.
public enum RemovalCause: String, Sendable, CaseIterable {
    /// Another value took its place.
    case replaced
    /// The cache was full.
    case evicted
    /// Its time was over.
    case expired
    /// The app invalidated its key, one of its tags, or the whole cache.
    case invalidated
}

/// Entries that left while a lock was held: they are told of, and their values let go, when it no longer is, as both
/// may run code of the app that uses the cache.
struct RemovedEntries<Key: Sendable, Value: Sendable>: Sendable {
    typealias Removed = (key: Key, value: Value, cause: RemovalCause)

    /// Most often there is one, which needs no array.
    private var first: Removed?
    private var others: [Removed] = []
    /// Failures that are kept no longer; nobody is told of them.
    var errors: [any Error] = []

    mutating func append(_ key: Key, _ value: Value, _ cause: RemovalCause) {
        if first == nil { first = (key, value, cause) } else { others.append((key, value, cause)) }
    }

    func tell(_ listener: (@Sendable (Key, Value, RemovalCause) -> Void)?) {
        guard let listener, let first else { return }
        listener(first.key, first.value, first.cause)
        for other in others { listener(other.key, other.value, other.cause) }
    }
}
