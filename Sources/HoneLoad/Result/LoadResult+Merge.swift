extension LoadResult {
    /// Adds up what the event loops of a run counted.
    init(scenario: Scenario, outcomes: [LoopOutcome], scoreboard: Scoreboard) {
        var tasks: [TaskResult] = []
        var total = TaskResult(name: "total")
        for (index, task) in scenario.tasks.enumerated() {
            var result = TaskResult(name: task.name)
            for outcome in outcomes { result.add(outcome.tasks[index].result(name: task.name)) }
            total.add(result)
            tasks.append(result)
        }
        var login: TaskResult?
        if scenario.onStart != nil {
            var result = TaskResult(name: "login")
            for outcome in outcomes { result.add(outcome.login.result(name: "login")) }
            login = result
        }
        func sum(_ value: (LoopOutcome) -> Int) -> Int { outcomes.reduce(0) { $0 + value($1) } }
        let recorded = outcomes.map(\.recordedNanoseconds).max() ?? 0
        let busiest = outcomes.map { loop in
            loop.recordedNanoseconds == 0 ? 0 : Double(loop.threadCPU) / Double(loop.recordedNanoseconds)
        }
        self.init(
            ending: scoreboard.ending, startedUsers: sum(\.startedUsers), seconds: Double(recorded) / 1e9,
            total: total, tasks: tasks, login: login, unfinished: sum(\.unfinished),
            longestUnfinished: Double(outcomes.map(\.longestUnfinished).max() ?? 0) / 1e6, retries: sum(\.retries),
            connections: sum(\.connections), strayAnswers: sum(\.strayAnswers), series: scoreboard.takeSeries(),
            generator: GeneratorLoad(
                loops: outcomes.count, cpuSeconds: Double(outcomes.reduce(0) { $0 + $1.processCPU }) / 1e9,
                busiestLoop: busiest.max() ?? 0, plannedStarts: sum(\.plannedStarts), lateStarts: sum(\.lateStarts),
                latestStart: Double(outcomes.map(\.latestStart).max() ?? 0) / 1e6))
    }
}
