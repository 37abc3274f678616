import Synchronization

/// A clock that stands still until a test moves it.
///
/// Read it as a `Clock` (sleepers wake when the time they wait for comes), or by its ``nanoseconds`` where code takes
/// a function that tells the time.
public final class ManualClock: Clock, Sendable {
    /// A moment of the clock: how long after its beginning.
    public struct Instant: InstantProtocol, Sendable {
        /// The time since the clock began.
        public var sinceStart: Duration

        /// The moment a duration later.
        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }

        /// The time from this moment to another.
        public func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }

        /// Whether a moment is before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct Sleeper {
        var id: Int
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Instant
        var sleepers: [Sleeper] = []
        var nextID = 0
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// A clock that begins a while after zero (an hour by default, so that times in the past exist).
    public init(startingAt start: Duration = .seconds(3_600)) {
        state = Mutex(State(now: Instant(sinceStart: start)))
    }

    /// The moment it is.
    public var now: Instant { state.withLock { $0.now } }

    /// Any step can be told.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// The time since zero in nanoseconds.
    public var nanoseconds: UInt64 {
        let parts = now.sinceStart.components
        return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }

    /// How many tasks sleep on the clock.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// Moves the time forward and wakes who waited for it, earliest first.
    public func advance(by duration: Duration) {
        let awake = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let awake = state.sleepers.filter { $0.deadline <= state.now }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= state.now }
            return awake.map(\.continuation)
        }
        for continuation in awake { continuation.resume() }
    }

    /// Waits until a test has moved the time to `deadline`.
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
            // A handler that ran after the time had come leaves its mark behind.
            state.withLock { _ = $0.cancelled.remove(id) }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index).continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
