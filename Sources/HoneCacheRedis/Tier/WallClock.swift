#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time of day in milliseconds since 1970.
func wallMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

extension Duration {
    /// Whole milliseconds, at least 1, and no more than a thousand years.
    var positiveMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 1_000 * 365 * 86_400
        return max(1, min(seconds, limit) * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
