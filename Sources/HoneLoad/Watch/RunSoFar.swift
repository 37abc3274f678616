import HoneCore

/// What a run that goes on has come to: the sums of its intervals, and the figures of the last ones.
///
/// Fed with each ``Progress``. Its memory depends on the number of tasks and of intervals kept, not on how long the run
/// takes.
public struct RunSoFar: Sendable {
    /// The figures of one interval, of all requests or of one task's. Latencies are of the successes, ms; 0 without
    /// any.
    public struct Interval: Sendable, Equatable {
        /// When it ended, seconds from the start of the run.
        public var end: Double
        /// How long it was, seconds.
        public var length: Double
        /// Requests that ended in it.
        public var requests: Int
        /// Those that failed.
        public var failures: Int
        /// Median latency, ms.
        public var p50: Double
        /// 95th percentile, ms.
        public var p95: Double
        /// 99th percentile, ms.
        public var p99: Double
        /// The longest, ms.
        public var max: Double

        /// Requests per second.
        public var requestsPerSecond: Double { length > 0 ? Double(requests) / length : 0 }
        /// Failures per second.
        public var failuresPerSecond: Double { length > 0 ? Double(failures) / length : 0 }

        init(end: Double, length: Double, requests: Int, failures: Int, latency: LatencySnapshot) {
            self.end = end
            self.length = length
            self.requests = requests
            self.failures = failures
            p50 = latency.p50
            p95 = latency.p95
            p99 = latency.p99
            max = latency.max
        }
    }

    /// One task: its sum, and its last intervals, the latest at the end.
    public struct Task: Sendable {
        /// Everything recorded so far.
        public var sum: TaskResult
        /// The last intervals, warm-up included.
        public var recent: [Interval] = []
    }

    /// Intervals kept.
    public let kept: Int
    /// Seconds since the run started.
    public private(set) var elapsed: Double = 0
    /// Seconds that the whole run is to take.
    public private(set) var whole: Double = 0
    /// Whether the last interval was recorded; false during warm-up.
    public private(set) var isRecording = false
    /// Seconds recorded so far.
    public private(set) var seconds: Double = 0
    /// Users at the end of the last interval.
    public private(set) var users = 0
    /// All tasks together.
    public private(set) var total = Task(sum: TaskResult(name: "total"))
    /// Each task, in the scenario's order.
    public private(set) var tasks: [Task] = []

    /// Nothing yet.
    /// - Parameter kept: how many of the last intervals are kept, 1 at least.
    public init(keeping kept: Int = 60) { self.kept = max(1, kept) }

    /// The last interval; nil before the first.
    public var now: Interval? { total.recent.last }
    /// Requests per second over everything recorded.
    public var requestsPerSecond: Double { seconds > 0 ? Double(total.sum.requests) / seconds : 0 }
    /// Seconds left, by plan.
    public var left: Double { max(0, whole - elapsed) }

    /// What thresholds come to with what was recorded so far.
    public func outcomes(of thresholds: [LoadThreshold]) -> [ThresholdOutcome] {
        thresholds.map { $0.outcome(tasks: tasks.map(\.sum), total: total.sum, seconds: seconds) }
    }

    /// Takes the next interval in.
    public mutating func add(_ progress: Progress) {
        elapsed = progress.elapsed
        whole = progress.whole
        isRecording = progress.isRecorded
        users = progress.point.users
        let length = progress.point.length
        if isRecording { seconds += length }
        append(
            Interval(
                end: elapsed, length: length, requests: progress.point.requests, failures: progress.point.failures,
                latency: progress.point.latency), to: &total.recent)
        for (place, result) in progress.tasks.enumerated() {
            let index = index(of: result, at: place)
            let interval = Interval(
                end: elapsed, length: length, requests: result.requests, failures: result.failures,
                latency: result.latency.snapshot)
            append(interval, to: &tasks[index].recent)
            guard isRecording else { continue }
            tasks[index].sum.add(result)
            total.sum.addCounts(result)
        }
    }

    /// Where the sums of a result's task are; the place it comes at, unless tasks came that were not there before.
    private mutating func index(of result: TaskResult, at place: Int) -> Int {
        if place < tasks.count, tasks[place].sum.name == result.name { return place }
        if let index = tasks.firstIndex(where: { $0.sum.name == result.name }) { return index }
        tasks.append(Task(sum: TaskResult(name: result.name, method: result.method, tags: result.tags)))
        return tasks.count - 1
    }

    private func append(_ interval: Interval, to intervals: inout [Interval]) {
        if intervals.count >= kept { intervals.removeFirst(intervals.count - kept + 1) }
        intervals.append(interval)
    }
}
