import Synchronization

/// Changes a run while it goes on: from a signal, a key, or a page's buttons. Safe from any thread.
public final class LoadControl: Sendable {
    private let wanted = Atomic<Int>(-1)
    private let stopped = Atomic<Bool>(false)

    /// A control that changes nothing yet.
    public init() {}

    /// The level to have instead of what the stages say (users, or arrivals per second); nil follows the stages.
    public var level: Int? {
        let value = wanted.load(ordering: .relaxed)
        return value < 0 ? nil : value
    }

    /// Sets the level; nil goes back to the stages. Takes effect within a tenth of a second. A run has no more users
    /// than there are descriptors for their connections, and rows of data that each has to itself.
    public func setLevel(_ level: Int?) { wanted.store(max(-1, level ?? -1), ordering: .relaxed) }

    /// Whether the run was told to end.
    public var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Ends the run within a tenth of a second; its result is what was recorded until then.
    public func stop() { stopped.store(true, ordering: .relaxed) }
}
