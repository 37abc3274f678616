import HoneAgent
import HoneCore

extension TerminalRenderer {
    /// The findings of `hone diagnose`, in the order given.
    public func findings(_ findings: [Finding]) -> String {
        guard !findings.isEmpty else {
            return document([paragraph("Nothing was found to be slow by any detector.", indent: 0)])
        }
        let counts = Severity.allCases.sorted(by: >).compactMap { severity in
            let count = findings.filter { $0.severity == severity }.count
            return count > 0 ? "\(count) \(severity.rawValue)" : nil
        }
        return document(
            [
                [
                    heading("\(findings.count) \(findings.count == 1 ? "finding" : "findings")")
                        + " (\(counts.joined(separator: ", ")))"
                ]
            ]
                + findings.map(lines))
    }

    private func lines(of finding: Finding) -> [String] {
        let label = finding.severity.rawValue
        let title = TerminalText.wrapped(finding.title, to: style.width - 8)
        var lines = title.enumerated().map { place, line in
            place == 0
                ? paint(label, Self.paint(for: finding.severity)) + String(repeating: " ", count: 8 - label.count)
                    + paint(line, .bold)
                : String(repeating: " ", count: 8) + paint(line, .bold)
        }
        lines += labelled("where", finding.location, indent: 8)
        if !finding.evidence.isEmpty {
            lines += labelled(
                "evidence", finding.evidence.map { "\($0.name) \($0.text)" }.joined(separator: ", "), indent: 8)
        }
        if let estimate = finding.estimate {
            lines += labelled("could gain", "\(Numbers.share(estimate.share)): \(estimate.basis)", indent: 8)
        }
        lines += labelled("fix", "\(finding.pattern.rawValue), \(Numbers.hours(finding.effortHours))", indent: 8)
        return lines
    }

    /// The plan of `hone plan`: three phases with their tasks.
    public func plan(_ plan: Plan) -> String {
        guard !plan.tasks.isEmpty else {
            return document([paragraph("Nothing to do: no finding asks for a pattern.", indent: 0)])
        }
        let hours = plan.tasks.reduce(0) { $0 + $1.effortHours }
        let phases = PatternID.Phase.allCases.map { phase -> [String] in
            let tasks = plan.tasks(in: phase)
            return tasks.isEmpty
                ? [] : [heading("Phase \(phase.rawValue): \(phase.title)")] + tasks.flatMap(lines)
        }
        return document(
            [[cut("\(plan.tasks.count) \(plan.tasks.count == 1 ? "task" : "tasks"), \(Numbers.hours(hours)) of work")]]
                + phases)
    }

    private func lines(of task: Plan.Task) -> [String] {
        let head = "\(task.pattern.rawValue) \(task.title)"
        let facts =
            "\(task.severity.rawValue), \(task.kind.rawValue), \(task.owner), \(Numbers.hours(task.effortHours))"
        let expected = task.expectedGain.map { "\(Numbers.share($0)): \(task.basis)" } ?? "unknown: \(task.basis)"
        return ["  " + paint(TerminalText.cut(TerminalText.safe(head), to: style.width - 2), .accent)]
            + labelled("task", facts) + labelled("expected", expected) + labelled("risk", task.risk)
            + labelled("mitigation", task.mitigation) + labelled("verify", task.verification)
    }
}
