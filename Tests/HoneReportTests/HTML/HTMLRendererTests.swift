import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct HTMLRendererTests {
    private let renderer = HTMLRenderer()

    @Test func everyRunIsWellFormed() throws {
        var half = try SampleRun.complete()
        half.current = nil
        half.verdicts = []
        for run in [try SampleRun.complete(), SampleRun.empty(), half] {
            let page = try ParsedMarkup(renderer.report(run))
            #expect(page.count("html") == 1)
            #expect(page.count("h1") == 1)
        }
    }

    @Test func itAsksForNothingElse() throws {
        let text = renderer.report(try SampleRun.complete())
        let page = try ParsedMarkup(text)
        for element in ["script", "link", "img", "iframe", "object", "image", "use"] {
            #expect(page.count(element) == 0, "\(element)")
        }
        for (name, attributes) in page.elements {
            #expect(attributes["src"] == nil)
            #expect(attributes["style"] == nil)
            #expect(!attributes.keys.contains { $0.hasPrefix("on") }, "\(name) has a handler")
            if let link = attributes["href"] { #expect(link.hasPrefix("#")) }
        }
        #expect(!text.contains("url("))
        #expect(!text.contains("@import"))
        #expect(text.contains("default-src 'none'; style-src 'unsafe-inline'"))
    }

    @Test func linksLeadSomewhereAndIdsAreUnique() throws {
        let page = try ParsedMarkup(renderer.report(try SampleRun.complete()))
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(ids.count == Set(ids).count)
        for link in page.elements.compactMap({ $0.attributes["href"] }) {
            #expect(ids.contains(String(link.dropFirst())))
        }
        for labels in page.elements.compactMap({ $0.attributes["aria-labelledby"] }) {
            for label in labels.split(separator: " ") { #expect(ids.contains(String(label))) }
        }
    }

    @Test func everyChartHasATitleADescriptionAndATable() throws {
        let page = try ParsedMarkup(renderer.report(try SampleRun.complete()))
        #expect(page.count("svg") == 5, "endpoints, load, two waterfalls, trials")
        #expect(page.count("desc") == 5)
        #expect(page.count("figure") == 5)
        #expect(page.elements.filter { $0.name == "svg" }.allSatisfy { $0.attributes["role"] == "img" })
        #expect(page.count("details") >= 5)
    }

    @Test func theTopSaysWhatBecameOfTheApplication() throws {
        let page = try ParsedMarkup(renderer.report(try SampleRun.complete()))
        for part in [
            "142 ms", "8.00 ms", "18× better", "5 of 6 measured metrics met, 4 of 6 fixes kept", "≥ 8.0× better",
            "✗ not met", "– not measured", "no earnings are forecast", "seed 42", "the database is not on this machine",
        ] { #expect(page.text.contains(part), "\(part)") }
    }

    @Test func noFactorIsClaimedWithoutAKeptVerdict() throws {
        var run = try SampleRun.complete()
        run.verdicts.removeAll { $0.outcome == .kept }
        let headline = try #require(renderer.report(run).split(separator: "<h1>").last?.split(separator: "</h1>").first)
        #expect(!headline.contains("better"))
    }

    @Test func anEmptyRunSaysSo() throws {
        let page = try ParsedMarkup(renderer.report(SampleRun.empty()))
        #expect(page.count("svg") == 0)
        for part in [
            "Nothing was measured", "The run was interrupted", "nothing tried", "Nothing was tried", "not gathered yet",
            "Nothing could be diagnosed",
        ] {
            #expect(page.text.contains(part), "\(part)")
        }
        #expect(!page.text.contains("nan"))
    }

    @Test func hostileNamesStayText() throws {
        let hostile = "GET /<script>alert(\"1\")</script>'&\u{0}\u{202E}"
        var run = try SampleRun.complete()
        run.url = hostile
        run.id = hostile
        run.baseline.latency = .measured(
            LatencyEvidence(endpoints: [
                .init(name: hostile, latency: SampleEvidence.latency(9), status: 200, failures: 0, bytes: 1)
            ]))
        run.findings = [
            Finding(
                detector: hostile, severity: .high, title: hostile, location: hostile,
                evidence: [.init(hostile, 1, hostile)], pattern: .indices, estimate: .init(share: 1, basis: hostile),
                effortHours: 1)
        ]
        run.plan = Plan(tasks: [SampleRun.task(.indices, hostile, .database, .high, 1, 0.5, hostile)])
        run.verdicts = run.verdicts.map { verdict in
            var verdict = verdict
            verdict.change = hostile
            verdict.reason = hostile
            verdict.differences = [hostile]
            return verdict
        }
        run.baseline.queries = .measured(
            QueryEvidence(
                endpoints: [
                    .init(
                        name: hostile, requests: 1, queries: 1, databaseMilliseconds: 1, requestMilliseconds: 1,
                        connections: 1,
                        statements: [.init(sql: hostile, calls: 1, distinctParameters: 1, milliseconds: 1)],
                        repeatsItself: true)
                ], dropped: 3, averageMilliseconds: 1))
        run.baseline.http = .missing(hostile)
        run.metrics[2].missing = hostile
        let text = renderer.report(run)
        let page = try ParsedMarkup(text)
        #expect(page.count("script") == 0)
        #expect(!text.contains("<script"))
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"))
    }

    @Test func figuresThatAreNotNumbersDrawNothingWild() throws {
        var run = try SampleRun.complete()
        var verdict = run.verdicts[0]
        verdict.blocksA = [.nan, .infinity, 0]
        verdict.noiseFloor = .infinity
        run.verdicts = [verdict]
        var load = try #require(run.baseline.load.value)
        load.levels[0].latency.average = .infinity
        load.levels[1].latency.p95 = .nan
        run.baseline.load = .measured(load)
        let text = renderer.report(run)
        _ = try ParsedMarkup(text)
        #expect(!text.contains("\"nan\""))
        #expect(!text.contains("\"inf\""))
    }

    @Test func manyEndpointsAreCutInTheChartAndNotInTheTable() throws {
        var run = try SampleRun.complete()
        run.current = nil
        run.baseline.latency = .measured(
            LatencyEvidence(
                endpoints: (1...40).map {
                    .init(
                        name: "GET /\($0)", latency: SampleEvidence.latency(Double($0)), status: 200, failures: 0,
                        bytes: 1)
                }))
        let text = renderer.report(run)
        #expect(text.contains("The chart has the 24 slowest of 40; the table has all."))
        #expect(text.contains("<code>GET /1</code>"))
    }
}
