import HoneCache
import Synchronization

/// What several nodes share in a test: entries, generations of tags and leases, in a dictionary. What one node does the
/// others have heard of when its call returns.
public final class MemoryTierStore: Sendable {
    private struct State {
        var entries: [String: (entry: TierEntry, generation: UInt64)] = [:]
        var generation: UInt64 = 1
        var tags: [String: UInt64] = [:]
        var leases: [String: TierLease] = [:]
        var given = 0
        var nodes = 0
        var listeners: [Int: @Sendable (TierInvalidation) -> Void] = [:]
        var isDeaf = false
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// How many entries there are, invalidated ones among them.
    public var count: Int { state.withLock { $0.entries.count } }

    /// The keys that a node may load.
    public var leased: [String] { state.withLock { $0.leases.keys.sorted() } }

    /// Whether nodes hear nothing of each other, as when a connection is lost.
    public var isDeaf: Bool {
        get { state.withLock { $0.isDeaf } }
        set { state.withLock { $0.isDeaf = newValue } }
    }

    /// What is stored for a key and valid.
    public func entry(for key: String) -> TierEntry? {
        state.withLock { state in
            guard let (entry, generation) = state.entries[key],
                entry.tags.allSatisfy({ state.tags[$0, default: 0] <= generation })
            else { return nil }
            return entry
        }
    }

    /// Puts an entry there as if another node had, which nobody hears of.
    public func put(_ entry: TierEntry, for key: String) {
        state.withLock { $0.entries[key] = (entry, $0.generation) }
    }

    func join() -> Int {
        state.withLock { state in
            state.nodes += 1
            return state.nodes
        }
    }

    func leave(_ node: Int) { state.withLock { $0.listeners[node] = nil } }

    func listen(_ node: Int, _ heard: @escaping @Sendable (TierInvalidation) -> Void) {
        state.withLock { $0.listeners[node] = heard }
    }

    func store(_ writes: [TierWrite], by node: Int) {
        for write in writes {
            let isStored = state.withLock { state in
                if let lease = write.lease {
                    guard state.leases[write.key] == lease else { return false }
                    state.entries[write.key] = (write.entry, lease.generations.first ?? 0)
                } else {
                    state.entries[write.key] = (write.entry, state.generation)
                    state.leases[write.key] = nil
                }
                return true
            }
            if isStored { tell(.key(write.key), but: node) }
        }
    }

    func invalidate(_ invalidation: TierInvalidation, by node: Int) {
        state.withLock { state in
            state.generation += 1
            if case .tag(let tag) = invalidation {
                state.tags[tag] = state.generation
            } else {
                state.entries = state.entries.filter { !invalidation.includes(key: $0.key, tags: []) }
                state.leases = state.leases.filter { !invalidation.includes(key: $0.key, tags: []) }
            }
        }
        tell(invalidation, but: node)
    }

    func lease(for key: String, tags: [String]) -> TierLease? {
        state.withLock { state in
            guard state.leases[key] == nil else { return nil }
            state.given += 1
            let lease = TierLease(key: key, token: "\(state.given)", generations: [state.generation])
            state.leases[key] = lease
            return lease
        }
    }

    func end(_ lease: TierLease) { state.withLock { if $0.leases[lease.key] == lease { $0.leases[lease.key] = nil } } }

    private func tell(_ invalidation: TierInvalidation, but node: Int) {
        let listeners = state.withLock { state in
            state.isDeaf ? [] : state.listeners.filter { $0.key != node }.map(\.value)
        }
        for listener in listeners { listener(invalidation) }
    }
}
