import Foundation
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadRenderingTests {
    private let renderer = TerminalRenderer()

    @Test func tasksFailuresAndTotalsAreShown() throws {
        let text = renderer.load(try SampleLoad.result(), users: 20)
        for part in [
            "20 users, 10 s, 11.0 requests/s, 1.50 MB received", "GET /api/products", "POST /api/bookings", "total",
            "100%", "9.1%",
        ] { #expect(text.contains(part), "\(part)") }
        let timeout = try #require(text.range(of: "timeout"))
        let status = try #require(text.range(of: "status5xx"))
        #expect(timeout.lowerBound < status.lowerBound, "the most frequent failure comes first")
        #expect(!text.contains("Ended early"))
    }

    @Test(arguments: [
        ("errorShare", 0, 0.3, "too many requests failed"), ("cancelled", 0, 0.3, "it was interrupted"),
        ("completed", 3, 0.3, "3 requests had no answer at the end; the longest had waited 4.20 s."),
        ("completed", 0, 0.97, "The generator could not keep up"),
    ])
    func whatMakesFiguresDoubtfulIsSaid(_ ending: String, _ unfinished: Int, _ busy: Double, _ remark: String) throws {
        let result = try SampleLoad.result(ending: ending, unfinished: unfinished, busiestLoop: busy)
        #expect(renderer.load(result, users: 20).contains(remark))
    }

    @Test(arguments: [60, 80, 120])
    func widthsAreRespected(_ width: Int) throws {
        let text = TerminalRenderer(style: .init(width: width)).load(
            try SampleLoad.result(ending: "cancelled", unfinished: 9, busiestLoop: 1), users: 20)
        for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= width) }
    }
}
