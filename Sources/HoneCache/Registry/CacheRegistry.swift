import Synchronization

/// The caches of an app by their names, and what fills them: what the routes of `HoneHummingbird` and the dashboard
/// show and act on. Bounded.
public final class CacheRegistry: Sendable {
    /// Something cannot be registered.
    public enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// Another has the name.
        case nameTaken(String)
        /// There are as many as there may be.
        case full(limit: Int)

        /// Says what to do.
        public var description: String {
            switch self {
            case .nameTaken(let name):
                "'\(name)' is registered already; give each cache and each warmer a name of its own"
            case .full(let limit):
                "\(limit) are registered already, which is the limit; register once, where the app starts"
            }
        }
    }

    /// The most caches, and the most warmers.
    public let limit: Int

    private struct State {
        var caches: [String: any RegisteredCache] = [:]
        var warmers: [CacheWarmer] = []
    }

    private let state = Mutex(State())
    let isWarming = Mutex(false)

    /// An empty registry.
    public init(limit: Int = 256) { self.limit = max(1, limit) }

    /// Adds a cache, and has it tell its look-ups to the traces of the requests that make them.
    /// - Throws: ``Refusal``
    public func add(registered cache: any RegisteredCache) throws(Refusal) {
        let refusal = state.withLock { state -> Refusal? in
            if state.caches[cache.name] != nil { return .nameTaken(cache.name) }
            if state.caches.count >= limit { return .full(limit: limit) }
            state.caches[cache.name] = cache
            return nil
        }
        if let refusal { throw refusal }
        cache.tellTraces()
    }

    /// Adds a cache whose keys are texts, or can be read from them.
    /// - Throws: ``Refusal``
    public func add<Key: LosslessStringConvertible, Value>(_ cache: Cache<Key, Value>) throws(Refusal) {
        try add(registered: CacheWithText(cache: cache))
    }

    /// Adds a cache whose keys are no texts: it is not invalidated by key or prefix.
    /// - Throws: ``Refusal``
    public func add<Key, Value>(_ cache: Cache<Key, Value>) throws(Refusal) {
        try add(registered: CacheWithoutText(cache: cache))
    }

    /// Adds something that fills caches, as an app does before it is asked.
    /// - Parameters:
    ///   - name: what it is called in the report.
    ///   - limit: how long it may take; then it is cancelled and reported as failed.
    ///   - warm: asks the caches for what will be asked for.
    /// - Throws: ``Refusal``
    public func addWarmer(
        _ name: String, limit: Duration = .seconds(60), warm: @escaping @Sendable () async throws -> Void
    ) throws(Refusal) {
        let refusal = state.withLock { state -> Refusal? in
            if state.warmers.contains(where: { $0.name == name }) { return .nameTaken(name) }
            if state.warmers.count >= self.limit { return .full(limit: self.limit) }
            state.warmers.append(CacheWarmer(name: name, limit: limit, warm: warm))
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Forgets a cache; nothing happens when there is none of that name.
    public func remove(_ name: String) { state.withLock { $0.caches[name] = nil } }

    /// The caches, by name.
    public var caches: [any RegisteredCache] {
        state.withLock { state in state.caches.values.sorted { $0.name < $1.name } }
    }

    /// The cache of a name.
    public subscript(name: String) -> (any RegisteredCache)? { state.withLock { $0.caches[name] } }

    /// What fills caches, in the order it was added.
    var warmers: [CacheWarmer] { state.withLock { $0.warmers } }

    /// The warmers' names, in the order they were added.
    public var warmerNames: [String] { warmers.map(\.name) }
}
