/// What a process uses, from `/proc` (see proc(5)).
public struct SystemSnapshot: Sendable, Codable, Equatable {
    /// Resident memory in bytes (VmRSS).
    public var residentBytes: UInt64
    /// The most resident memory so far in bytes (VmHWM).
    public var peakResidentBytes: UInt64
    /// CPU time used in user mode, seconds.
    public var userSeconds: Double
    /// CPU time used in the kernel, seconds.
    public var systemSeconds: Double
    /// CPU used since the sample before, in per cent of one core; since the process began in the first sample.
    public var cpuPercent: Double
    /// Threads.
    public var threads: Int
    /// Open descriptors.
    public var openDescriptors: Int
    /// Seconds since the process began.
    public var uptimeSeconds: Double
    /// What `malloc` holds; nil where the platform does not tell.
    public var allocator: AllocatorSnapshot?
    /// How late the event loops were; nil when nobody tells the monitor.
    public var eventLoopLag: LagSnapshot?
    /// What the monitor itself uses; nil when nobody asked it.
    public var monitor: CostSnapshot?
}

/// The kernel did not say what a process uses.
public struct SystemReadError: Error, Equatable, CustomStringConvertible {
    /// The file that was read.
    public var path: String
    /// What was found.
    public var problem: String

    /// One sentence.
    public var description: String {
        "could not read what the process uses from \(path): \(problem); /proc of Linux must be mounted and readable"
    }
}
