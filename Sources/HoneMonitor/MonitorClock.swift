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
    public let nanoseconds: @Sendable () -> UInt64
    /// Milliseconds since 1970: for the time written into logs.
    public let unixMilliseconds: @Sendable () -> Int64
    /// CPU time that the process has used, ns: to say which share of it is the monitor's.
    public let cpuNanoseconds: @Sendable () -> UInt64

    /// The first is the machine's own, and read without the call of a closure.
    private let isSystem: Bool

    /// Clocks from functions. The first two are called on every request, from any thread.
    public init(
        nanoseconds: @escaping @Sendable () -> UInt64, unixMilliseconds: @escaping @Sendable () -> Int64,
        cpuNanoseconds: @escaping @Sendable () -> UInt64 = MonitorClock.processTime
    ) {
        self.nanoseconds = nanoseconds
        self.unixMilliseconds = unixMilliseconds
        self.cpuNanoseconds = cpuNanoseconds
        isSystem = false
    }

    private init() {
        nanoseconds = { Self.read(CLOCK_MONOTONIC) }
        unixMilliseconds = { Int64(Self.read(CLOCK_REALTIME) / 1_000_000) }
        cpuNanoseconds = Self.processTime
        isSystem = true
    }

    /// CLOCK_PROCESS_CPUTIME_ID.
    public static let processTime: @Sendable () -> UInt64 = { read(CLOCK_PROCESS_CPUTIME_ID) }

    /// The machine's own: CLOCK_MONOTONIC and CLOCK_REALTIME, some 20 ns a reading.
    public static let system = MonitorClock()

    /// What ``nanoseconds`` says.
    @inline(__always)
    var now: UInt64 { isSystem ? Self.read(CLOCK_MONOTONIC) : nanoseconds() }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
