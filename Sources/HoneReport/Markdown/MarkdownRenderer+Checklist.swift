import HoneAgent
import HoneCore

extension MarkdownRenderer {
    /// `PERFORMANCE_OPTIMIZATION_CHECKLIST.md`: three phases of tasks. A task is ticked only by a kept verdict, a check
    /// only by the evidence after the fixes; what people say they did ticks nothing.
    public func checklist(_ run: Run) -> String {
        let checks = EvidenceCheck.all(in: run)
        let evidence = run.current.map { Numbers.moment($0.capturedAt) } ?? "a later measurement (there is none yet)"
        let introduction =
            "\(MarkdownText.code(run.url)), run \(MarkdownText.code(run.id)). A task is ticked when a trial proved its "
            + "gain and the fix was kept; a check is ticked when the evidence of \(evidence) shows it. Ticking a box by "
            + "hand proves nothing: `hone verify` does."
        var sections = [["# Performance optimization checklist"], [introduction]]
        if run.interrupted { sections.append(["**The run was interrupted** before its end."]) }
        for phase in PatternID.Phase.allCases { sections += self.phase(run, phase, checks) }
        sections.append(section("Success metrics", run.metrics.map { line($0) }))
        return MarkdownText.document(sections)
    }

    private func phase(_ run: Run, _ phase: PatternID.Phase, _ checks: [EvidenceCheck]) -> [[String]] {
        let tasks = run.plan.tasks(in: phase)
        let done = tasks.filter { TaskState.of($0.pattern, in: run).isDone }.count
        let hours = Numbers.hours(tasks.reduce(0) { $0 + $1.effortHours })
        let count = tasks.isEmpty ? "no tasks" : "\(done) of \(tasks.count) proven, \(hours)"
        let verification = checks.filter { $0.pattern.phase == phase }.map { line($0) }
        return [["## Phase \(phase.rawValue): \(phase.title) (\(count))"]]
            + (tasks.isEmpty ? [["Nothing was found to do in this phase."]] : tasks.map { lines(of: $0, in: run) })
            + (verification.isEmpty ? [] : [["### Verification", ""] + verification])
    }

    private func lines(of task: Plan.Task, in run: Run) -> [String] {
        let state = TaskState.of(task.pattern, in: run)
        var lines = [
            "- [\(state.isDone ? "x" : " ")] **\(task.pattern.rawValue) \(MarkdownText.escaped(task.title))** "
                + "(\(task.severity.rawValue)): \(state.text)",
            "  - effort \(Numbers.hours(task.effortHours)), owner \(MarkdownText.escaped(task.owner)), "
                + "applied by \(applied(task.kind))",
            "  - expected gain: \(task.expectedGain.map(Numbers.gain) ?? "unknown") (\(MarkdownText.escaped(task.basis))); "
                + "measured: \(measured(task, in: run))",
        ]
        switch state {
        case .undone(let reason), .undecided(let reason): lines.append("  - why: \(MarkdownText.escaped(reason))")
        default: break
        }
        lines.append("  - risk: \(MarkdownText.escaped(task.risk))")
        lines.append("  - mitigation: \(MarkdownText.escaped(task.mitigation))")
        lines.append("  - verify: \(MarkdownText.code(task.verification))")
        return lines
    }

    private func measured(_ task: Plan.Task, in run: Run) -> String {
        let compared = run.verdicts.filter { $0.pattern == task.pattern && $0.comparison != nil }
        guard !compared.isEmpty else { return "not yet" }
        return compared.map { "\($0.gainText) \(MarkdownText.escaped($0.intervalText))" }.joined(separator: "; ")
    }

    private func applied(_ kind: FixKind) -> String {
        switch kind {
        case .database: "Hone, in the database"
        case .switch: "Hone, by the application's switch"
        case .preload: "Hone, by a library that is preloaded (`hone run`)"
        case .manual: "a person"
        }
    }

    private func line(_ check: EvidenceCheck) -> String {
        "- [\(check.isTicked ? "x" : " ")] \(MarkdownText.escaped(check.title)): \(MarkdownText.escaped(check.remark))"
    }

    private func line(_ row: MetricRow) -> String {
        let value = row.now == nil ? MarkdownText.escaped(row.note) : "now \(row.nowText), baseline \(row.baselineText)"
        return "- [\(row.isMet == true ? "x" : " ")] \(MarkdownText.escaped(row.threshold.metric.title)) "
            + "\(row.thresholdText): \(value)"
    }
}
