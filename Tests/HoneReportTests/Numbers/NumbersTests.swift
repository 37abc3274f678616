import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct NumbersTests {
    @Test(arguments: [
        (0.0, "0 ms"), (0.000_12, "0.000120 ms"), (0.0123, "0.0123 ms"), (0.84, "0.840 ms"), (0.9996, "1.00 ms"),
        (1, "1.00 ms"), (9.994, "9.99 ms"), (9.996, "10.0 ms"), (31.25, "31.2 ms"), (99.94, "99.9 ms"),
        (99.96, "100 ms"),
        (142.4, "142 ms"), (999.4, "999 ms"), (999.6, "1.00 s"), (1_870, "1.87 s"), (61_000, "61.0 s"),
        (.nan, "– ms"),
    ])
    func timesHaveThreeDigits(_ value: Double, _ text: String) { #expect(Numbers.milliseconds(value) == text) }

    @Test(arguments: [
        (0.0, "0"), (80, "80 ms"), (2.5, "2.5 ms"), (1_800, "1.8 s"), (1_000, "1 s"),
    ])
    func chosenTimesHaveNoNeedlessZeros(_ value: Double, _ text: String) {
        #expect(Numbers.chosenMilliseconds(value) == text)
    }

    @Test(arguments: [
        (0.0, "0 B"), (950, "950 B"), (999.6, "1.00 kB"), (45_100, "45.1 kB"), (52_428_800, "52.4 MB"),
        (8_340_000_000, "8.34 GB"),
    ])
    func bytesAreInThousands(_ value: Double, _ text: String) { #expect(Numbers.bytes(value) == text) }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-12_345, "-12,345"), (1_234_567, "1,234,567")])
    func countsAreGrouped(_ value: Int, _ text: String) { #expect(Numbers.count(value) == text) }

    @Test(arguments: [(0.0, "0%"), (0.0004, "0.04%"), (0.031, "3.1%"), (0.82, "82%"), (1, "100%")])
    func sharesAreShort(_ value: Double, _ text: String) { #expect(Numbers.share(value) == text) }

    @Test(arguments: [(0.42, "+42%"), (-0.031, "−3.1%"), (0, "0%"), (-0.000_001, "0%")])
    func gainsHaveASign(_ value: Double, _ text: String) { #expect(Numbers.gain(value) == text) }

    @Test func ratiosSayHowManyTimes() {
        #expect(Numbers.ratio(52, 10) == "5.2×")
        #expect(Numbers.ratio(136, 6) == "23×")
        #expect(Numbers.ratio(10.4, 10) == "1.04×")
        #expect(Numbers.ratio(1, 0) == nil)
        #expect(Numbers.ratio(.infinity, 1) == nil)
    }

    @Test func longTimesAreInMinutes() {
        #expect(Numbers.seconds(45.4) == "45 s")
        #expect(Numbers.seconds(200) == "3 min 20 s")
        #expect(Numbers.seconds(180) == "3 min")
        #expect(Numbers.seconds(.nan) == "0 s")
    }

    @Test(arguments: [
        (2.5, 3), (-2.5, -3), (0, 0), (.nan, 0), (.infinity, Int.max), (-.infinity, .min), (1e300, .max),
        (-1e300, .min), (9.3e18, .max), (1e15, 1_000_000_000_000_000),
    ])
    func wholeNumbersEndWhereTheyMust(_ value: Double, _ whole: Int) { #expect(Numbers.whole(value) == whole) }

    @Test(arguments: [
        (4_000.0, "4,000"), (0.5, "0.5"), (1e300, Numbers.short(1e300)), (-1e300, Numbers.short(-1e300)), (.nan, "–"),
    ])
    func chosenNumbersAreWrittenAsChosen(_ value: Double, _ text: String) { #expect(Numbers.chosen(value) == text) }

    @Test(arguments: [1e300, -1e300, .infinity, .nan, 9.3e18])
    func noNumberIsTooLargeToBeWritten(_ value: Double) {
        #expect(!Numbers.seconds(value).isEmpty)
        #expect(!SecondsAxis.title(value).isEmpty)
        #expect(!Metric.concurrentUsers.text(value).isEmpty)
        #expect(!Finding.Figure("steps", value, "").text.isEmpty)
        #expect(!Numbers.plain(value).isEmpty)
    }

    @Test func momentsAreInUTC() {
        #expect(Numbers.moment(Date(timeIntervalSince1970: 1_795_360_000)) == "2026-11-22 15:06 UTC")
    }

    @Test(arguments: [
        (Metric.responseAverage, "≤ 80 ms"), (.pageLoad, "≤ 1.8 s"), (.concurrentUsers, "≥ 300"), (.memory, "≤ 280 MB"),
        (.errorRate, "≤ 0.1%"), (.lighthouse, "≥ 85"),
    ])
    func thresholdsAreWrittenAsChosen(_ metric: Metric, _ text: String) {
        let row = MetricRow(threshold: Threshold(metric, metric.defaultThreshold), baseline: nil, now: nil)
        #expect(row.thresholdText == text)
        #expect(row.mark == "–")
        #expect(row.note.hasPrefix("not measured: "))
    }

    @Test func aLowerBoundSaysSo() {
        let row = MetricRow(threshold: Threshold(.concurrentUsers, 300), baseline: 25, now: 200, isLowerBound: true)
        #expect(row.nowText == "≥ 200")
        #expect(row.mark == "✗")
    }

    @Test(arguments: [
        (Finding.Figure("queries", 9, "per request"), "9 per request"), (.init("time", 7.8, "ms"), "7.80 ms"),
        (.init("body", 48_210, "bytes"), "48.2 kB"), (.init("share", 0.5, "share"), "50%"),
        (.init("steps", 48_000, ""), "48,000"), (.init("calls", 2.25, "per request"), "2.25 per request"),
    ])
    func figuresHaveTheirUnits(_ figure: Finding.Figure, _ text: String) { #expect(figure.text == text) }
}
