import HoneCache
import Synchronization

/// An outer tier of a cache that is a dictionary: one node's way to a ``MemoryTierStore``, which fails, hangs and comes
/// late when a test says so.
///
///     let store = MemoryTierStore()
///     let tier = MemoryTier(store)
///     let cache = Cache<String, Int>(name: "test", capacity: .entries(10), ttl: .seconds(60), tiers: [.memory(tier)])
///     tier.behave(.failing)
public final class MemoryTier: CacheTier {
    /// How it treats calls.
    public enum Behaviour: Sendable {
        /// As it should.
        case working
        /// Each call throws ``Failure``.
        case failing
        /// Calls wait, whether they are cancelled or not, until the behaviour is another, and then are performed.
        case hanging
    }

    /// What a call throws when the tier is failing.
    public struct Failure: Error, Sendable, Equatable {}

    /// What the tier was asked for.
    public enum Call: Sendable, Hashable {
        /// An entry.
        case entry
        /// To store entries; counted once for each.
        case store
        /// To invalidate something.
        case invalidate
        /// A lease.
        case lease
        /// To end one.
        case end
    }

    private struct State {
        var behaviour = Behaviour.working
        var hanging: [CheckedContinuation<Void, Never>] = []
        var calls: [Call: Int] = [:]
        var isClosed = false
    }

    /// What it is called.
    public let name: String
    /// What it is the way to.
    public let store: MemoryTierStore
    private let node: Int
    private let state = Mutex(State())

    /// A node's way to a store.
    /// - Parameters:
    ///   - store: what it shares with other nodes.
    ///   - name: what it is called.
    public init(_ store: MemoryTierStore = MemoryTierStore(), name: String = "memory") {
        self.store = store
        self.name = name
        node = store.join()
    }

    /// Treats calls so from now on; those that hang go on unless it is to hang still.
    public func behave(_ behaviour: Behaviour) {
        let hanging = state.withLock { state in
            state.behaviour = behaviour
            if case .hanging = behaviour { return [CheckedContinuation<Void, Never>]() }
            defer { state.hanging = [] }
            return state.hanging
        }
        for continuation in hanging { continuation.resume() }
    }

    /// How many calls hang.
    public var hanging: Int { state.withLock { $0.hanging.count } }

    /// How often it was asked, whatever it answered.
    public func calls(_ call: Call) -> Int { state.withLock { $0.calls[call, default: 0] } }

    /// Whether the cache let go of it.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// What is stored for a key.
    public func entry(for key: String) async throws -> TierEntry? {
        try await answer(.entry)
        return store.entry(for: key)
    }

    /// Stores entries.
    public func store(_ writes: [TierWrite]) async throws {
        try await answer(.store, writes.count)
        store.store(writes, by: node)
    }

    /// Invalidates something; other nodes have heard of it when it returns.
    public func invalidate(_ invalidation: TierInvalidation) async throws {
        try await answer(.invalidate)
        store.invalidate(invalidation, by: node)
    }

    /// Asks whether this node may load a key.
    public func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? {
        try await answer(.lease)
        return store.lease(for: key, tags: tags)
    }

    /// Ends a lease.
    public func end(_ lease: TierLease) async {
        guard (try? await answer(.end)) != nil else { return }
        store.end(lease)
    }

    /// Has the cache told of what other nodes do.
    public func listen(_ heard: @escaping @Sendable (TierInvalidation) -> Void) { store.listen(node, heard) }

    /// What it knows of itself.
    public func statistics() -> TierStatistics {
        var statistics = TierStatistics(name: name)
        statistics.entries = store.count
        return statistics
    }

    /// Hears nothing any more.
    public func close() async {
        state.withLock { $0.isClosed = true }
        store.leave(node)
    }

    private func answer(_ call: Call, _ times: Int = 1) async throws {
        let behaviour = state.withLock { state in
            state.calls[call, default: 0] += times
            return state.behaviour
        }
        switch behaviour {
        case .working: return
        case .failing: throw Failure()
        case .hanging:
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard case .hanging = state.behaviour else { return true }
                    state.hanging.append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }
}

extension CacheTierChoice {
    /// A tier that a test has made.
    public static func memory(_ tier: MemoryTier) -> Self { Self { _ in tier } }
}
