import HoneAgent
import HoneCore

/// What was found, what is to be done about it, and what has been seen to be done.
enum PlanSections {
    static func findings(_ run: Run) -> Markup {
        let items = run.findings.map { finding -> Markup in
            let figures = finding.evidence.map { "<li>\($0.name) <strong>\($0.text)</strong></li>" as Markup }
            let estimate =
                finding.estimate.map { "<p>Could gain \(Numbers.share($0.share)): \($0.basis)</p>" as Markup } ?? .empty
            return """
                <article>
                <h3>\(PageParts.badge(finding.severity.rawValue, finding.severity.style)) \(finding.title)</h3>
                <p class="soft">\(PageParts.code(finding.location))</p>
                \(figures.isEmpty ? .empty : "<ul class=\"figures\">\(Markup(figures, separator: ""))</ul>")
                \(estimate)
                <p class="soft">Fixed by \(finding.pattern.rawValue), about \(Numbers.hours(finding.effortHours))</p>
                </article>
                """
        }
        return PageParts.section(
            "findings", "Findings", "What the detectors found in the baseline, the most severe first.",
            items.isEmpty ? [nothingFound(run)] : items)
    }

    /// Finding nothing says something only where there was something to look at.
    private static func nothingFound(_ run: Run) -> Markup {
        run.hasEvidence
            ? "<p>Nothing was found to be slow by any detector.</p>"
            : "<p>Nothing could be diagnosed: no probe brought evidence.</p>"
    }

    static func plan(_ run: Run) -> Markup {
        let phases = PatternID.Phase.allCases.map { phase -> Markup in
            let rows = run.plan.tasks(in: phase).map { row($0, run) }
            guard !rows.isEmpty else { return .empty }
            let table = PageParts.table(
                "Phase \(phase.rawValue): \(phase.title)",
                [
                    .text("Task"), .text("State"), .number("Effort"), .text("Owner"), .number("Expected"),
                    .text("Risk and mitigation"), .text("Verify"),
                ], rows)
            return "<h3>Phase \(phase.rawValue): \(phase.title)</h3>\n\(table)"
        }
        return PageParts.section("plan", "Plan", "", phases)
    }

    private static func row(_ task: Plan.Task, _ run: Run) -> [Markup] {
        let state = TaskState.of(task.pattern, in: run)
        return [
            "<strong>\(task.pattern.rawValue)</strong> \(task.title)", PageParts.badge(state.text, state.style),
            "\(Numbers.hours(task.effortHours))", "\(task.owner)",
            "<span title=\"\(task.basis)\">\(task.expectedGain.map(Numbers.gain) ?? "unknown")</span>",
            "\(task.risk) <span class=\"soft\">\(task.mitigation)</span>", PageParts.code(task.verification),
        ]
    }

    static func checks(_ run: Run) -> Markup {
        let rows = EvidenceCheck.all(in: run).map { check -> [Markup] in
            [
                state(check), "\(check.title)", "\(check.pattern.rawValue)",
                "<span class=\"soft\">\(check.remark)</span>",
            ]
        }
        return PageParts.section(
            "checks", "What the evidence shows now",
            "Judged by what was measured after the last verdict, not by claims.",
            [PageParts.table("Checks", [.text(""), .text("Check"), .text("Pattern"), .text("Seen")], rows)])
    }

    private static func state(_ check: EvidenceCheck) -> Markup {
        switch check.state {
        case .seen: PageParts.badge("✓ yes", "kept")
        case .notSeen: PageParts.badge("✗ no", "reverted")
        case .unknown: PageParts.badge("– unknown", "manual")
        }
    }

    static func returnOnInvestment(_ run: Run) -> Markup {
        PageParts.section("cost", "Cost and gain", "", ROIText.sentences(run.roi).map { "<p>\($0)</p>" })
    }
}

extension Severity {
    /// The class that the style sheet knows it by.
    var style: String {
        switch self {
        case .high: "reverted"
        case .medium: "inconclusive"
        case .low: "manual"
        }
    }
}

extension TaskState {
    /// The class that the style sheet knows it by.
    var style: String {
        switch self {
        case .proven: "kept"
        case .undone: "reverted"
        case .undecided: "inconclusive"
        case .forPeople, .open: "manual"
        }
    }
}
