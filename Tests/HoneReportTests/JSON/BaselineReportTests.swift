import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct BaselineReportTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private let topKeys: Set<String> = [
        "schemaVersion", "capturedAt", "url", "seed", "applied", "machine", "endpoints", "queries", "database", "load",
        "system", "pages", "missing",
    ]

    @Test func everyDocumentedKeyIsThere() throws {
        let report = try object(try BaselineReport(SampleEvidence.before()).json())
        #expect(Set(report.keys) == topKeys)
        let endpoint = try #require((report["endpoints"] as? [[String: Any]])?.first)
        #expect(
            Set(endpoint.keys) == [
                "name", "status", "failures", "latency", "answerBytes", "queriesPerRequest", "databaseMs",
                "connectionsPerRequest", "http",
            ])
        let latency = try #require(endpoint["latency"] as? [String: Any])
        #expect(Set(latency.keys) == ["samples", "averageMs", "minMs", "p50Ms", "p95Ms", "p99Ms", "maxMs"])
        let http = try #require(endpoint["http"] as? [String: Any])
        #expect(
            Set(http.keys) == [
                "mediaType", "contentCoding", "bodyBytes", "sentBytes", "compressedBytes", "etag", "lastModified",
                "cacheControl", "vary", "conditionalStatus",
            ])
        let load = try #require(report["load"] as? [String: Any])
        #expect(
            Set(load.keys) == ["levels", "referenceUsers", "capacityUsers", "capacityIsLowerBound", "brokeFirst"])
        let level = try #require((load["levels"] as? [[String: Any]])?.first)
        #expect(
            Set(level.keys) == [
                "users", "requestsPerSecond", "latency", "errorShare", "targetCPU", "targetMemoryMB",
                "targetDescriptors",
                "generatorSaturated",
            ])
        let database = try #require(report["database"] as? [String: Any])
        #expect(
            Set(database.keys) == ["path", "sizeBytes", "journalMode", "indexCount", "hasStatistics", "rows"])
        #expect(database["journalMode"] as? String == "delete")
        #expect(database["indexCount"] as? Int == 4)
        let peak = try #require((report["system"] as? [String: Any])?["peak"] as? [String: Any])
        #expect(Set(peak.keys) == ["processes", "memoryMB", "cpuSeconds", "threads", "descriptors", "connections"])
    }

    @Test func whatWasNotMeasuredIsNullAndHasAReason() throws {
        let report = try object(try BaselineReport(SampleRun.empty().baseline).json())
        #expect(Set(report.keys) == topKeys)
        for key in ["queries", "database", "load", "system"] { #expect(report[key] is NSNull, "\(key)") }
        let missing = try #require(report["missing"] as? [[String: String]])
        let reasons = Dictionary(
            missing.map { ($0["what"] ?? "", $0["reason"] ?? "") }, uniquingKeysWith: { a, _ in a })
        #expect(reasons["load"] == "not gathered yet")
        for key in ["pageLoad", "domInteractive", "webVitals"] { #expect(reasons[key] == MissingProbe.noPageProbe) }
    }

    @Test func itReadsBackWhatItWrote() throws {
        let report = BaselineReport(try SampleEvidence.before())
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(BaselineReport.self, from: Data(try report.json().utf8)) == report)
    }

    @Test func keysAreSortedAndLinesAreReadable() throws {
        let text = try BaselineReport(SampleEvidence.before()).json()
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
        #expect(keys.count == topKeys.count)
        #expect(keys == keys.sorted())
        #expect(text.contains("\"http://127.0.0.1:8000\""), "slashes are not escaped")
        #expect(text.hasSuffix("}\n"))
    }

    @Test func anEndpointThatNeverSucceededHasNoLatency() throws {
        var evidence = try SampleEvidence.before()
        evidence.latency = .measured(
            LatencyEvidence(endpoints: [.init(name: "GET /x", latency: .empty, status: 500, failures: 20, bytes: 80)]))
        let row = try #require(BaselineReport(evidence).endpoints.first)
        #expect(row.latency == nil)
        #expect(row.status == 500)
        #expect(row.failures == 20)
    }

    @Test func aFigureThatIsNotFiniteIsRefused() throws {
        var evidence = try SampleEvidence.before()
        evidence.machine.memory = .nan
        #expect(throws: EncodingError.self) { try BaselineReport(evidence).json() }
    }
}
