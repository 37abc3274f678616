import HoneLoad

/// What the page knows of a session, as it is sent to it: JSON at `/api/state`, and a server-sent event a second.
public struct LiveState: Sendable, Codable, Equatable {
    /// Where a session is.
    public enum Phase: String, Sendable, Codable {
        /// No run was started yet.
        case idle
        /// A run goes on.
        case running
        /// A run was told to end and has not yet.
        case stopping
        /// The last run has ended.
        case ended
        /// The last run could not be done.
        case failed
    }

    /// Figures of an interval. Latencies are in ms, and nil when nothing succeeded in it.
    public struct Point: Sendable, Codable, Equatable {
        /// When it ended, seconds from the start of the run.
        public var elapsed: Double
        /// Requests per second.
        public var requestsPerSecond: Double
        /// Failures per second.
        public var failuresPerSecond: Double
        /// Users at its end.
        public var users: Int
        /// Median latency, ms.
        public var p50: Double?
        /// 95th percentile, ms.
        public var p95: Double?
        /// 99th percentile, ms.
        public var p99: Double?
    }

    /// An endpoint, or all of them together: sums of what was recorded, and the last interval.
    public struct Row: Sendable, Codable, Equatable {
        /// The task's name.
        public var name: String
        /// Requests recorded.
        public var requests: Int
        /// Failures recorded.
        public var failures: Int
        /// Requests per second in the last interval.
        public var requestsPerSecond: Double
        /// Mean latency, ms; nil without successes, as the ones below.
        public var average: Double?
        /// Median latency, ms.
        public var p50: Double?
        /// 95th percentile, ms.
        public var p95: Double?
        /// 99th percentile, ms.
        public var p99: Double?
        /// The longest, ms.
        public var max: Double?
    }

    /// Failures of one kind.
    public struct Failure: Sendable, Codable, Equatable {
        /// The kind, a `LoadErrorKind`.
        public var kind: LoadErrorKind
        /// The kind in a few words, for people.
        public var title: String
        /// How many.
        public var count: Int
    }

    /// What a threshold has come to so far.
    public struct Rule: Sendable, Codable, Equatable {
        /// The threshold as scenarios write it.
        public var text: String
        /// `ms`, `share` or `per second`.
        public var unit: String
        /// The figure so far; nil when there is none yet.
        public var value: Double?
        /// Whether it holds so far; nil when nothing is known yet.
        public var isMet: Bool?
    }

    /// Grows with each change: of two states the one with the greater revision is the later.
    public var revision: Int
    /// The target's URL.
    public var target: String
    /// What the level counts.
    public var model: Scenario.Load.Model
    /// Where the session is.
    public var phase: Phase
    /// Why a run failed or how it ended; nil while there is nothing to say.
    public var message: String?
    /// Runs started so far.
    public var run: Int
    /// The level asked for by hand; nil follows the scenario.
    public var level: Int?
    /// The scenario's own level.
    public var plannedLevel: Int
    /// The highest level taken.
    public var mostLevel: Int
    /// Seconds since the run started.
    public var elapsed: Double
    /// Seconds that the run is to take.
    public var whole: Double
    /// False during warm-up.
    public var isRecording: Bool
    /// Users at the moment.
    public var users: Int
    /// Requests per second over everything recorded.
    public var averageRequestsPerSecond: Double
    /// All requests together.
    public var total: Row
    /// Each endpoint, in the scenario's order.
    public var tasks: [Row]
    /// Failures by kind, the most frequent first.
    public var failures: [Failure]
    /// The scenario's thresholds.
    public var thresholds: [Rule]
    /// The last interval; nil before the first.
    public var now: Point?
    /// How many points of history there are.
    public var points: Int
    /// How often neighbouring points were joined to make room: every other point is out of date when it changes.
    public var joins: Int
    /// The run over time; in events only its last point, which is all that is new to a page that has the others.
    public var history: [Point]
}
