import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct JUnitRendererTests {
    @Test func metAreTestsThatPassOthersFailOrAreSkipped() throws {
        let text = JUnitRenderer().thresholds(try SampleRun.complete())
        let page = try ParsedMarkup(text)
        #expect(page.count("testcase") == 9)
        #expect(page.count("failure") == 1)
        #expect(page.count("skipped") == 3)
        #expect(text.contains("tests=\"9\" failures=\"1\" errors=\"0\" skipped=\"3\" time=\"243\""))
        #expect(text.contains("concurrent users ≥ 200, threshold ≥ 300, baseline 25"))
    }

    @Test func reasonsAreEscaped() throws {
        var run = SampleRun.empty()
        run.url = "http://\"<&>"
        run.metrics = [.init(threshold: Threshold(.memory, 280), baseline: nil, now: nil, missing: "<script>\"&\u{1}")]
        let text = JUnitRenderer().thresholds(run)
        _ = try ParsedMarkup(text)
        #expect(!text.contains("<script>"))
    }

    @Test func noMetricsAreAnEmptySuite() throws {
        #expect(try ParsedMarkup(JUnitRenderer().thresholds(SampleRun.empty())).count("testcase") == 0)
    }
}
