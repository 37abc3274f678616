/// What came of a run. Evidence: it is saved as JSON and read again without traffic.
public struct LoadResult: Sendable, Codable, Equatable {
    /// Why the run ended.
    public enum Ending: String, Sendable, Codable {
        /// Its time was up.
        case completed
        /// More requests failed than allowed.
        case errorShare
        /// A threshold was not met, and the run was to end then.
        case threshold
        /// Somebody ended it, or the Swift task it ran in was cancelled.
        case cancelled
    }

    /// How requests came to be sent, which decides what the latencies mean.
    public enum Model: Sendable, Codable, Equatable {
        /// Users waited for answers: a slow answer kept its user from sending the next requests, which therefore are
        /// missing from the latencies (coordinated omission).
        /// - Parameter expectedInterval: how long a user takes from one request to its next when nothing is slow, ms:
        ///   the median service time and the mean think time.
        case closed(expectedInterval: Double)
        /// Arrivals came by their own clock and latency counts from there: nothing is missing.
        case open
    }

    /// The target's URL.
    public var target: String
    /// When the run started, seconds since 1970.
    public var startedAt: Double
    /// How requests came to be sent.
    public var model: Model
    /// The highest level of the scenario's load, of all shards together: users, or arrivals per second.
    public var level: Double
    /// Why the run ended. The figures are true for the time it lasted, whatever the reason.
    public var ending: Ending
    /// Users that had started when the run ended; in an open model, the most there were.
    public var startedUsers: Int
    /// Seconds recorded, as measured.
    public var seconds: Double
    /// All tasks together; what users do at their start is not in it.
    public var total: TaskResult
    /// Each task, in the scenario's order; tasks of one name in several classes count as one.
    public var tasks: [TaskResult]
    /// What users did at their start, before the recording too.
    public var onStart: [TaskResult]
    /// What the thresholds came to, in the scenario's order.
    public var thresholds: [ThresholdOutcome]
    /// Requests without an answer when the run ended. They are neither requests nor errors above.
    public var unfinished: Int
    /// How long the longest of the unfinished had waited, ms. When this is large, the latencies above flatter.
    public var longestUnfinished: Double
    /// Arrivals of an open model that nobody was free to send when the run ended.
    public var unsent: Int
    /// Requests sent a second time, at most once each, because a kept-alive connection turned out to be closed (GET and
    /// HEAD only) or an HTTP/2 server had not looked at them before it ended the connection.
    public var retries: Int
    /// Redirects followed.
    public var redirects: Int
    /// Connections made, TLS handshake included.
    public var connections: Int
    /// Times that a server sent bytes that belong to no request; the connection was dropped.
    public var strayAnswers: Int
    /// The run over time.
    public var series: [SeriesPoint]
    /// What the generator itself did and whether it kept up.
    public var generator: GeneratorLoad

    /// A result from its parts, for what reads results and for tests of it; the driver makes its own.
    public init(
        target: String = "", startedAt: Double = 0, model: Model = .open, level: Double = 0,
        ending: Ending = .completed, startedUsers: Int, seconds: Double, total: TaskResult, tasks: [TaskResult],
        onStart: [TaskResult] = [], thresholds: [ThresholdOutcome] = [], unfinished: Int = 0,
        longestUnfinished: Double = 0, unsent: Int = 0, retries: Int = 0, redirects: Int = 0, connections: Int = 0,
        strayAnswers: Int = 0, series: [SeriesPoint] = [], generator: GeneratorLoad
    ) {
        self.target = target
        self.startedAt = startedAt
        self.model = model
        self.level = level
        self.ending = ending
        self.startedUsers = startedUsers
        self.seconds = seconds
        self.total = total
        self.tasks = tasks
        self.onStart = onStart
        self.thresholds = thresholds
        self.unfinished = unfinished
        self.longestUnfinished = longestUnfinished
        self.unsent = unsent
        self.retries = retries
        self.redirects = redirects
        self.connections = connections
        self.strayAnswers = strayAnswers
        self.series = series
        self.generator = generator
    }

    /// Requests that ended per second, errors included.
    public var requestsPerSecond: Double { seconds > 0 ? Double(total.requests) / seconds : 0 }
    /// Whether the generator, not the target, may have set these figures: the run is invalid.
    public var isInvalid: Bool { generator.isSaturated(by: total.requests) || exhaustions > 0 }
    /// Connections that the generator's own machine had no file descriptor or port left for.
    public var exhaustions: Int { (onStart + [total]).reduce(0) { $0 + $1.errors[.exhausted, default: 0] } }
    /// Whether every threshold is met.
    public var isPassed: Bool { thresholds.allSatisfy(\.isMet) }
}
