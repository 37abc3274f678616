/// Where the values of a cache come from when whoever asks brings no closure.
public struct CacheLoader<Key: Sendable, Value: Sendable>: Sendable {
    /// What the value of a key can be invalidated by.
    public var tags: @Sendable (Key) -> [String]
    /// The value of a key.
    public var load: @Sendable (Key) async throws -> Value
    /// How many entries are loaded anew at once by themselves; at least 1.
    public var reloadsAtOnce = 4

    /// A loader.
    /// - Parameters:
    ///   - tags: what the value of a key can be invalidated by.
    ///   - load: the value of a key.
    public init(
        tags: @escaping @Sendable (Key) -> [String] = { _ in [] },
        load: @escaping @Sendable (Key) async throws -> Value
    ) {
        self.tags = tags
        self.load = load
    }
}

/// A cache was asked for a value that it does not have, by somebody who brought no closure, and has no loader.
public struct LoaderMissing: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the cache.
    public let cache: String

    /// Says which cache, and what to do.
    public var description: String {
        "the cache '\(cache)' was asked for a value without a closure and has no loader: register(_:) one first"
    }
}
