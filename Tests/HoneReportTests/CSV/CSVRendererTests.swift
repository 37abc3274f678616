import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct CSVRendererTests {
    private let renderer = CSVRenderer()

    @Test func everyLineHasAsManyFieldsAsTheHeading() throws {
        let evidence = try SampleEvidence.before()
        for (text, rows) in [(renderer.loadLevels(evidence), 5), (renderer.endpoints(evidence), 9)] {
            let lines = text.split(separator: "\r\n")
            #expect(lines.count == rows + 1)
            let fields = Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
            #expect(fields.count == 1)
        }
        #expect(renderer.loadLevels(evidence).contains("\r\n50,66.9,142,"))
    }

    @Test func nothingMeasuredIsAHeadingAlone() {
        let evidence = SampleRun.empty().baseline
        #expect(renderer.loadLevels(evidence).split(separator: "\r\n").count == 1)
        #expect(renderer.endpoints(evidence).split(separator: "\r\n").count == 1)
    }

    @Test(arguments: [
        ("GET /a,b", "\"GET /a,b\""), ("GET /\"x\"", "\"GET /\"\"x\"\"\""), ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("a\nb", "\"a\nb\""), ("GET /plain", "GET /plain"),
    ])
    func namesCannotBreakOutOfTheirField(_ name: String, _ field: String) throws {
        var evidence = try SampleEvidence.before()
        evidence.latency = .measured(
            LatencyEvidence(endpoints: [.init(name: name, latency: .empty, status: 500, failures: 1, bytes: 1)]))
        #expect(renderer.endpoints(evidence).contains("\r\n\(field),500,1,0,,,"))
    }
}
