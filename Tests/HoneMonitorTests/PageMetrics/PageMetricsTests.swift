import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What browsers measured, taken in within bounds.
struct PageMetricsTests {
    private let clock = ManualClock()

    private func recorder(pages: Int = 100, perSecond: Double = 50, burst: Int = 200) -> PageMetrics {
        var limits = PageMetrics.Limits()
        limits.pages = pages
        limits.perSecond = perSecond
        limits.burst = burst
        return PageMetrics(limits: limits, clock: clocks(clock))
    }

    @Test func aPageInNumbers() throws {
        let pages = recorder()
        for value in 1...100 {
            try pages.record(
                PageMeasurement(
                    page: "/chefs/\(value)", ttfb: Double(value), lcp: Double(value) * 10, cls: Double(value) / 1_000))
        }
        try pages.record(PageMeasurement(page: "/explore", inp: 40))
        let snapshot = pages.snapshot()
        #expect(snapshot.pages.map(\.page) == ["/chefs/{id}", "/explore"])
        let chefs = try #require(snapshot.pages.first)
        #expect(chefs.count == 100)
        let ttfb = try #require(chefs.ttfb)
        #expect(ttfb.count == 100)
        #expect(ttfb.sum == 5_050)
        #expect(abs(ttfb.p50 - 50) < 1)
        #expect(abs(ttfb.p75 - 75) < 1.5)
        #expect(abs(ttfb.p95 - 95) < 2)
        #expect(abs(try #require(chefs.cls).p75 - 0.075) < 0.002)
        #expect(chefs.inp == nil)
        #expect(chefs.load == nil)
        #expect(try #require(snapshot.pages.last?.inp).count == 1)
        #expect(snapshot.foldedViews == 0)
    }

    @Test(arguments: [
        (PageMeasurement(page: "explore", ttfb: 1), "slash"), (PageMeasurement(page: "", ttfb: 1), "slash"),
        (PageMeasurement(page: "/"), "nothing was measured"), (PageMeasurement(page: "/", ttfb: -0.1), "ttfb"),
        (PageMeasurement(page: "/", lcp: 600_000.1), "lcp"), (PageMeasurement(page: "/", fcp: .infinity), "fcp"),
        (PageMeasurement(page: "/", load: .nan), "load"), (PageMeasurement(page: "/", cls: 100.1), "cls"),
        (PageMeasurement(page: "/", cls: -1), "cls"), (PageMeasurement(page: "/", ttfb: 5, inp: 1e300), "inp"),
        (PageMeasurement(page: "/", domInteractive: -5), "domInteractive"),
    ]) func valuesOutOfRangeAreRefused(measurement: PageMeasurement, word: String) throws {
        let pages = recorder()
        let refusal = #expect(throws: PageMetrics.Refusal.self) { try pages.record(measurement) }
        #expect(try #require(refusal).description.contains(word))
        #expect(pages.snapshot().pages.isEmpty)
        #expect(pages.snapshot().refused.malformed == 1)
    }

    @Test(arguments: [
        PageMeasurement(page: "/", ttfb: 0), PageMeasurement(page: "/", lcp: 600_000),
        PageMeasurement(page: "/", cls: 100), PageMeasurement(page: "/", cls: 0),
    ]) func valuesAtTheirEndsAreTaken(measurement: PageMeasurement) throws {
        let pages = recorder()
        try pages.record(measurement)
        #expect(pages.snapshot().pages.map(\.count) == [1])
    }

