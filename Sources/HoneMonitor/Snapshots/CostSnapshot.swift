/// What the monitor itself uses.
public struct CostSnapshot: Sendable, Codable, Equatable {
    /// The share of the process's CPU time that recording took since the look before, 0 to 1, reckoned from requests
    /// that were timed. The middleware around it and the log are not in it.
    public var cpuShare: Double
    /// What recording a request took since the look before, ns, from the same.
    public var nanosecondsPerRequest: Double
    /// Bytes that the monitor holds for each request it keeps, on average.
    public var bytesPerRequest: Double
    /// What it leaves out to become cheaper.
    public var shedding: Shedding
    /// Bytes it holds all together, reckoned from the sizes of what it holds, texts included.
    public var memoryBytes: Int

    /// A cost from its parts.
    public init(
        cpuShare: Double, nanosecondsPerRequest: Double, bytesPerRequest: Double, shedding: Shedding, memoryBytes: Int
    ) {
        self.cpuShare = cpuShare
        self.nanosecondsPerRequest = nanosecondsPerRequest
        self.bytesPerRequest = bytesPerRequest
        self.shedding = shedding
        self.memoryBytes = memoryBytes
    }
}
