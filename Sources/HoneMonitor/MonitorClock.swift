import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The two clocks a monitor reads, injected so that tests decide what time it is.
public struct MonitorClock: Sendable {
    /// Nanoseconds from an arbitrary beginning, never going back: for durations.
    public var nanoseconds: @Sendable () -> UInt64
    /// Milliseconds since 1970: for the time written into logs.
    public var unixMilliseconds: @Sendable () -> Int64
    /// CPU time that the process has used, ns: to say which share of it is the monitor's.
    public var cpuNanoseconds: @Sendable () -> UInt64

    /// Clocks from functions. The first two are called on every request, from any thread.
    public init(
        nanoseconds: @escaping @Sendable () -> UInt64, unixMilliseconds: @escaping @Sendable () -> Int64,
        cpuNanoseconds: @escaping @Sendable () -> UInt64 = MonitorClock.processTime
    ) {
        self.nanoseconds = nanoseconds
        self.unixMilliseconds = unixMilliseconds
        self.cpuNanoseconds = cpuNanoseconds
    }

    /// CLOCK_PROCESS_CPUTIME_ID.
    public static let processTime: @Sendable () -> UInt64 = {
        let time = read(CLOCK_PROCESS_CPUTIME_ID)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The machine's own: CLOCK_MONOTONIC and CLOCK_REALTIME, some 20 ns a reading.
    public static let system = MonitorClock(
        nanoseconds: {
            let time = read(CLOCK_MONOTONIC)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        },
        unixMilliseconds: {
            let time = read(CLOCK_REALTIME)
            return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
