import HoneCore

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

    /// Requests that ended per second, errors included.
    public var requestsPerSecond: Double { seconds > 0 ? Double(total.requests) / seconds : 0 }
    /// Whether the generator, not the target, may have set these figures.
    public var generatorSaturated: Bool { generator.isSaturated }
}

/// What the users saw in one interval of the run.
public struct SeriesPoint: Sendable, Codable, Equatable {
    /// Where the interval starts, seconds from the start of the recording.
    public var second: Double
    /// How long it is, seconds; 1 unless the run is longer than an hour.
    public var length: Double
    /// Users that had started by its end.
    public var users: Int
    /// Requests that ended in it.
    public var requests: Int
    /// Those of them that failed.
    public var failures: Int
    /// Bytes received.
    public var bytesReceived: Int
    /// Latency of its successes, ms.
    public var latency: LatencySnapshot
}

/// What the generator itself used, and whether it kept up.
public struct GeneratorLoad: Sendable, Codable, Equatable {
    /// Event loops, a thread each.
    public var loops: Int
    /// User and system CPU seconds of the whole process while recording; other work in it counts in.
    public var cpuSeconds: Double
    /// CPU seconds of the busiest loop's thread as a share of the time recorded, 0 to 1.
    public var busiestLoop: Double
    /// Requests after think time or ramp, whose start was planned by the clock.
    public var plannedStarts: Int
    /// Those that started more than 10 ms later than planned.
    public var lateStarts: Int
    /// The latest of them, ms.
    public var latestStart: Double

    /// A loop that is busy for more of its time than this has no reserve to be on time.
    public static let saturationShare = 0.9
    /// A planned start later than this counts as late, ms.
    public static let lateMilliseconds = 10.0
    /// More late starts than this share, and the schedule was not kept.
    public static let lateShare = 0.01

    /// More than 90 % of a core used by a loop, or more than 1 % of the planned starts late by more than 10 ms.
    public var isSaturated: Bool {
        busiestLoop > Self.saturationShare
            || (plannedStarts > 0 && Double(lateStarts) / Double(plannedStarts) > Self.lateShare)
    }

    /// CPU seconds per request of a result with `requests` requests, µs.
    public func microsecondsPerRequest(_ requests: Int) -> Double {
        requests == 0 ? 0 : cpuSeconds * 1e6 / Double(requests)
    }
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
}
