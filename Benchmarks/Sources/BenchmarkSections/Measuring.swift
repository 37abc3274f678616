import Foundation

/// A benchmark that cannot be run so, or not here, and why.
public struct BenchmarkError: Error, CustomStringConvertible {
    /// The reason, and what to do.
    public var description: String

    /// An error with its reason.
    public init(_ description: String) { self.description = description }
}

/// The middle of an odd number of values, and the mean of the middle two of an even one; not a number of none.
public func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// A number with so many decimals.
public func number(_ value: Double, _ decimals: Int = 1) -> String { String(format: "%.\(decimals)f", value) }

/// The CPU time that this process has used, µs.
public func cpuMicroseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// CPU seconds, user and system, of all ended children of this process.
public func endedChildrenSeconds() -> Double {
    var usage = rusage()
    #if canImport(Glibc)
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    #else
        getrusage(RUSAGE_CHILDREN, &usage)
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
