import Synchronization

/// Traces kept for the next request, so that a warm monitor allocates none.
///
/// A trace goes back only when nobody else holds it: code that outlives its request (an unstructured task) may still
/// record into one, and must not record into another request's. Bounded.
final class TracePool: Sendable {
    private static let capacity = 256
    private let idle = Mutex<[RequestTrace]>([])
    private let clock: MonitorClock
    private let maximumSpans: Int

    init(clock: MonitorClock, maximumSpans: Int) {
        self.clock = clock
        self.maximumSpans = maximumSpans
    }

    /// A trace, to be begun.
    func take() -> RequestTrace {
        idle.withLock { $0.popLast() } ?? RequestTrace(clock: clock, maximumSpans: maximumSpans)
    }

    /// Takes a trace back, if the caller's reference is the last.
    func give(_ trace: consuming RequestTrace) {
        guard isKnownUniquelyReferenced(&trace) else { return }
        let returned = trace
        idle.withLock { idle in
            if idle.count < Self.capacity { idle.append(returned) }
        }
    }

    /// How many are idle.
    var idleCount: Int { idle.withLock { $0.count } }
}
