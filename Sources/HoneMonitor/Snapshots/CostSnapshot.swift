/// What the monitor itself uses.
public struct CostSnapshot: Sendable, Codable, Equatable {
    /// The share of the process's CPU time that it used since the look before, 0 to 1, reckoned from requests that
    /// were timed.
    public var cpuShare: Double
    /// Bytes that the monitor holds for each request it keeps, on average.
    public var bytesPerRequest: Double
    /// What it leaves out to become cheaper.
    public var shedding: Shedding
    /// Bytes it holds all together, reckoned from the sizes of what it holds.
    public var memoryBytes: Int

    /// A cost from its parts.
    public init(cpuShare: Double, bytesPerRequest: Double, shedding: Shedding, memoryBytes: Int) {
        self.cpuShare = cpuShare
        self.bytesPerRequest = bytesPerRequest
        self.shedding = shedding
        self.memoryBytes = memoryBytes
    }
}

/// What a monitor leaves out when it costs more than it may. Counts are never left out.
public enum Shedding: String, Sendable, Codable, CaseIterable, Comparable {
    /// Nothing.
    case none
    /// The spans of requests.
    case traces
    /// The spans of requests, and which statements they ran.
    case queries

    private var rank: Int {
        switch self {
        case .none: 0
        case .traces: 1
        case .queries: 2
        }
    }

    /// Less is left out.
    public static func < (a: Shedding, b: Shedding) -> Bool { a.rank < b.rank }
}

/// How late an event loop did what was due.
public struct LagSnapshot: Sendable, Codable, Equatable {
    /// Median, ms.
    public var p50: Double
    /// 99th percentile, ms.
    public var p99: Double
    /// The latest, ms.
    public var max: Double

    /// A lag from its figures.
    public init(p50: Double, p99: Double, max: Double) {
        self.p50 = p50
        self.p99 = p99
        self.max = max
    }
}
