import Foundation
import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadRenderingTests {
    private let renderer = TerminalRenderer()

    @Test func tasksFailuresAndTotalsAreShown() throws {
        let text = renderer.load(SampleLoad.result())
        for part in [
            "20 users, closed model · 10 s · 11.0 requests/s · 1.50 MB received", "http://127.0.0.1:8000",
            "Latency, from the moment each request was meant to start", "Service time, from the moment it was sent",
            "GET /api/products", "POST /api/bookings", "total", "100%", "9.1%", "At the start of each user",
            "POST /login", "✓ met", "p95 < 150 ms", "✗ not met", "error rate < 0.1%",
            "POST /api/bookings: p99 ≤ 1 s", "status 200",
        ] { #expect(text.contains(part), "\(part)") }
        let timeout = try #require(text.range(of: "no complete answer within the timeout"))
        let status = try #require(text.range(of: "status 500 and above"))
        #expect(timeout.lowerBound < status.lowerBound, "the most frequent failure comes first")
        #expect(!text.contains("Ended early"))
        #expect(!text.contains("INVALID"))
    }

    @Test func omissionIsNamedInTheClosedModelWithTheCorrectedFigureBeside() {
        let result = SampleLoad.result()
        let text = TerminalRenderer(style: .init(width: 400)).load(result)
        let corrected = result.total.latency.correctedForOmission(expectedInterval: 20).snapshot.p99
        #expect(text.contains("coordinated omission"))
        #expect(
            text.contains(
                "p99 as measured \(Numbers.milliseconds(result.total.latency.snapshot.p99)); p99 corrected for"))
        #expect(text.contains("corrected for omission (estimate) \(Numbers.milliseconds(corrected))."))
    }

    @Test(arguments: [
        (LoadResult.Model.open, "20 arrivals/s, open model", "Arrivals came by their own clock"),
        (.closed(expectedInterval: 0), "20 users, closed model", "Users are paced"),
    ])
    func nothingIsCorrectedWhereNothingIsOmitted(_ model: LoadResult.Model, _ head: String, _ sentence: String) {
        let text = renderer.load(SampleLoad.result(model: model))
        #expect(text.contains(head))
        #expect(text.contains(sentence))
        #expect(!text.contains("corrected"))
    }

    @Test(arguments: [
        (LoadResult.Ending.errorShare, 0, 0.3, "too many requests failed"),
        (.threshold, 0, 0.3, "a threshold was not met"), (.cancelled, 0, 0.3, "it was interrupted"),
        (.completed, 3, 0.3, "3 requests had no answer at the end; the longest had waited 4.20 s."),
        (
            .completed, 0, 0.97,
            "INVALID: the generator did not keep up (an event loop of it was busy for 97% of the time)"
        ),
    ])
    func whatMakesFiguresDoubtfulIsSaid(
        _ ending: LoadResult.Ending, _ unfinished: Int, _ busy: Double, _ remark: String
    ) {
        let result = SampleLoad.result(ending: ending, unfinished: unfinished, busiestLoop: busy)
        #expect(TerminalRenderer(style: .init(width: 200)).load(result).contains(remark))
    }

    @Test func lateStartsArrivalsLeftAndStrayBytesAreSaid() {
        var result = SampleLoad.result()
        let requests = result.total.requests
        result.generator.lateStarts = requests / 10
        result.unsent = 12
        result.strayAnswers = 2
        let text = TerminalRenderer(style: .init(width: 300)).load(result)
        #expect(
            text.contains(
                "\(Numbers.count(requests / 10)) of \(Numbers.count(requests)) requests started more than 10 ms late"))
        #expect(text.contains("12 arrivals were never sent"))
        #expect(text.contains("2 times the target sent bytes"))
    }

    @Test(arguments: [60, 80, 120])
    func widthsAreRespected(_ width: Int) {
        for result in [
            SampleLoad.result(ending: .cancelled, unfinished: 9, busiestLoop: 1), SampleLoad.hostile(),
            SampleLoad.nothing(),
        ] {
            let text = TerminalRenderer(style: .init(width: width)).load(result)
            #expect(!text.contains("\u{1B}"))
            for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= width) }
        }
    }
}
