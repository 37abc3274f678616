import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadJUnitTests {
    @Test func thresholdsAndChecksAreTestCases() throws {
        let text = JUnitRenderer().load(SampleLoad.result())
        let page = try ParsedMarkup(text)
        #expect(page.count("testsuite") == 2)
        #expect(page.count("testcase") == 7)
        #expect(page.count("failure") == 3, "two thresholds, one check")
        #expect(page.count("skipped") == 1, "no answer was there to check")
        #expect(
            text.contains("name=\"hone load thresholds\" hostname=\"http://127.0.0.1:8000\" tests=\"3\" failures=\"2\"")
        )
        #expect(text.contains("error rate &lt; 0.1%, measured 9.1%"))
        #expect(text.contains("POST /api/bookings: p99 ≤ 1 s, measured –"), "what was not measured is not proven")
        #expect(text.contains("did not hold for 1 of 1 answers"))
    }

    @Test func aGeneratorThatDidNotKeepUpIsAnError() throws {
        let text = JUnitRenderer().load(SampleLoad.result(busiestLoop: 0.99))
        let page = try ParsedMarkup(text)
        #expect(page.count("error") == 1)
        #expect(page.count("testsuite") == 3)
    }

    @Test func hostileNamesAndEmptyRunsAreWellFormed() throws {
        #expect(try ParsedMarkup(JUnitRenderer().load(SampleLoad.hostile())).count("script") == 0)
        #expect(try ParsedMarkup(JUnitRenderer().load(SampleLoad.nothing())).count("testcase") == 0)
    }
}
