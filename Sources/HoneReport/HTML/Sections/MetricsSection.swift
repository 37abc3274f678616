import HoneAgent
import HoneCore

/// The success metrics: baseline, now, threshold, met or not.
enum MetricsSection {
    static func markup(_ run: Run) -> Markup {
        let rows = run.metrics.map { row -> [Markup] in
            [
                "\(row.threshold.metric.title)\(reason(row))", "\(row.baselineText)", "<strong>\(row.nowText)</strong>",
                "\(row.thresholdText)", met(row),
            ]
        }
        let bound: Markup =
            run.metrics.contains { $0.isLowerBound && $0.now != nil }
            ? "<p class=\"soft\">≥: the highest load tried still held; a higher one was not tried.</p>" : .empty
        let table = PageParts.table(
            "Success metrics",
            [.text("Metric"), .number("Baseline"), .number("Now"), .number("Threshold"), .text("Met")], rows)
        return PageParts.section(
            "metrics", "Success metrics", "", [rows.isEmpty ? "<p>No metric was reckoned.</p>" : table, bound])
    }

    private static func reason(_ row: MetricRow) -> Markup {
        guard row.now == nil, let missing = row.missing else { return .empty }
        return "<br/><span class=\"soft\">\(missing)</span>"
    }

    private static func met(_ row: MetricRow) -> Markup {
        switch row.isMet {
        case true?: PageParts.badge("✓ met", "kept")
        case false?: PageParts.badge("✗ not met", "reverted")
        case nil: PageParts.badge("– not measured", "manual")
        }
    }
}
