import HoneAgent
import HoneCore

/// Renders thresholds as test cases in JUnit's XML, which build servers show: a metric within its threshold passes, one
/// that is not fails, one that was not measured is skipped.
public struct JUnitRenderer: Sendable {
    /// A renderer.
    public init() {}

    /// The success metrics of a run.
    public func thresholds(_ run: Run) -> String {
        let failures = run.metrics.filter { $0.isMet == false }.count
        let skipped = run.metrics.filter { $0.isMet == nil }.count
        let head =
            "<testsuite name=\"hone thresholds\" hostname=\"\(MarkupText.escaped(run.url))\" tests=\"\(run.metrics.count)\" "
            + "failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"\(Numbers.short(run.seconds))\">"
        let lines =
            ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>", head] + run.metrics.map(testCase)
            + ["</testsuite>", "</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func testCase(_ row: MetricRow) -> String {
        let metric = row.threshold.metric
        let open = "<testcase classname=\"hone.thresholds\" name=\"\(metric.rawValue)\""
        let text = "\(metric.title) \(row.nowText), threshold \(row.thresholdText), baseline \(row.baselineText)"
        switch row.isMet {
        case true?: return "\(open)/>"
        case false?: return "\(open)><failure message=\"\(MarkupText.escaped(text))\"/></testcase>"
        case nil: return "\(open)><skipped message=\"\(MarkupText.escaped(row.note))\"/></testcase>"
        }
    }
}
