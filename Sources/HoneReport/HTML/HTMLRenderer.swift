import HoneAgent
import HoneCore

/// Renders a run as one HTML file that asks for nothing else: no script, no font, no image from anywhere, and a content
/// security policy that forbids them. It is well-formed XML too. Light, dark and paper come from the style sheet.
public struct HTMLRenderer: Sendable {
    /// A renderer.
    public init() {}

    /// `report.html`.
    public func report(_ run: Run) -> String {
        let names = names(in: run)
        let sections = [
            ("metrics", "Success metrics", MetricsSection.markup(run)),
            ("endpoints", "Endpoints", LatencySections.endpoints(run)),
            ("load", "Load", LatencySections.load(run)),
            ("fixes", "Gain by fix", TrialSections.waterfalls(run, names)),
            ("trials", "Trials", TrialSections.trials(run, names)),
            ("findings", "Findings", PlanSections.findings(run)),
            ("plan", "Plan", PlanSections.plan(run)),
            ("checks", "Checks", PlanSections.checks(run)),
            ("cost", "Cost and gain", PlanSections.returnOnInvestment(run)),
            ("evidence", "Evidence", EvidenceSection.markup(run)),
            ("method", "Method", MethodSection.markup(run)),
        ]
        return Page(
            title: "Performance report: \(run.url)", headline: Headline.markup(run), sections: sections,
            footer: """
                Measured and written by Hone. Every number comes from the run \(PageParts.code(run.id)); \
                the same seed replays it.
                """
        ).source
    }

    /// What the patterns of a run are called, by its plan.
    private func names(in run: Run) -> [PatternID: String] {
        Dictionary(run.plan.tasks.map { ($0.pattern, $0.title) }, uniquingKeysWith: { first, _ in first })
    }
}
