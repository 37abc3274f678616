#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time of day, which entries that outlive the process are dated by. It may be set, and differs between nodes.
public struct WallClock: Sendable {
    /// Milliseconds since 1970.
    public let milliseconds: @Sendable () -> Int64

    /// A clock of one's own, as tests have it.
    /// - Parameter milliseconds: the milliseconds since 1970.
    public init(milliseconds: @escaping @Sendable () -> Int64) { self.milliseconds = milliseconds }

    /// The machine's.
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
