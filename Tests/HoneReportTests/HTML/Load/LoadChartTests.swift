import Foundation
import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadChartTests {
    private func series(_ count: Int, length: Double = 1) -> [SeriesPoint] {
        (0..<count).map { place in
            var distribution = LatencyDistribution()
            distribution.record(nanoseconds: 5_000_000, count: 90)
            distribution.record(nanoseconds: UInt64(50_000_000 + place * 100_000), count: 10)
            return SeriesPoint(
                second: Double(place) * length, length: length, users: 5, requests: 100, failures: 0,
                bytesReceived: 1_000, latency: .empty, distribution: distribution)
        }
    }

    @Test(arguments: [(10, 200, 10), (1_000, 200, 200), (201, 200, 101), (3_600, 215, 212)])
    func manyPointsAreAddedUpUntilTheyFit(_ count: Int, _ most: Int, _ expected: Int) {
        let points = series(count)
        let thinned = points.thinned(to: most)
        #expect(thinned.count == expected)
        #expect(thinned.map(\.requests).reduce(0, +) == count * 100)
        #expect(thinned.map(\.distribution.count).reduce(0, +) == count * 100)
        #expect(abs(thinned.map(\.length).reduce(0, +) - Double(count)) < 1e-9)
        #expect(thinned.map(\.second) == thinned.map(\.second).sorted())
    }

    @Test func theHeatMapHasACellForEveryRowThatOccursAndStaysSmall() throws {
        let drawing = try #require(LatencyHeatMap.drawing(series(3_600)))
        let page = try ParsedMarkup(drawing.markup.source)
        let paths = page.elements.filter { $0.name == "path" }
        #expect(paths.count <= 8, "one shape for each level")
        #expect(paths.contains { $0.attributes["class"] == "heat h7" })
        #expect(drawing.markup.source.utf8.count < 400_000)
        #expect(page.count("polyline") == 2)
        #expect(LatencyHeatMap.drawing([]) == nil)
    }

    @Test func failuresHaveAPanelOnlyWhereThereAreSome() throws {
        var points = series(20)
        let without = try #require(ThroughputChart.drawing(points)).markup.source
        #expect(!without.contains("failures per second"))
        points[3].failures = 7
        let with = try #require(ThroughputChart.drawing(points)).markup.source
        #expect(with.contains("failures per second"))
        #expect(try ParsedMarkup(with).elements.contains { $0.attributes["class"] == "failed" })
        #expect(ThroughputChart.drawing(Array(points.prefix(1))) == nil)
    }

    @Test func thePercentileCurveRunsFromTheFastestToTheSlowest() throws {
        var histogram = LatencyHistogram()
        for number in 1...1_000 { histogram.record(.milliseconds(number)) }
        let points = PercentileCurve(histogram).points
        let first = try #require(points.first)
        let last = try #require(points.last)
        #expect(first.oneIn == 1)
        #expect(abs(first.milliseconds - 1) < 0.01)
        #expect(last.oneIn == 1_000)
        #expect(abs(last.milliseconds - 1_000) < 1)
        #expect(points.count <= 165)
        for (point, next) in zip(points, points.dropFirst()) {
            #expect(point.oneIn <= next.oneIn)
            #expect(point.milliseconds <= next.milliseconds)
        }
        // One in ten took longer than 900 ms.
        let tenth = try #require(points.first { $0.oneIn >= 10 })
        #expect(abs(tenth.milliseconds - 900) < 15)
        #expect(PercentileCurve(LatencyHistogram()).points.isEmpty)
    }

    @Test(arguments: [(1.0, "min"), (2, "p50"), (20, "p95"), (1_000, "p99.9"), (100_000, "p99.999")])
    func marksAreNamedAsPercentiles(_ oneIn: Double, _ title: String) {
        #expect(PercentileCurve.title(oneIn: oneIn) == title)
    }

    @Test(arguments: [(0.0, "0 s"), (45, "45 s"), (120, "2:00"), (3_605, "60:05")])
    func timesAreShort(_ seconds: Double, _ title: String) {
        #expect(SecondsAxis.title(seconds) == title)
    }

    @Test func curvesOfTasksShareOneScale() throws {
        var fast = LatencyHistogram()
        var slow = LatencyHistogram()
        for number in 1...50 {
            fast.record(.milliseconds(number))
            slow.record(.milliseconds(number * 100))
        }
        let range = Sparkline.range([fast, slow, LatencyHistogram()])
        #expect(abs(range.lowerBound - 1) < 0.01)
        #expect(abs(range.upperBound - 5_000) < 10)
        #expect(try ParsedMarkup(Sparkline.markup(fast, range: range, name: "a<b").source).count("polyline") == 1)
        #expect(Sparkline.markup(LatencyHistogram(), range: range, name: "").isEmpty)
    }
}
