import HoneCore

extension LoadResult {
    /// Adds up the results of shards of one scenario: counts, histograms and the series lose nothing.
    ///
    /// Points of the series add up by their absolute second: shards that started a second apart stay a second apart.
    /// Shares and percentiles come from the sums, never from averages of the shards' own. Thresholds are judged anew on
    /// the sums. O(shards × (tasks + seconds)).
    /// - Parameters:
    ///   - results: what the shards wrote, in any order.
    ///   - thresholds: what the sum must hold; nil takes those that the results themselves were judged by.
    /// - Throws: ``MergeError`` when there is none, or when they are not of one scenario.
    public static func merged(
        _ results: [LoadResult], thresholds: [LoadThreshold]? = nil
    ) throws(MergeError) -> LoadResult {
        guard let first = results.first else { throw .nothing }
        for (place, result) in results.enumerated().dropFirst() { try first.mustBeOfOneScenario(result, place + 1) }
        try mustHaveOneInterval(results)
        let start = results.map(\.startedAt).min() ?? 0
        let shifted = results.map { (result: $0, seconds: $0.shift(from: start)) }

        var tasks = first.tasks.map { TaskResult(name: $0.name, method: $0.method, tags: $0.tags, checks: []) }
        var onStart = first.onStart.map { TaskResult(name: $0.name, method: $0.method, tags: $0.tags, checks: []) }
        var total = TaskResult(name: first.total.name, checks: first.total.checks.map { CheckResult(name: $0.name) })
        for result in results {
            for index in tasks.indices { tasks[index].add(result.tasks[index]) }
            for index in onStart.indices { onStart[index].add(result.onStart[index]) }
            total.add(result.total)
        }
        let seconds = shifted.map { $0.seconds + $0.result.seconds }.max() ?? 0
        let judged = thresholds ?? first.thresholds.map(\.threshold)
        return LoadResult(
            target: first.target, startedAt: start, model: mergedModel(results), level: first.level,
            ending: results.map(\.ending).max { $0.severity < $1.severity } ?? first.ending,
            startedUsers: results.sum(\.startedUsers), seconds: seconds, total: total, tasks: tasks, onStart: onStart,
            thresholds: judged.map { $0.outcome(tasks: tasks, total: total, seconds: seconds) },
            unfinished: results.sum(\.unfinished),
            longestUnfinished: results.map(\.longestUnfinished).max() ?? 0, unsent: results.sum(\.unsent),
            retries: results.sum(\.retries), redirects: results.sum(\.redirects),
            connections: results.sum(\.connections), strayAnswers: results.sum(\.strayAnswers),
            series: SeriesPoint.merged(shifted.map { ($0.result.series, $0.seconds) }),
            generator: GeneratorLoad(merging: results.map(\.generator)))
    }

    /// How many whole seconds after `start` this one started: clocks and starts of shards agree no better than that.
    private func shift(from start: Double) -> Double { (startedAt - start).rounded() }

    private func mustBeOfOneScenario(_ other: LoadResult, _ place: Int) throws(MergeError) {
        func same(_ what: String, _ expected: String, _ found: String) throws(MergeError) {
            guard expected == found else {
                throw .differs(result: place, what: what, expected: expected, found: found)
            }
        }
        func names(_ tasks: [TaskResult]) -> String { tasks.map(\.name).joined(separator: ", ") }
        try same("target", target, other.target)
        try same("load model", model.name, other.model.name)
        // Each shard's result tells the level of the whole scenario.
        try same("level of load", "\(level)", "\(other.level)")
        try same("list of tasks", names(tasks), names(other.tasks))
        try same("list of tasks at the start", names(onStart), names(other.onStart))
        try same("list of thresholds", "\(thresholds.map(\.threshold))", "\(other.thresholds.map(\.threshold))")
    }

    /// A series of one point may be a shard that stopped in its first interval: that is no longer than the others'.
    private static func mustHaveOneInterval(_ results: [LoadResult]) throws(MergeError) {
        guard let expected = results.first(where: { $0.series.count > 1 })?.series.interval else { return }
        for (place, result) in results.enumerated() {
            let isCutShort = result.series.count < 2 && result.series.interval < expected
            guard isCutShort || abs(result.series.interval - expected) <= 0.05 * expected else {
                throw .differs(
                    result: place + 1, what: "interval of the series", expected: "\(expected) s",
                    found: "\(result.series.interval) s")
            }
        }
    }

    /// The mean of the shards' intervals, each weighing as much as it has requests.
    private static func mergedModel(_ results: [LoadResult]) -> Model {
        var sum = 0.0
        var weight = 0.0
        for result in results {
            guard case .closed(let interval) = result.model else { return .open }
            let requests = Double(max(1, result.total.requests))
            sum += interval * requests
            weight += requests
        }
        return .closed(expectedInterval: weight > 0 ? sum / weight : 0)
    }
}

extension LoadResult.Model {
    /// `closed` or `open`.
    var name: String {
        switch self {
        case .closed: "closed"
        case .open: "open"
        }
    }
}

extension LoadResult.Ending {
    /// Of several endings the one that most changes what figures mean stands for all.
    fileprivate var severity: Int {
        switch self {
        case .completed: 0
        case .threshold: 1
        case .errorShare: 2
        case .cancelled: 3
        }
    }
}

extension GeneratorLoad {
    /// Several generators as one: counts add up, and the busiest loop stands for all.
    ///
    /// Whether the starts were on time is judged over all of them.
    init(merging parts: [GeneratorLoad]) {
        var startDelay = LatencyHistogram()
        for part in parts { startDelay.add(part.startDelay) }
        self.init(
            loops: parts.sum(\.loops), cpuSeconds: parts.sum(\.cpuSeconds),
            busiestLoop: parts.map(\.busiestLoop).max() ?? 0, startDelay: startDelay,
            lateStarts: parts.sum(\.lateStarts))
    }
}

extension Array {
    /// The sum of one figure of all elements.
    fileprivate func sum<Value: AdditiveArithmetic>(_ figure: (Element) -> Value) -> Value {
        reduce(.zero) { $0 + figure($1) }
    }
}
