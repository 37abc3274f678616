import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct CSVRendererTests {
    private let renderer = CSVRenderer()

    @Test func everyLineHasAsManyFieldsAsTheHeading() throws {
        let evidence = try SampleEvidence.before()
        let lines = renderer.loadLevels(evidence).split(separator: "\r\n")
        #expect(lines.count == 6)
        let fields = Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
        #expect(fields.count == 1)
        #expect(renderer.loadLevels(evidence).contains("\r\n50,66.9,142,"))
    }

    @Test func nothingMeasuredIsAHeadingAlone() {
        let evidence = SampleRun.empty().baseline
        #expect(renderer.loadLevels(evidence).split(separator: "\r\n").count == 1)
    }

    @Test(arguments: [
        ("GET /a,b", "\"GET /a,b\""), ("GET /\"x\"", "\"GET /\"\"x\"\"\""), ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("a\nb", "\"a\nb\""), ("GET /plain", "GET /plain"), ("", ""), ("a\r\nb", "\"a\r\nb\""), ("\nx", "\"'\nx\""),
        // With a mark behind it, each sign is another Character than without, and means the same to who reads it.
        ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\"\u{200D}", "\"a\"\"\u{200D}\""),
        ("=\u{301}1", "'=\u{301}1"), ("@\u{200D}x", "'@\u{200D}x"), ("-\u{301}\"", "\"'-\u{301}\"\"\""),
    ])
    func namesCannotBreakOutOfTheirField(_ name: String, _ field: String) {
        #expect(renderer.text(name).unicodeScalars.elementsEqual(field.unicodeScalars))
    }
}
