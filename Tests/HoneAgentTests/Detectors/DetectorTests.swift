import HoneCore
import HoneDatabase
import Testing

@testable import HoneAgent

@Suite("Detectors")
struct DetectorTests {
    private func evidence(_ change: (inout Evidence) -> Void) -> Evidence {
        var evidence = Evidence(
            url: "http://127.0.0.1", machine: .init(system: "", processor: "", cores: 2, memory: 1), seed: 1,
            applied: [])
        change(&evidence)
        return evidence
    }

    private func queries(_ statement: QueryEvidence.Statement, request: Double = 100) -> Gathered<QueryEvidence> {
        .measured(
            QueryEvidence(
                endpoints: [
                    .init(
                        name: "GET /a", requests: 2, queries: statement.calls,
                        databaseMilliseconds: statement.millisecondsPerRequest, requestMilliseconds: request,
                        connections: 0, statements: [statement], repeatsItself: false)
                ], dropped: 0, averageMilliseconds: 1))
    }

    // Calls, different parameters, ms a call, ms of the request, whether it writes; found or not. On both sides of
    // each threshold: 5 calls, 50 ms or 20 % of the request.
    @Test(
        "N+1",
        arguments: [
            (8.0, 8.0, 5.0, 100.0, false, true), (5, 5, 4, 100, false, true), (4.9, 4, 5, 100, false, false),
            (8, 1, 5, 100, false, false), (8, 8, 5, 100, true, false), (5, 5, 3.9, 100, false, false),
            (5, 5, 10, 10_000, false, true), (5, 5, 9.9, 10_000, false, false),
        ])
    func nPlusOne(calls: Double, distinct: Double, each: Double, request: Double, writes: Bool, found: Bool) {
        let statement = QueryEvidence.Statement(
            sql: "SELECT ?", calls: calls, distinctParameters: distinct, milliseconds: each, writes: writes)
        let findings = NPlusOneDetector().findings(in: evidence { $0.queries = queries(statement, request: request) })
        #expect(findings.count == (found ? 1 : 0))
        if found {
            #expect(findings.first?.pattern == .eagerLoading && findings.first?.location.contains("GET /a") ?? false)
        }
    }

    @Test("N+1: the estimate is the share of the request times the endpoint's share of all time")
    func estimate() throws {
        let statement = QueryEvidence.Statement(sql: "SELECT ?", calls: 10, distinctParameters: 10, milliseconds: 5)
        let evidence = evidence {
            $0.queries = queries(statement)
            $0.latency = .measured(
                LatencyEvidence(endpoints: [
                    .init(name: "GET /a", latency: snapshot(100), status: 200, failures: 0, bytes: 1, weight: 1),
                    .init(name: "GET /b", latency: snapshot(100), status: 200, failures: 0, bytes: 1, weight: 3),
                ]))
        }
        let share = try #require(NPlusOneDetector().findings(in: evidence).first?.estimate?.share)
        #expect(abs(share - 0.45 * 0.25) < 1e-9)
    }

    @Test("Connection per request", arguments: [(1.0, true), (0.9, true), (0.89, false), (0, false)])
    func connections(opened: Double, found: Bool) {
        let evidence = evidence {
            $0.queries = .measured(
                QueryEvidence(
                    endpoints: [
                        .init(
                            name: "GET /a", requests: 2, queries: 1, databaseMilliseconds: 1, requestMilliseconds: 2,
                            connections: opened, statements: [], repeatsItself: false)
                    ], dropped: 0, averageMilliseconds: 1))
        }
        #expect(ConnectionPerRequestDetector().findings(in: evidence).count == (found ? 1 : 0))
    }

