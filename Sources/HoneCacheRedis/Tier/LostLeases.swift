import HoneCache
import Synchronization

/// Leases of which it is not known whether Redis gave or ended them, as no answer came: bounded, and each kept for as
/// long as it may be of use to end it.
final class LostLeases: Sendable {
    /// So many at most; others end by themselves.
    static let most = 1_000
    /// How long each is kept.
    static let patience = Duration.seconds(60)

    private struct State {
        var until: [TierLease: ContinuousClock.Instant] = [:]
        var isEnding = false
    }

    private let state = Mutex(State())

    /// How many there are.
    var count: Int { state.withLock { $0.until.count } }

    /// Keeps one.
    /// - Returns: whether somebody has to begin to end them.
    func add(_ lease: TierLease, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            guard state.until.count < Self.most else { return false }
            state.until[lease] = now + Self.patience
            defer { state.isEnding = true }
            return !state.isEnding
        }
    }

    /// Those that are to be ended; whoever began to has done so when there are none.
    func due(at now: ContinuousClock.Instant) -> [TierLease] {
        state.withLock { state in
            state.until = state.until.filter { $0.value > now }
            if state.until.isEmpty { state.isEnding = false }
            return Array(state.until.keys)
        }
    }

    /// Redis has answered.
    func remove(_ leases: [TierLease]) { state.withLock { for lease in leases { $0.until[lease] = nil } } }
}
