#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time as a cache sees it.
public struct CacheClock: Sendable {
    /// Nanoseconds since a moment that stays the same. Never goes back.
    @usableFromInline let now: @Sendable () -> UInt64
    /// Waits; throws when the task is cancelled.
    let sleep: @Sendable (Duration) async throws -> Void

    /// A clock of one's own, as tests have it.
    public init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        // An hour in, so that what lies before the start is a time too.
        now = { start.duration(to: clock.now).clampedNanoseconds &+ 3_600_000_000_000 }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    private init(now: @escaping @Sendable () -> UInt64, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's monotonic clock, which setting the time of day does not move. On Linux its coarse reading, which
    /// is up to 4 ms behind (clock_gettime(2)) and costs a fraction of the exact one.
    public static let system = CacheClock(now: monotonicNanoseconds) { try await ContinuousClock().sleep(for: $0) }
}

private func monotonicNanoseconds() -> UInt64 {
    #if os(Linux)
        let clock = CLOCK_MONOTONIC_COARSE
    #else
        let clock = CLOCK_MONOTONIC
    #endif
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
}

extension Duration {
    /// Whole nanoseconds; 0 when negative, and as many as there can be (292 years) when there are more.
    var clampedNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard self > .zero else { return 0 }
        guard seconds < Int64.max / 1_000_000_000 else { return UInt64(Int64.max) }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