    // Size, compressed size, coding sent; found or not.
    @Test(
        "No compression",
        arguments: [
            (10_000, 2_000, nil as String?, true), (10_000, 2_000, "gzip", false), (1_399, 100, nil, false),
            (1_400, 100, nil, true), (10_000, 9_001, nil, false), (10_000, 9_000, nil, true),
        ])
    func compression(size: Int, compressed: Int, coding: String?, found: Bool) {
        let evidence = evidence {
            $0.http = .measured(
                HTTPEvidence(answers: [
                    .init(
                        name: "GET /a", status: 200, mediaType: "application/json", size: size, sent: size,
                        coding: coding,
                        compressed: ["gzip": compressed])
                ]))
        }
        #expect(CompressionDetector().findings(in: evidence).count == (found ? 1 : 0))
    }

    // Cache-Control, ETag, status, repeats itself; found or not.
    @Test(
        "No caching headers",
        arguments: [
            (nil as String?, nil as String?, 200, true, true), ("no-cache", nil, 200, true, false),
            (nil, "\"a\"", 200, true, false), ("public", nil, 200, true, true), (nil, "not a tag", 200, true, true),
            (nil, nil, 404, true, false), (nil, nil, 200, false, false),
        ])
    func cachingHeaders(control: String?, etag: String?, status: Int, repeats: Bool, found: Bool) {
        let evidence = evidence {
            $0.http = .measured(
                HTTPEvidence(answers: [
                    .init(
                        name: "GET /a", status: status, mediaType: "text/html", size: 10, sent: 10,
                        cacheControl: control,
                        etag: etag, repeatsItself: repeats)
                ]))
        }
        #expect(CachingHeadersDetector().findings(in: evidence).count == (found ? 1 : 0))
    }

    // Method, repeats itself, ms in the database; found or not.
    @Test(
        "No application cache",
        arguments: [
            ("GET", true, 1.0, true), ("GET", true, 0.99, false), ("GET", false, 5, false), ("POST", true, 5, false),
        ])
    func applicationCache(method: String, repeats: Bool, milliseconds: Double, found: Bool) {
        let evidence = evidence {
            $0.queries = .measured(
                QueryEvidence(
                    endpoints: [
                        .init(
                            name: "\(method) /a", requests: 2, queries: 1, databaseMilliseconds: milliseconds,
                            requestMilliseconds: 10, connections: 0, statements: [], repeatsItself: repeats)
                    ], dropped: 0, averageMilliseconds: 1))
        }
        #expect(ApplicationCacheDetector().findings(in: evidence).count == (found ? 1 : 0))
    }

    @Test("A detector without its evidence says which is missing, and finds nothing")
    func missing() {
        let diagnosis = Diagnosis(evidence { $0.queries = .missing("no start command") })
        #expect(diagnosis.findings.isEmpty)
        #expect(diagnosis.skipped["n-plus-one"] == "no start command")
        #expect(Set(diagnosis.skipped.keys) == Set(Diagnosis.detectors.map { type(of: $0).id }))
    }

    @Test("Findings come with the most severe first")
    func order() {
        let statement = QueryEvidence.Statement(sql: "SELECT ?", calls: 9, distinctParameters: 9, milliseconds: 5)
        let diagnosis = Diagnosis(
            evidence {
                $0.queries = queries(statement)
                $0.http = .measured(
                    HTTPEvidence(answers: [
                        .init(
                            name: "GET /a", status: 200, mediaType: "text/html", size: 2_000, sent: 2_000,
                            compressed: ["gzip": 500])
                    ]))
            })
        #expect(diagnosis.findings.count >= 3)
        #expect(diagnosis.findings.map(\.severity) == diagnosis.findings.map(\.severity).sorted(by: >))
    }
}

/// A snapshot in which every figure is the same.
func snapshot(_ milliseconds: Double, count: Int = 10) -> LatencySnapshot {
    LatencySnapshot(
        count: count, average: milliseconds, min: milliseconds, p50: milliseconds, p90: milliseconds, p95: milliseconds,
        p99: milliseconds, p999: milliseconds, max: milliseconds)
}
