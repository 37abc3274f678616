import HoneAgent
import HoneCore

extension MarkdownRenderer {
    /// `PERFORMANCE_SUMMARY.md`: two printed pages for those who decide. Long lists are cut and say so.
    public func summary(_ run: Run) -> String {
        MarkdownText.document([
            ["# Performance summary"],
            [
                "\(MarkdownText.code(run.url)), run \(MarkdownText.code(run.id)), baseline of "
                    + Numbers.moment(run.baseline.capturedAt)
                    + (run.seconds > 0 ? ", \(Numbers.seconds(run.seconds)) in all" : "") + "."
            ],
            run.interrupted ? ["**The run was interrupted.** What follows is what was done until then."] : [],
            headline(run),
            section("Success metrics", metrics(run)),
            section("Done and proven", proven(run)),
            section("Tried and not kept", notKept(run)),
            section("Left for people", left(run)),
            section("Cost and gain", returnOnInvestment(run)),
            section("How this was measured", Method.sentences(for: run).map { "- " + MarkdownText.escaped($0) }),
            section(
                "Not measured",
                MissingProbe.grouped(MissingProbe.all(in: run)).map { names, reason in
                    "- \(MarkdownText.escaped(names)): \(MarkdownText.escaped(reason))"
                }),
        ])
    }

    private func headline(_ run: Run) -> [String] {
        let figures = HeadlineFigure.all(in: run)
        guard !figures.isEmpty else { return ["No headline figure: neither load nor queries were measured."] }
        return MarkdownText.table(
            ["", "before", "now", ""], numbers: [1, 2, 3],
            figures.map {
                [MarkdownText.escaped($0.title), $0.before, $0.now.map { "**\($0)**" } ?? "–", $0.change ?? "–"]
            })
    }

    private func metrics(_ run: Run) -> [String] {
        let rows = metricRows(run.metrics)
        guard !rows.isEmpty else { return ["No metric was reckoned."] }
        let bound = run.metrics.contains { $0.isLowerBound && $0.now != nil }
        return rows + (bound ? ["", "≥: the highest load tried still held; a higher one was not tried."] : [])
    }

    private func proven(_ run: Run) -> [String] {
        let kept = run.verdicts.filter { $0.outcome == .kept }
        guard !kept.isEmpty else { return ["Nothing: no fix was proven to make the application faster."] }
        return MarkdownText.table(
            ["pattern", "change", "what was compared", "gain", "interval", "noise"], numbers: [3],
            kept.map {
                [
                    $0.pattern.rawValue, MarkdownText.code(TerminalText.cut($0.change, to: 90)), $0.objective.title,
                    "**\($0.gainText)**", $0.intervalText, $0.noiseText,
                ]
            })
    }

    private func notKept(_ run: Run) -> [String] {
        let verdicts = run.verdicts.filter { $0.outcome == .reverted || $0.outcome == .inconclusive }
        return verdicts.map { verdict in
            "- **\(verdict.pattern.rawValue)**, \(verdict.outcome.rawValue): \(MarkdownText.escaped(verdict.reason))"
        }
    }

    private func left(_ run: Run) -> [String] {
        let tasks = run.plan.tasks.filter { !TaskState.of($0.pattern, in: run).isDone }
        let lines = tasks.prefix(8).map { task in
            let expected = task.expectedGain.map { ", expected \(Numbers.gain($0))" } ?? ""
            return "- **\(task.pattern.rawValue) \(MarkdownText.escaped(task.title))** (\(task.severity.rawValue), "
                + "\(Numbers.hours(task.effortHours))\(expected)): \(TaskState.of(task.pattern, in: run).text)"
        }
        return lines + (tasks.count > 8 ? ["- and \(tasks.count - 8) more, see the checklist"] : [])
    }

    private func returnOnInvestment(_ run: Run) -> [String] { ROIText.sentences(run.roi).map(MarkdownText.escaped) }
}
