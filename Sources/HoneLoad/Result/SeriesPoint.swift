import HoneCore

/// What the users saw in one interval of the run.
public struct SeriesPoint: Sendable, Codable, Equatable {
    /// Where the interval starts, seconds from the start of the recording.
    public var second: Double
    /// How long it is, seconds; 1 unless the run is longer than an hour, or its end cut the last one short.
    public var length: Double
    /// Users active at its end; in an open model, those that exist.
    public var users: Int
    /// Requests that ended in it.
    public var requests: Int
    /// Those of them that failed.
    public var failures: Int
    /// Bytes received.
    public var bytesReceived: Int
    /// Latency of its successes, ms.
    public var latency: LatencySnapshot
    /// The same, as a distribution that adds up with those of other intervals.
    public var distribution: LatencyDistribution

    /// A point from its figures.
    public init(
        second: Double, length: Double, users: Int, requests: Int, failures: Int, bytesReceived: Int,
        latency: LatencySnapshot, distribution: LatencyDistribution = LatencyDistribution()
    ) {
        self.second = second
        self.length = length
        self.users = users
        self.requests = requests
        self.failures = failures
        self.bytesReceived = bytesReceived
        self.latency = latency
        self.distribution = distribution
    }
}

extension [SeriesPoint] {
    /// How long an interval of the run is meant to be, seconds: no point is longer, and one that the end of the run cut
    /// short is shorter. 0 without points.
    var interval: Double { map(\.length).max() ?? 0 }
}

/// How a run goes, told once an interval (a second, for runs of up to an hour), warm-up included.
public struct Progress: Sendable {
    /// Seconds since the run started.
    public var elapsed: Double
    /// Seconds that the whole run is to take.
    public var whole: Double
    /// Whether this interval was recorded; false during warm-up.
    public var isRecorded: Bool
    /// What the users saw in it.
    public var point: SeriesPoint
    /// The same by task, in the scenario's order, histograms included: added up over the recorded intervals they are
    /// the run's result so far.
    public var tasks: [TaskResult]

    /// Progress from its parts, for what shows progress and for tests of it; the driver makes its own.
    public init(elapsed: Double, whole: Double, isRecorded: Bool = true, point: SeriesPoint, tasks: [TaskResult]) {
        self.elapsed = elapsed
        self.whole = whole
        self.isRecorded = isRecorded
        self.point = point
        self.tasks = tasks
    }
}
