/// Whether a tier is asked, after what became of the calls before: left alone for a while after some failures in
/// sequence, then tried with one call. A pure state machine; times are nanoseconds of the cache's clock.
struct TierBreaker: Sendable {
    private let limit: Int
    private let pause: UInt64
    private var failures = 0
    private var retryAt: UInt64 = 0
    private var isTrying = false

    init(limit: Int, pause: Duration) {
        self.limit = max(1, limit)
        self.pause = pause.clampedNanoseconds
    }

    /// Whether calls are let through without more ado.
    var isClosed: Bool { failures < limit }

    /// Whether a call may be made; whoever is told so says afterwards what became of it.
    mutating func admits(at now: UInt64) -> Bool {
        if isClosed { return true }
        guard now >= retryAt, !isTrying else { return false }
        isTrying = true
        return true
    }

    mutating func succeeded() {
        failures = 0
        isTrying = false
    }

    mutating func failed(at now: UInt64) {
        failures = min(failures + 1, limit)
        isTrying = false
        if !isClosed { retryAt = now &+ pause }
    }

    /// The caller lost interest: nothing is known.
    mutating func gaveUp() { isTrying = false }
}
