import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadThresholdTextTests {
    @Test(arguments: [
        (LoadThreshold(.p95, .below, 150), "p95 < 150 ms"), (LoadThreshold(.p999, .atMost, 2_500), "p99.9 ≤ 2.5 s"),
        (LoadThreshold(.errorRate, .below, 0.001), "error rate < 0.1%"),
        (LoadThreshold(.requestRate, .atLeast, 300, scope: "read"), "read: requests ≥ 300/s"),
        (LoadThreshold(.max, .above, 1), "max > 1 ms"),
    ])
    func thresholdsReadAsTheyWereWritten(_ threshold: LoadThreshold, _ text: String) {
        #expect(threshold.text == text)
    }

    @Test func figuresHaveTheirUnits() {
        #expect(ThresholdOutcome(LoadThreshold(.errorRate, .below, 1), value: 0.0123).valueText == "1.2%")
        #expect(ThresholdOutcome(LoadThreshold(.requestRate, .below, 1), value: 1_234.5).valueText == "1,235/s")
        #expect(ThresholdOutcome(LoadThreshold(.p50, .below, 1), value: nil).valueText == "–")
    }

    @Test func everyKindOfErrorHasItsOwnWords() {
        let titles = LoadErrorKind.allCases.map(\.title)
        #expect(Set(titles).count == LoadErrorKind.allCases.count)
        #expect(titles.allSatisfy { !$0.isEmpty })
    }
}
