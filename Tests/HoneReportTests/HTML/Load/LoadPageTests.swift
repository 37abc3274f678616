import Foundation
import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct LoadPageTests {
    private let renderer = HTMLRenderer()

    private var pages: [LoadResult] {
        var short = SampleLoad.result()
        short.series = Array(short.series.prefix(1))
        return [
            SampleLoad.result(), SampleLoad.result(busiestLoop: 1, model: .open), SampleLoad.nothing(), short,
            SampleLoad.hostile(),
        ]
    }

    @Test func everyResultIsAWellFormedPageThatAsksForNothing() throws {
        for result in pages {
            let text = renderer.load(result)
            let page = try ParsedMarkup(text)
            #expect(page.count("html") == 1)
            #expect(page.count("h1") == 1)
            for element in ["script", "link", "img", "iframe", "object", "image", "use", "b", "x"] {
                #expect(page.count(element) == 0, "\(element)")
            }
            for (name, attributes) in page.elements {
                #expect(attributes["src"] == nil)
                #expect(attributes["style"] == nil)
                #expect(!attributes.keys.contains { $0.hasPrefix("on") }, "\(name) has a handler")
                if let link = attributes["href"] { #expect(link.hasPrefix("#")) }
            }
            #expect(!text.contains("url("))
            #expect(text.contains("default-src 'none'; style-src 'unsafe-inline'"))
        }
    }

    @Test func linksLeadSomewhereAndIdsAreUnique() throws {
        let page = try ParsedMarkup(renderer.load(SampleLoad.result()))
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(ids.count == Set(ids).count)
        for link in page.elements.compactMap({ $0.attributes["href"] }) {
            #expect(ids.contains(String(link.dropFirst())))
        }
    }

    @Test func everyPartIsThere() throws {
        let text = renderer.load(SampleLoad.result())
        let page = try ParsedMarkup(text)
        for id in [
            "thresholds", "percentiles", "time", "throughput", "errors", "tasks", "generator", "percentile-curve-title",
            "latency-over-time-title", "throughput-over-time-title",
        ] { #expect(page.elements.contains { $0.attributes["id"] == id }, "\(id)") }
        #expect(page.count("figure") == 3)
        #expect(page.count("desc") == 3)
        #expect(page.text.contains("coordinated omission"))
        #expect(page.text.contains("corrected for omission"))
        #expect(page.text.contains("1 of 3 met"))
        #expect(page.text.contains("✓ kept up"))
        #expect(page.text.contains("no complete answer within the timeout"))
        #expect(page.elements.contains { $0.attributes["class"] == "line corrected" })
        #expect(page.elements.filter { $0.attributes["class"] == "spark" }.count >= 3)
    }

    @Test func anInvalidRunIsNotPresentedAsASlowServer() throws {
        let page = try ParsedMarkup(renderer.load(SampleLoad.result(busiestLoop: 0.99)))
        #expect(page.text.contains("This run is invalid: the generator did not keep up"))
        #expect(page.text.contains("✗ did not keep up"))
        #expect(!page.text.contains("of them within"))
    }

    @Test func theOpenModelHasNothingToCorrect() throws {
        let text = renderer.load(SampleLoad.result(model: .open))
        #expect(!text.contains("class=\"line corrected\""))
        #expect(text.contains("Arrivals came by their own clock"))
    }

    @Test func aRunWithoutASuccessSaysSo() throws {
        let page = try ParsedMarkup(renderer.load(SampleLoad.nothing()))
        #expect(page.text.contains("No request succeeded"))
        #expect(page.count("figure") == 0)
    }
}
