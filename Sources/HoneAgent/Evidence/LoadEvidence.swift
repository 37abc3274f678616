import HoneCore

/// How the application answers 10, 25, 50, … users at once, and how many it can take.
public struct LoadEvidence: Sendable, Codable, Equatable {
    /// In ascending order of users; ends at the level that broke.
    public var levels: [Level]
    /// Users of the level whose figures the response thresholds are held against.
    public var reference: Int
    /// The most users that were served within the thresholds of p95 and error rate; 0 when none was.
    public var capacity: Int
    /// The capacity may be higher: the highest level tried still held.
    public var capacityIsLowerBound: Bool
    /// What broke first beyond the capacity, such as `p95 214 ms > 150 ms`.
    public var brokeFirst: String?

    /// One level of load.
    public struct Level: Sendable, Codable, Equatable {
        /// Users at once.
        public var users: Int
        /// Successful requests per second.
        public var requestsPerSecond: Double
        /// Latencies of all successful requests, in ms.
        public var latency: LatencySnapshot
        /// Share of requests that failed, from 0 to 1.
        public var errorShare: Double
        /// Failures by kind.
        public var errors: [String: Int]
        /// Latencies by endpoint.
        public var endpoints: [String: LatencySnapshot]
        /// Mean bytes of an answer on the wire, headers included.
        public var bytesPerRequest: Double
        /// CPU seconds of the application per second; 1 is a core fully used. `nil` when its process is not known.
        public var targetCPU: Double?
        /// Largest resident memory of the application's processes, in MB of 1,000,000 bytes.
        public var targetMemory: Double?
        /// Most descriptors (files and connections) open at once.
        public var targetDescriptors: Int?
        /// Look-ups that the application's caches answered, from 0 to 1, as its own monitor counted them; `nil` without
        /// a monitor, or when it counted none.
        public var cacheHitShare: Double?
        /// The generator itself could not keep up: the level says nothing about the application.
        public var generatorSaturated: Bool

        /// A level from its parts.
        public init(
            users: Int, requestsPerSecond: Double, latency: LatencySnapshot, errorShare: Double,
            errors: [String: Int] = [:], endpoints: [String: LatencySnapshot] = [:], bytesPerRequest: Double = 0,
            targetCPU: Double? = nil, targetMemory: Double? = nil, targetDescriptors: Int? = nil,
            cacheHitShare: Double? = nil, generatorSaturated: Bool = false
        ) {
            self.users = users
            self.requestsPerSecond = requestsPerSecond
            self.latency = latency
            self.errorShare = errorShare
            self.errors = errors
            self.endpoints = endpoints
            self.bytesPerRequest = bytesPerRequest
            self.targetCPU = targetCPU
            self.targetMemory = targetMemory
            self.targetDescriptors = targetDescriptors
            self.cacheHitShare = cacheHitShare
            self.generatorSaturated = generatorSaturated
        }
    }

    /// Evidence from its parts.
    public init(
        levels: [Level], reference: Int, capacity: Int, capacityIsLowerBound: Bool, brokeFirst: String? = nil
    ) {
        self.levels = levels
        self.reference = reference
        self.capacity = capacity
        self.capacityIsLowerBound = capacityIsLowerBound
        self.brokeFirst = brokeFirst
    }

    /// The level with the reference number of users, or the highest below it that was reached.
    public var referenceLevel: Level? {
        levels.last { $0.users <= reference } ?? levels.first
    }
}
