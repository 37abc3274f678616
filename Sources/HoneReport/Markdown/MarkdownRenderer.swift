import HoneAgent
import HoneCore

/// Renders a run as Markdown: the summary that is read and the checklist that is worked through.
public struct MarkdownRenderer: Sendable {
    /// A renderer.
    public init() {}

    func metricRows(_ rows: [MetricRow]) -> [String] {
        MarkdownText.table(
            ["metric", "baseline", "now", "threshold", "met", ""], numbers: [1, 2, 3],
            rows.map { row in
                [
                    MarkdownText.escaped(row.threshold.metric.title), row.baselineText, row.nowText, row.thresholdText,
                    row.mark, MarkdownText.escaped(row.note),
                ]
            })
    }

    /// Two levels of heading above lines; nothing when there are none.
    func section(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : ["## \(title)", ""] + lines }
}