    @Test func pagesBeyondTheBoundAreFolded() throws {
        let pages = recorder(pages: 3)
        for name in ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "e", "a", "d"] {
            try pages.record(PageMeasurement(page: "/\(name)", ttfb: 10))
        }
        let snapshot = pages.snapshot()
        #expect(snapshot.pages.map(\.page) == ["/a", "/b", "/c", "other"])
        #expect(snapshot.pages.map(\.count) == [4, 3, 3, 3])
        #expect(snapshot.foldedViews == 3)
        #expect(snapshot.maximumPages == 3)
    }

    /// Who makes up pages takes the names of real ones neither for good nor from those that are visited.
    @Test func inventedPagesMakeRoom() throws {
        let pages = recorder(pages: 3)
        for name in ["a", "b", "c"] { try pages.record(PageMeasurement(page: "/made-up-\(name)", ttfb: 1)) }
        for name in ["x", "x", "x", "y", "y", "made-up-d", "z"] {
            clock.advance(by: .seconds(1))
            try pages.record(PageMeasurement(page: "/\(name)", ttfb: 10))
        }
        let snapshot = pages.snapshot()
        #expect(snapshot.pages.map(\.page) == ["/x", "/made-up-d", "/z", "other"])
        #expect(snapshot.pages.map(\.count) == [3, 1, 1, 5])
        // What nobody visited for an hour makes room, however often it was visited before.
        for name in ["made-up-d", "made-up-d", "z", "z"] {
            try pages.record(PageMeasurement(page: "/\(name)", ttfb: 1))
        }
        clock.advance(by: .seconds(3_600))
        try pages.record(PageMeasurement(page: "/z", ttfb: 1))
        try pages.record(PageMeasurement(page: "/new", ttfb: 1))
        #expect(pages.snapshot().pages.map(\.page) == ["/made-up-d", "/z", "/new", "other"])
        #expect(pages.snapshot().pages.map(\.count) == [3, 4, 1, 8])
    }

    /// A million visits of pages that a client invents: as many names as there may be, and small histograms.
    @Test func inventedPagesStayBounded() throws {
        let pages = recorder(pages: 50)
        var generator = SeededGenerator(seed: 11)
        for index in 0..<100_000 {
            let name = String(UInt64.random(in: 0 ... .max, using: &generator), radix: 26)
            try pages.record(PageMeasurement(page: "/x\(name.filter(\.isLetter))", ttfb: Double(index % 599_000)))
        }
        let snapshot = pages.snapshot()
        #expect(snapshot.pages.count == 51)
        #expect(snapshot.pages.reduce(0) { $0 + $1.count } == 100_000)
        var figures = PageFigures()
        for value in stride(from: 0.0, through: 600_000, by: 7.3) {
            figures.record(PageMeasurement(page: "/", ttfb: value), at: 0)
        }
        #expect(try #require(figures.values[.ttfb]).buckets.count < 1_300)
    }

    @Test func aFloodIsRefusedUntilTimePasses() throws {
        let pages = recorder(perSecond: 2, burst: 3)
        for _ in 0..<3 { try pages.admit() }
        #expect(throws: PageMetrics.Refusal.tooMany(retryAfterSeconds: 0.5)) { try pages.admit() }
        clock.advance(by: .milliseconds(500))
        try pages.admit()
        #expect(throws: PageMetrics.Refusal.self) { try pages.admit() }
        clock.advance(by: .seconds(100))
        for _ in 0..<3 { try pages.admit() }
        #expect(throws: PageMetrics.Refusal.self) { try pages.admit() }
        #expect(pages.snapshot().refused.tooMany == 3)
    }

    @Test func aBucketKeepsItsCapacity() {
        var bucket = TokenBucket(capacity: 2, perSecond: 1, at: 5_000_000_000)
        #expect(bucket.take(at: 4_000_000_000) == nil, "a clock that goes back does no harm")
        #expect(bucket.take(at: 5_000_000_000) == nil)
        #expect(bucket.take(at: 5_250_000_000) == 0.75)
        #expect(bucket.take(at: 6_000_000_000) == nil)
        var closed = TokenBucket(capacity: 1, perSecond: 0, at: 0)
        #expect(closed.take(at: 0) == nil)
        #expect(closed.take(at: .max) == .infinity)
    }

    @Test(arguments: [
        #"{"page":"/x","ttfb":12.5}"#, #"{"page":"/x","lcp":1e3,"unknown":[1,2,{"a":"b"}]}"#,
        #"{"page":"/x","ttfb":null,"cls":0}"#,
    ]) func jsonThatIsTaken(json: String) throws {
        let pages = recorder()
        try pages.record(try JSONDecoder().decode(PageMeasurement.self, from: Data(json.utf8)))
        #expect(pages.snapshot().pages.map(\.page) == ["/x"])
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"page":7,"ttfb":1}"#, #"{"page":"/x","ttfb":"1"}"#, #"{"page":"/x","ttfb":1"#,
        #"{"page":"/x","ttfb":NaN}"#, #"{"ttfb":1}"#,
    ]) func jsonThatIsNot(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PageMeasurement.self, from: Data(json.utf8))
        }
    }

    @Test func refusalsAreCounted() {
        let pages = recorder()
        #expect(pages.refuse(.tooLarge(limit: 8_192)).description.contains("8192 bytes"))
        _ = pages.refuse(.malformed("no"))
        _ = pages.refuse(.tooMany(retryAfterSeconds: 1))
        #expect(pages.snapshot().refused.tooLarge == 1)
        #expect(pages.snapshot().refused.malformed == 1)
        #expect(pages.snapshot().refused.tooMany == 1)
    }
}
