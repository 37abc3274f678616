/// A cache as who looks after all caches of an app sees it: without the types of its keys and values.
public protocol RegisteredCache: Sendable {
    /// What it is called; no other in a registry is called so.
    var name: String { get }

    /// What it has counted and holds.
    func snapshot() -> CacheSnapshot

    /// Takes everything out, of all tiers.
    /// - Throws: when a tier could not be reached; what is in memory is out then all the same.
    func clear() async throws

    /// Takes a key's value out, of all tiers.
    /// - Parameter key: the key as text.
    /// - Returns: whether there was a value in memory; nil when the cache cannot tell.
    /// - Throws: ``KeyRefused`` when the text is no key of this cache; otherwise as ``clear()``.
    func invalidate(key: String) async throws -> Bool?

    /// Takes out what is there for all keys whose text begins so, of all tiers.
    /// - Throws: ``KeyRefused`` when keys of this cache have no text; otherwise as ``clear()``.
    func invalidate(prefix: String) async throws

    /// Takes out all that was stored with a tag, of all tiers.
    /// - Throws: as ``clear()``.
    func invalidate(tag: String) async throws

    /// Has look-ups told to the traces of the requests that make them, from now on.
    func tellTraces()
}

/// A text is no key of a cache. It does not say which, as keys are never told whole.
public struct KeyRefused: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the cache.
    public let cache: String
    /// Why, and what would do.
    public let reason: String

    /// An error of these parts.
    public init(cache: String, reason: String) {
        self.cache = cache
        self.reason = reason
    }

    /// Says both.
    public var description: String { "the cache '\(cache)' has no such key: \(reason)" }
}

/// A ``Cache`` whose keys have no text.
struct CacheWithoutText<Key: Hashable & Sendable, Value: Sendable>: RegisteredCache {
    let cache: Cache<Key, Value>

    var name: String { cache.name }
    func snapshot() -> CacheSnapshot { cache.snapshot }
    func clear() async throws { try await cache.invalidateAll() }
    func invalidate(tag: String) async throws { try await cache.invalidate(tag: tag) }
    func tellTraces() { cache.tellTraces() }
    func invalidate(key: String) async throws -> Bool? { throw refusal }
    func invalidate(prefix: String) async throws { throw refusal }

    private var refusal: KeyRefused {
        KeyRefused(cache: name, reason: "its keys are no texts; invalidate by tag, or clear it")
    }
}

/// A ``Cache`` whose keys are texts or can be read from them.
struct CacheWithText<Key: Hashable & Sendable & LosslessStringConvertible, Value: Sendable>: RegisteredCache {
    let cache: Cache<Key, Value>

    var name: String { cache.name }
    func snapshot() -> CacheSnapshot { cache.snapshot }
    func clear() async throws { try await cache.invalidateAll() }
    func invalidate(tag: String) async throws { try await cache.invalidate(tag: tag) }
    func invalidate(prefix: String) async throws { try await cache.invalidate(prefix: prefix) }
    func tellTraces() { cache.tellTraces() }

    func invalidate(key: String) async throws -> Bool? {
        guard let key = Key(key) else {
            throw KeyRefused(cache: name, reason: "the text cannot be read as its type of key, \(Key.self)")
        }
        return try await cache.invalidate(key)
    }
}
