/// What an endpoint did in its last minutes. Latencies are in milliseconds; percentiles are within 2 % of what was
/// recorded, and within 50 % where a slice of time held more than some hundred different latencies.
public struct WindowSnapshot: Sendable, Codable, Equatable {
    /// The length of the window in minutes.
    public var minutes: Int
    /// Requests answered.
    public var count: Int
    /// Requests answered per second of what the window holds: up to a slice less than its length, and no more than has
    /// been recorded.
    public var requestsPerSecond: Double
    /// Answers with a status from 400 to 499.
    public var clientErrors: Int
    /// Answers with a status from 500 on.
    public var serverErrors: Int
    /// The average latency, ms; 0 without requests.
    public var average: Double
    /// The shortest latency, ms.
    public var min: Double
    /// Median, ms.
    public var p50: Double
    /// 90th percentile, ms.
    public var p90: Double
    /// 95th percentile, ms.
    public var p95: Double
    /// 99th percentile, ms.
    public var p99: Double
    /// 99.9th percentile, ms.
    public var p999: Double
    /// The longest latency, ms.
    public var max: Double
    /// Until the first byte of an answer on average, ms.
    public var timeToFirstByte: Double
    /// The bytes of an answer's body on average.
    public var responseBytesPerRequest: Double
    /// Queries per request.
    public var queriesPerRequest: Double
    /// The time of a request's queries together on average, ms.
    public var queryMillisecondsPerRequest: Double
    /// Look-ups that a cache answered.
    public var cacheHits: Int
    /// Look-ups that no cache answered.
    public var cacheMisses: Int

    /// Whether answers are mostly streams, whose length says nothing of how long anybody waited.
    var isOfStreams: Bool { timeToFirstByte < average / 2 }

    /// A window from its figures.
    public init(
        minutes: Int, count: Int = 0, requestsPerSecond: Double = 0, clientErrors: Int = 0, serverErrors: Int = 0,
        average: Double = 0, min: Double = 0, p50: Double = 0, p90: Double = 0, p95: Double = 0, p99: Double = 0,
        p999: Double = 0, max: Double = 0, timeToFirstByte: Double = 0, responseBytesPerRequest: Double = 0,
        queriesPerRequest: Double = 0, queryMillisecondsPerRequest: Double = 0, cacheHits: Int = 0,
        cacheMisses: Int = 0
    ) {
        self.minutes = minutes
        self.count = count
        self.requestsPerSecond = requestsPerSecond
        self.clientErrors = clientErrors
        self.serverErrors = serverErrors
        self.average = average
        self.min = min
        self.p50 = p50
        self.p90 = p90
        self.p95 = p95
        self.p99 = p99
        self.p999 = p999
        self.max = max
        self.timeToFirstByte = timeToFirstByte
        self.responseBytesPerRequest = responseBytesPerRequest
        self.queriesPerRequest = queriesPerRequest
        self.queryMillisecondsPerRequest = queryMillisecondsPerRequest
        self.cacheHits = cacheHits
        self.cacheMisses = cacheMisses
    }
}
