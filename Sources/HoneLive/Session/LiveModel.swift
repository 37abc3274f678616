import HoneCore
import HoneLoad

/// What a session is and which orders it takes. Does no I/O; its memory does not depend on how long runs take.
struct LiveModel: Sendable {
    private let scenario: Scenario
    private let mostLevel: Int
    /// Changes so far, counted by whoever makes them.
    var revision = 0
    private(set) var phase = LiveState.Phase.idle
    private(set) var level: Int?
    private(set) var run = 0
    private var message: String?
    private var sums = RunSoFar(keeping: 1)
    private var history: LiveHistory
    private var now: LiveState.Point?

    init(scenario: Scenario, mostLevel: Int, mostPoints: Int = 600) {
        self.scenario = scenario
        self.mostLevel = max(1, mostLevel)
        history = LiveHistory(most: mostPoints)
    }

    /// Whether a run goes on, told to end or not.
    var isBusy: Bool { phase == .running || phase == .stopping }

    // MARK: Orders

    /// A run starts.
    /// - Returns: its number, which its intervals and its end carry.
    mutating func start(level: Int?) throws(LiveRefusal) -> Int {
        guard !isBusy else { throw .busy }
        try check(level)
        self.level = level
        phase = .running
        message = nil
        run += 1
        sums = RunSoFar(keeping: 1)
        history = LiveHistory(most: history.most)
        now = nil
        return run
    }

    /// The run is to have another level; nil follows the scenario.
    mutating func setLevel(_ level: Int?) throws(LiveRefusal) {
        guard phase == .running else { throw .notRunning }
        try check(level)
        self.level = level
    }

    /// The run is to end.
    mutating func stop() throws(LiveRefusal) {
        guard isBusy else { throw .notRunning }
        phase = .stopping
    }

    private func check(_ level: Int?) throws(LiveRefusal) {
        guard let level else { return }
        guard (1...mostLevel).contains(level) else { throw .level(level, most: mostLevel) }
    }

    // MARK: What came of them

    /// An interval of the run has passed.
    mutating func add(_ progress: HoneLoad.Progress, run: Int) {
        guard isBusy, run == self.run else { return }
        sums.add(progress)
        history.add(progress)
        let interval = sums.now
        let value = { (figure: Double?) in
            (interval?.requests ?? 0) > (interval?.failures ?? 0) ? figure : nil
        }
        now = LiveState.Point(
            elapsed: progress.elapsed, requestsPerSecond: interval?.requestsPerSecond ?? 0,
            failuresPerSecond: interval?.failuresPerSecond ?? 0, users: progress.point.users,
            p50: value(interval?.p50), p95: value(interval?.p95), p99: value(interval?.p99))
    }

    /// The run has ended.
    mutating func end(_ result: LoadResult, run: Int) {
        guard run == self.run else { return }
        phase = .ended
        history.flush()
        let saturated = "The generator could not keep up: the figures say nothing about the target."
        let parts = [Self.message(for: result.ending), result.isInvalid ? saturated : nil].compactMap(\.self)
        message = parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The run could not be done.
    mutating func fail(_ error: any Error, run: Int) {
        guard run == self.run else { return }
        phase = .failed
        history.flush()
        message = "\(error)"
    }

    private static func message(for ending: LoadResult.Ending) -> String? {
        switch ending {
        case .completed: nil
        case .cancelled: "Stopped."
        case .errorShare: "Ended early: too many requests failed."
        case .threshold: "Ended early: a threshold was not met."
        }
    }

    // MARK: What the page is told

    /// - Parameter withHistory: whether the run over time is in it.
    func state(withHistory: Bool) -> LiveState {
        let outcomes = sums.outcomes(of: scenario.thresholds)
        return LiveState(
            revision: revision, target: scenario.target, model: scenario.load.model, phase: phase, message: message,
            run: run, level: level, plannedLevel: Int(min(scenario.load.peak, 1e9)), mostLevel: mostLevel,
            elapsed: sums.elapsed, whole: run > 0 ? sums.whole : scenario.load.duration,
            isRecording: sums.isRecording, users: sums.users, averageRequestsPerSecond: sums.requestsPerSecond,
            total: Self.row(sums.total), tasks: sums.tasks.map(Self.row),
            failures: sums.total.sum.failuresByKind.map {
                .init(kind: $0.kind, title: $0.kind.shortTitle, count: $0.count)
            },
            thresholds: outcomes.map { outcome in
                LiveState.Rule(
                    text: outcome.threshold.description, unit: Self.unit(of: outcome.threshold.figure),
                    value: outcome.value, isMet: outcome.value == nil ? nil : outcome.isMet)
            },
            now: now, points: history.count, joins: history.joins,
            history: withHistory ? history.points : history.last.map { [$0] } ?? [])
    }

    private static func row(_ task: RunSoFar.Task) -> LiveState.Row {
        let sum = task.sum
        let latency = sum.latency.count > 0 ? sum.latency.snapshot : nil
        return LiveState.Row(
            name: sum.name, requests: sum.requests, failures: sum.failures,
            requestsPerSecond: task.recent.last?.requestsPerSecond ?? 0, average: latency?.average,
            p50: latency?.p50, p95: latency?.p95, p99: latency?.p99, max: latency?.max)
    }

    private static func unit(of figure: LoadThreshold.Figure) -> String {
        switch figure {
        case .errorRate: "share"
        case .requestRate: "per second"
        case .p50, .p90, .p95, .p99, .p999, .average, .max: "ms"
        }
    }
}
