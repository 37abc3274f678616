import Dispatch
import HoneCache
import Synchronization

/// Who is told of what other nodes change: one message after another, behind the connection that it came by, as what is
/// told runs code of the app.
final class Ear: Sendable {
    /// More than so many that wait become one of everything.
    static let mostWaiting = 1_000

    private struct State {
        var heard: (@Sendable (TierInvalidation) -> Void)?
        var waiting: [TierInvalidation] = []
        var isTelling = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "hone.cache.redis")

    /// Has somebody told, from now on.
    func listen(_ heard: @escaping @Sendable (TierInvalidation) -> Void) { state.withLock { $0.heard = heard } }

    /// Tells of something that has to be known before the caller goes on.
    func tellAtOnce(_ invalidation: TierInvalidation) {
        let heard = state.withLock { $0.heard }
        heard?(invalidation)
    }

    /// Tells of what a message says, behind the caller, after what came before.
    func tell(_ invalidations: [TierInvalidation]) {
        let isFirst = state.withLock { state in
            state.waiting += invalidations
            if state.waiting.count > Self.mostWaiting { state.waiting = [.all] }
            guard !state.isTelling, !state.waiting.isEmpty else { return false }
            state.isTelling = true
            return true
        }
        if isFirst { queue.async { self.work() } }
    }

    private func work() {
        while true {
            let (waiting, heard) = state.withLock { state in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isTelling = false }
                return (state.waiting, state.heard)
            }
            if waiting.isEmpty { return }
            for invalidation in waiting { heard?(invalidation) }
        }
    }
}
