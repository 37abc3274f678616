import Foundation
import HoneCache
import Testing

@testable import HoneReport

@Suite struct ForecastRenderingTests {
    static func trace(_ text: String, maximumRequests: Int = 100_000) throws -> CacheTrace {
        var reader = CacheTraceReader(maximumRequests: maximumRequests)
        try reader.add(Array(text.utf8))
        return try reader.finish()
    }

    /// A recording of 40 requests of 10 keys in an hour.
    static func recording(rate: String = "1.0", totals: String = "= 40 12 0", end: String = ". stopped\n") throws
        -> CacheTrace
    {
        var text = "hone-cache-trace 1 rate=\(rate) began=1 capacity=weight:500 name=a\u{202E} cache\n"
        for request in 0..<40 {
            text += "\(request == 0 ? 0 : 90_000) 000000000000000\(request % 10)\n"
            if request < 10 { text += "0 000000000000000\(request) 7 60000\n" }
        }
        return try self.trace(text + "90000 0000000000000001\n\(totals)\n\(end)")
    }

    @Test func sizesAreLinesAndPoliciesColumns() throws {
        let trace = try Self.recording()
        let forecast = CacheForecast(
            trace, sizes: [.share(0.5), .entries(10)], ttls: [.none, .seconds(3_600), .recorded])
        for width in [60, 80, 100, 140] {
            let text = TerminalRenderer(style: .init(width: width)).forecast(forecast, of: trace)
            for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= width) }
            for word in ["LRU", "Hone", "optimum", "50%", "Hit ratio", "recorded"] {
                #expect(text.contains(word), "\(word)")
            }
            #expect(!text.contains("\u{202E}"), "a name is not obeyed")
        }
        let text = TerminalRenderer(style: .init(width: 120)).forecast(forecast, of: trace)
        #expect(text.contains("a cache: 41 requests of 10 keys in 60 min"))
        #expect(text.contains("had 71% of them, with room for a weight of 500"))
        #expect(text.contains("≈ weight") && text.contains("spared/h") && text.contains(" 70.0 "))
        #expect(text.contains("75.6%"), "31 of 41 requests hit when there is room for all")
        #expect(!text.contains("rough") && !text.contains("dropped"))
    }

    @Test func textOfKeysHasNoHours() throws {
        let trace = try Self.trace((0..<100).map { "\($0 % 20)" }.joined(separator: "\n"))
        let forecast = CacheForecast(trace, policies: [.lru], sizes: [.share(1)])
        let text = TerminalRenderer(style: .init(color: true, width: 100)).forecast(forecast, of: trace)
        #expect(text.contains("100 requests of 20 keys.") && text.contains("spared") && !text.contains("spared/h"))
        #expect(text.contains("80.0%") && text.contains("\u{1B}[32m80\u{1B}[0m"))
        #expect(text.contains("the policy LRU") && !text.contains("Bélády"))
    }

    @Test func whatMakesItRoughIsSaid() throws {
        let trace = try Self.recording(rate: "0.5", totals: "= 90 12 4", end: ". limit\n")
        let text = TerminalRenderer().forecast(CacheForecast(trace), of: trace)
        for word in ["about 20 keys", "50% of the keys", "rough", "4 samples were dropped", "its file was full"] {
            #expect(text.contains(word), "\(word)")
        }
        let cut = try Self.recording(end: "")
        #expect(TerminalRenderer().forecast(CacheForecast(cut), of: cut).contains("does not say how it ended"))
    }

    @Test func theReportSaysTheSameInNumbers() throws {
        let trace = try Self.recording()
        let forecast = CacheForecast(
            trace, policies: [.lru, .optimum], sizes: [.entries(20)], ttls: [.seconds(60), .none])
        let report = ForecastReport(forecast, of: trace)
        #expect(
            report.trace.capacityWeight == 500 && report.trace.capacityEntries == nil && report.trace.meanWeight == 7)
        #expect(report.outcomes.map(\.ttlSeconds) == [60, 60, nil, nil])
        #expect(report.outcomes.map(\.weight) == [70, 70, 70, 70], "no more weight than the keys have")
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for word in [#""policy":"LRU""#, #""hitRatio":"#, #""sparedPerHour":"#, #""isCutOff":false"#] {
            #expect(json.contains(word), "\(word)")
        }
    }
}
