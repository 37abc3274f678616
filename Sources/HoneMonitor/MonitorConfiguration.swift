/// How a monitor records.
public struct MonitorConfiguration: Sendable {
    /// Where a line per request is written.
    public enum Log: Sendable, Equatable {
        /// Nowhere.
        case none
        /// To a file of JSON lines, appended to; its folder is made when it is missing.
        case jsonLines(String)
    }

    /// Where a line per request is written.
    public var log: Log
    /// How many lines of all threads may wait to be written; what comes when that many wait is dropped and counted.
    public var logQueueCapacity: Int
    /// When the log is moved away, and how many old ones are kept.
    public var logRotation: LogRotation
    /// The most endpoints told apart; those that come later are counted together as `other`. An endpoint takes
    /// about 28 kB when it is asked evenly, and at most 35 kB, 8 kB more when its answers are streams, and 2 to 6 kB
    /// more on each thread that serves it.
    public var maximumEndpoints: Int
    /// The most spans a request's trace holds; the rest is counted.
    public var maximumSpans: Int
    /// How many of the slowest requests are kept, and as many of those with findings.
    public var keptRequests: Int
    /// The most pairs of a statement and its endpoint told apart.
    public var maximumQueries: Int
    /// From where on the detectors speak.
    public var detectors: LiveThresholds
    /// What is to be told when it goes wrong, and when it is well again.
    public var alerts: [AlertRule]
    /// The share of the process's CPU time, from 0 to 1, above which the monitor leaves out detail.
    public var maximumCPUShare: Double
    /// How often the monitor looks at endpoints, memory, alerts and its own cost, off the path of requests, s; nil:
    /// only when ``PerformanceMonitor/look()`` is called.
    public var lookEverySeconds: Int?

    /// How much is taken in of what browsers measure.
    public var pageMetrics = PageMetrics.Limits()

    /// A configuration.
    /// - Parameters:
    ///   - log: Where a line per request is written.
    ///   - logQueueCapacity: Lines that may wait to be written; at least 1.
    ///   - logRotation: When the log is moved away.
    ///   - maximumEndpoints: Endpoints told apart; 1 to 30,000.
    ///   - maximumSpans: Spans of a request's trace; 0 to 10,000.
    ///   - keptRequests: The slowest requests that are kept; 0 to 5,000.
    ///   - maximumQueries: Statements told apart; at least 0.
    ///   - detectors: From where on the detectors speak.
    ///   - alerts: What is to be told.
    ///   - maximumCPUShare: The share of CPU time above which detail is left out.
    ///   - lookEverySeconds: How often the monitor looks at what needs no request.
    public init(
        log: Log = .none, logQueueCapacity: Int = 8_192, logRotation: LogRotation = .init(),
        maximumEndpoints: Int = 128, maximumSpans: Int = 128, keptRequests: Int = 50, maximumQueries: Int = 512,
        detectors: LiveThresholds = .init(), alerts: [AlertRule] = [], maximumCPUShare: Double = 0.05,
        lookEverySeconds: Int? = 10
    ) {
        self.log = log
        self.logQueueCapacity = max(1, logQueueCapacity)
        self.logRotation = logRotation
        self.maximumEndpoints = min(max(1, maximumEndpoints), 30_000)
        self.maximumSpans = min(max(0, maximumSpans), 10_000)
        self.keptRequests = min(max(0, keptRequests), 5_000)
        self.maximumQueries = max(0, maximumQueries)
        self.detectors = detectors
        self.alerts = alerts
        self.maximumCPUShare = maximumCPUShare
        self.lookEverySeconds = lookEverySeconds.map { max(1, $0) }
    }
}
