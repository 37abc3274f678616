import HoneCore

extension LoadResult {
    /// Adds up what the event loops of a run counted.
    init(
        scenario: Scenario, plan: RequestPlan, startedAt: Double, outcomes: [LoopOutcome], scoreboard: Scoreboard
    ) {
        let (totals, series) = scoreboard.take()
        let tasks = plan.results(totals, onStart: false)
        let total = TaskResult(totalOf: tasks)
        func sum(_ value: (LoopOutcome) -> Int) -> Int { outcomes.reduce(0) { $0 + value($1) } }
        let seconds = Double(outcomes.map(\.recordedNanoseconds).max() ?? 0) / 1e9
        let busiest = outcomes.map { loop in
            loop.recordedNanoseconds == 0 ? 0 : Double(loop.threadCPU) / Double(loop.recordedNanoseconds)
        }
        var startDelay = LatencyHistogram()
        for outcome in outcomes { startDelay.add(outcome.startDelay) }
        self.init(
            target: scenario.target, startedAt: startedAt,
            model: scenario.load.isOpen ? .open : .closed(expectedInterval: Self.expectedInterval(scenario, total)),
            level: scenario.load.peak, ending: scoreboard.ending, startedUsers: sum(\.startedUsers), seconds: seconds,
            total: total, tasks: tasks, onStart: plan.results(totals, onStart: true),
            thresholds: scenario.thresholds.map { $0.outcome(tasks: tasks, total: total, seconds: seconds) },
            unfinished: sum(\.unfinished),
            longestUnfinished: Double(outcomes.map(\.longestUnfinished).max() ?? 0) / 1e6, unsent: sum(\.unsent),
            retries: sum(\.retries), redirects: sum(\.redirects), connections: sum(\.connections),
            strayAnswers: sum(\.strayAnswers), series: series,
            generator: GeneratorLoad(
                loops: outcomes.count, cpuSeconds: Double(outcomes.reduce(0) { $0 + $1.processCPU }) / 1e9,
                busiestLoop: busiest.max() ?? 0, startDelay: startDelay, lateStarts: sum(\.lateStarts)))
    }

    /// From one request of a user to its next when nothing is slow, ms. Paced users catch up and omit nothing: 0 when
    /// there are no others.
    private static func expectedInterval(_ scenario: Scenario, _ total: TaskResult) -> Double {
        let service = total.serviceTime.milliseconds(atPercentile: 50)
        var weights = 0.0
        var sum = 0.0
        for users in scenario.classes {
            if case .pacing = users.thinkTime { continue }
            weights += users.weight
            sum += users.weight * (service + users.thinkTime.mean * 1e3)
        }
        return weights > 0 ? sum / weights : 0
    }
}
