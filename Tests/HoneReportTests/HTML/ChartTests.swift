import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

/// What the charts draw is read back from the SVG: places, lengths and texts.
@Suite struct ChartTests {
    private typealias Element = (name: String, attributes: [String: String])

    private func parsed(_ drawing: Drawing?) throws -> ParsedMarkup {
        try ParsedMarkup(try #require(drawing).markup.source)
    }

    private func elements(_ page: ParsedMarkup, _ name: String, style: String) -> [Element] {
        page.elements.filter { $0.name == name && $0.attributes["class"] == style }
    }

    private func number(_ element: Element, _ attribute: String) throws -> Double {
        let text = try #require(element.attributes[attribute])
        return try #require(Double(text))
    }

    private func change(_ name: String, _ before: Double?, _ after: Double?) -> EndpointChange {
        EndpointChange(
            name: name, before: before.map { SampleEvidence.latency($0) },
            after: after.map { SampleEvidence.latency($0) })
    }

    // MARK: Endpoints

    @Test func barsAreAsLongAsTheirFiguresAndTheSlowestComesFirst() throws {
        let page = try parsed(EndpointChart.drawing([change("fast", 50, 25), change("slow", 100, 10)]))
        let before = try elements(page, "rect", style: "before").map { try number($0, "width") }
        let after = try elements(page, "rect", style: "after").map { try number($0, "width") }
        #expect(before.count == 2 && after.count == 2)
        #expect(abs(before[0] / before[1] - 2) < 0.01)
        #expect(abs(before[0] / after[0] - 10) < 0.05)
        #expect(page.text.contains("10×"))
        #expect(page.text.contains("2.0×"))
    }

    @Test func anEndpointThatNoLongerAnswersSaysSo() throws {
        let page = try parsed(EndpointChart.drawing([change("gone", 50, nil), change("there", 5, 4)]))
        #expect(page.text.contains("now: no answer"))
    }

    @Test func withoutFiguresThereIsNoChart() {
        #expect(EndpointChart.drawing([]) == nil)
        #expect(EndpointChart.drawing([change("none", nil, nil)]) == nil)
        #expect(LoadChart.drawing(before: nil, after: nil, threshold: 150) == nil)
        #expect(TrialChart.drawing([], title: { _ in nil }) == nil)
        #expect(WaterfallChart.drawing(Waterfall(objective: .latency, steps: []), title: { _ in nil }) == nil)
    }

    // MARK: Load

    private func load(_ figures: [(users: Int, mean: Double)], errors: Double = 0) -> LoadEvidence {
        LoadEvidence(
            levels: figures.map {
                .init(
                    users: $0.users, requestsPerSecond: 1, latency: SampleEvidence.latency($0.mean), errorShare: errors)
            }, reference: 10, capacity: 10, capacityIsLowerBound: false)
    }

    @Test(arguments: [([(10, 20.0), (100, 60)], false), ([(10, 20.0), (100, 2_000)], true)])
    func wideRangesGetALogarithmicAxis(_ figures: [(Int, Double)], _ logarithmic: Bool) throws {
        let page = try parsed(LoadChart.drawing(before: load(figures), after: nil, threshold: nil))
        #expect(page.text.contains("both axes are logarithmic") == logarithmic)
    }

    @Test func levelsWithErrorsAreRinged() throws {
        let clean = try parsed(LoadChart.drawing(before: load([(10, 20), (50, 30)]), after: nil, threshold: nil))
        #expect(elements(clean, "circle", style: "error-ring").isEmpty)
        let broken = try parsed(LoadChart.drawing(before: load([(10, 20)], errors: 0.2), after: nil, threshold: nil))
        #expect(elements(broken, "circle", style: "error-ring").count == 2, "mean and p95")
        #expect(broken.text.contains("20% errors"))
    }

    @Test func theThresholdLiesWhereItsValueIs() throws {
        let page = try parsed(LoadChart.drawing(before: load([(10, 50), (50, 100)]), after: nil, threshold: 155))
        let line = try #require(elements(page, "line", style: "limit").first)
        // p95 of the level with a mean of 100 ms is 155 ms.
        let highest = try elements(page, "circle", style: "before dot").map { try number($0, "cy") }.min()
        #expect(try number(line, "y1") == highest)
    }

    @Test func namesOfLinesDoNotLieOnEachOther() throws {
        let same = load([(10, 50), (50, 50)])
        let page = try parsed(LoadChart.drawing(before: same, after: same, threshold: nil))
        let places = try page.elements.filter { $0.attributes["class"]?.hasPrefix("end-label") == true }
            .map { try number($0, "y") }.sorted()
        #expect(places.count == 4)
        for (upper, lower) in zip(places, places.dropFirst()) { #expect(lower - upper >= 16.9) }
    }

    @Test func oneLevelAloneIsDrawn() throws {
        let page = try parsed(LoadChart.drawing(before: load([(25, 40)]), after: nil, threshold: nil))
        #expect(elements(page, "circle", style: "before dot").count == 2)
        #expect(page.count("polyline") == 0)
    }

    // MARK: Waterfall

    @Test func stepsHangBetweenTheirFigures() throws {
        let waterfall = Waterfall(
            objective: .latency,
            steps: [
                .init(pattern: .indices, from: 100, to: 40, gain: 0.6),
                .init(pattern: .writeAheadLog, from: 42, to: 50, gain: -0.19),
            ])
        let page = try parsed(WaterfallChart.drawing(waterfall) { $0 == .indices ? "Indices" : nil })
        let start = try #require(elements(page, "rect", style: "before").first)
        let gain = try #require(elements(page, "rect", style: "gain").first)
        let loss = try #require(elements(page, "rect", style: "loss").first)
        let end = try #require(elements(page, "rect", style: "after").first)
        #expect(try number(start, "y") == number(gain, "y"), "the first step begins where the application was")
        #expect(try abs(number(gain, "height") / number(start, "height") - 0.6) < 0.01)
        #expect(try abs(number(end, "height") / number(start, "height") - 0.5) < 0.01)
        #expect(try number(loss, "y") == number(end, "y"), "a loss grows upwards, to where the application is now")
        #expect(page.text.contains("−60%"))
        #expect(page.text.contains("+19%"))
    }

    // MARK: Trials

    @Test func everyBlockIsADotAndEveryTrialAnInterval() throws {
        let page = try parsed(TrialChart.drawing(SampleRun.verdicts) { _ in nil })
        #expect(elements(page, "circle", style: "before dot").count == 24)
        #expect(elements(page, "circle", style: "after dot").count == 24)
        for (outcome, count) in [("kept", 4), ("inconclusive", 1), ("reverted", 1)] {
            #expect(elements(page, "rect", style: "interval \(outcome)").count == count)
        }
    }

    @Test func anIntervalAboveZeroLiesRightOfTheAxis() throws {
        let kept = SampleRun.verdict(.indices, .database, "", .kept, 100, 60)
        let page = try parsed(TrialChart.drawing([kept]) { _ in nil })
        let line = try #require(elements(page, "line", style: "axis").first)
        let axis = try number(line, "x1")
        let interval = try #require(elements(page, "rect", style: "interval kept").first)
        #expect(try number(interval, "x") > axis)
    }

    @Test func aWildBlockStaysInTheDrawing() throws {
        var verdict = SampleRun.verdict(.indices, .database, "", .reverted, 100, 90)
        verdict.blocksB[0] = 100_000
        let page = try parsed(TrialChart.drawing([verdict]) { _ in nil })
        for dot in page.elements where dot.name == "circle" {
            #expect(try (0...960).contains(number(dot, "cx")))
        }
    }

    @Test func longNamesAreCutAndKeptInTheirTip() throws {
        let name = "GET /" + String(repeating: "a", count: 200)
        let drawing = try #require(EndpointChart.drawing([change(name, 5, nil)]))
        let source = drawing.markup.source
        #expect(source.contains("<title>\(name)</title>"))
        #expect(source.contains("aaa…"))
    }
}
