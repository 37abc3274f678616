/// What came of a run. Evidence: it is saved as JSON and read again without traffic.
public struct LoadResult: Sendable, Codable, Equatable {
    /// Why the run ended.
    public enum Ending: String, Sendable, Codable {
        /// Its time was up.
        case completed
        /// More requests failed than allowed.
        case errorShare
        /// The Swift task it ran in was cancelled.
        case cancelled
    }

    /// Why the run ended. The figures are true for the time it lasted, whatever the reason.
    public var ending: Ending
    /// Users that had started when the run ended.
    public var startedUsers: Int
    /// Seconds recorded, as measured.
    public var seconds: Double
    /// All tasks together; logins are not in it.
    public var total: TaskResult
    /// Each task, in the scenario's order.
    public var tasks: [TaskResult]
    /// The logins of the users, those before the recording started too; nil when the scenario has none.
    public var login: TaskResult?
    /// Requests without an answer when the run ended. They are neither requests nor errors above.
    public var unfinished: Int
    /// How long the longest of the unfinished had waited, ms. When this is large, the latencies above flatter.
    public var longestUnfinished: Double
    /// Requests sent a second time because a kept-alive connection turned out to be closed (GET and HEAD only, once).
    public var retries: Int
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
        ending: Ending = .completed, startedUsers: Int, seconds: Double, total: TaskResult, tasks: [TaskResult],
        login: TaskResult? = nil, unfinished: Int = 0, longestUnfinished: Double = 0, retries: Int = 0,
        connections: Int = 0, strayAnswers: Int = 0, series: [SeriesPoint] = [], generator: GeneratorLoad
    ) {
        self.ending = ending
        self.startedUsers = startedUsers
        self.seconds = seconds
        self.total = total
        self.tasks = tasks
        self.login = login
        self.unfinished = unfinished
        self.longestUnfinished = longestUnfinished
        self.retries = retries
        self.connections = connections
        self.strayAnswers = strayAnswers
        self.series = series
        self.generator = generator
    }

    /// Requests that ended per second, errors included.
    public var requestsPerSecond: Double { seconds > 0 ? Double(total.requests) / seconds : 0 }
    /// Whether the generator, not the target, may have set these figures.
    public var generatorSaturated: Bool { generator.isSaturated }
}
