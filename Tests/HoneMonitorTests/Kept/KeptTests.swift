import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// Requests, queries and findings that are kept, and that they are bounded.
struct KeptTests {
    private let clock = ManualClock()

    private func monitor(kept: Int = 3, queries: Int = 512) -> PerformanceMonitor {
        PerformanceMonitor(
            configuration: .init(keptRequests: kept, maximumQueries: queries, lookEverySeconds: nil),
            clock: clocks(clock))
    }

    private func serve(
        _ monitor: PerformanceMonitor, id: String? = nil, route: String = "/a", milliseconds: Int,
        queries: [(sql: String, milliseconds: Int)] = []
    ) {
        var recording = monitor.begin(method: "GET", route: route, requestID: id)
        for query in queries {
            clock.advance(by: .milliseconds(query.milliseconds))
            recording.trace?.recordQuery(sql: query.sql, nanoseconds: UInt64(query.milliseconds) * 1_000_000)
        }
        clock.advance(by: .milliseconds(milliseconds))
        monitor.end(&recording, status: 200, responseBytes: 1)
    }

    @Test func theSlowestAreKept() throws {
        let monitor = monitor()
        for milliseconds in [5, 1, 9, 7, 3, 2, 8] { serve(monitor, id: "r\(milliseconds)", milliseconds: milliseconds) }
        #expect(monitor.requests().map(\.id) == ["r9", "r8", "r7"])
        let request = try #require(monitor.request(id: "r8"))
        #expect(request.endpoint == "GET /a" && request.milliseconds == 8 && request.timeToFirstByte == 8)
        #expect(request.startedAt == Int64(clock.nanoseconds / 1_000_000) - 8)
        #expect(TraceContext(request.traceparent ?? "") != nil)
        #expect(monitor.request(id: "r1") == nil)
        // After an hour there is room for slower times that are not as slow.
        clock.advance(by: .seconds(3_700))
        monitor.look()
        #expect(monitor.requests().isEmpty)
        serve(monitor, id: "late", milliseconds: 1)
        #expect(monitor.requests().map(\.id) == ["late"])
    }

    /// Streams that run for minutes do not take the places of requests that somebody waited for.
    @Test func aStreamIsAsSlowAsItsFirstByte() throws {
        let monitor = monitor(kept: 2)
        var streams = (0..<25).map { number in
            monitor.begin(method: "GET", route: "/events", requestID: "stream\(number)")
        }
        clock.advance(by: .milliseconds(1))
        for stream in streams { stream.trace?.firstByte() }
        clock.advance(by: .seconds(300))
        for index in streams.indices { monitor.end(&streams[index], status: 200, responseBytes: 9) }
        for milliseconds in [20, 30] { serve(monitor, id: "r\(milliseconds)", milliseconds: milliseconds) }
        #expect(monitor.requests().map(\.id) == ["r30", "r20"])
        monitor.look()
        #expect(!monitor.findings().map(\.detector).contains(LiveDetector.slowEndpoint.id))
        let events = try #require(monitor.snapshot()["GET /events"])
        #expect(events.latency.min > 299_000 && events.timeToFirstByte.max == 1)
    }

    /// Clients may send one id with many requests; the span says which is meant.
    @Test func requestsAreToldApartByTheirSpans() throws {
        let monitor = monitor()
        for milliseconds in [5, 9, 7] { serve(monitor, id: "same", milliseconds: milliseconds) }
        let kept = monitor.requests()
        #expect(kept.map(\.id) == ["same", "same", "same"])
        #expect(Set(kept.map(\.span)).count == 3)
        for summary in kept {
            let request = try #require(monitor.request(span: summary.span))
            #expect(request.milliseconds == summary.milliseconds)
            #expect(TraceContext(request.traceparent ?? "").map { TraceContext.digits($0.span) } == summary.span)
        }
        #expect(monitor.request(span: "0") == nil)
        #expect(monitor.request(span: "no span") == nil)
    }

    @Test func noneAreKeptWhenNoneAreWanted() {
        let monitor = monitor(kept: 0)
        serve(monitor, milliseconds: 500, queries: [("SELECT 1", 200)])
        #expect(monitor.requests().isEmpty)
        #expect(monitor.findings().map(\.detector) == ["slow-query"])
    }

    /// The same finding in every request is one finding, counted, with an example that can be opened.
    @Test func findingsAreCountedAndHaveAnExample() throws {
        let monitor = monitor()
        for index in 0..<5 { serve(monitor, id: "slow\(index)", milliseconds: 0, queries: [("SELECT sleep", 150)]) }
        let finding = try #require(monitor.findings().first)
        #expect(monitor.findings().count == 1)
        #expect(finding.count == 5 && finding.detector == "slow-query" && finding.location == "GET /a")
        #expect(finding.requestID == "slow0")
        #expect(finding.lastSeen - finding.firstSeen == 600)
        #expect(finding.detail.hasSuffix("SELECT sleep"))
        let example = try #require(monitor.request(id: "slow0"))
        #expect(example.findings.map(\.detector) == ["slow-query"])
        #expect(example.spans.map(\.name) == ["SELECT sleep"])
        // The words are taken anew after a while.
        clock.advance(by: .seconds(11))
        serve(monitor, id: "again", milliseconds: 0, queries: [("SELECT sleep", 150)])
        #expect(monitor.findings().first?.requestID == "again")
        #expect(monitor.findings().first?.count == 6)
        #expect(monitor.findings().first?.firstSeen == finding.firstSeen)
    }

    /// Two statements that are repeated as often are two findings; one whose numbers change stays the one it was.
    @Test func findingsHaveIDsThatStay() throws {
        let monitor = monitor()
        func run(_ milliseconds: Int) {
            serve(monitor, milliseconds: 0, queries: [("SELECT a", milliseconds), ("SELECT b", milliseconds)])
        }
        run(150)
        let first = monitor.findings().filter { $0.detector == "slow-query" }
        #expect(first.count == 2)
        #expect(Set(first.map(\.title)).count == 1)
        #expect(Set(first.map(\.id)).count == 2)
        clock.advance(by: .seconds(11))
        run(400)
        let second = monitor.findings().filter { $0.detector == "slow-query" }
        #expect(Set(second.map(\.id)) == Set(first.map(\.id)))
        #expect(Set(second.map(\.title)).isDisjoint(with: first.map(\.title)))
        let plain = LiveFinding(
            detector: "d", severity: .low, title: "t", location: "l", detail: "", firstSeen: 0, lastSeen: 0)
        #expect(plain.id == "d l")
    }

    @Test func findingsAreBounded() {
        var table = FindingTable()
        for index in 0..<1_000 {
            let isNews = table.add(.init(detector: .slowQuery, endpoint: index), at: Int64(index)) {
                LiveFinding(
                    detector: "slow-query", severity: .low, title: "t", location: "\(index)", detail: "",
                    firstSeen: Int64(index), lastSeen: Int64(index))
            }
            #expect(isNews)
        }
        let left = table.findings(.init())
        #expect(left.count == FindingTable.limit)
        // Those that were seen last.
        #expect(left.map(\.firstSeen).min() == Int64(1_000 - FindingTable.limit))
    }

    @Test func tablesOfStripesAreOne() {
        func table(_ time: Int64, request: String) -> FindingTable {
            var table = FindingTable()
            for offset in 0..<2 {
                _ = table.add(.init(detector: .slowQuery, endpoint: 1), at: time + Int64(offset)) {
                    LiveFinding(
                        detector: "slow-query", severity: .low, title: "t", location: "l", detail: "",
                        firstSeen: time, lastSeen: time, requestID: request)
                }
            }
            return table
        }
        var all = table(5_000, request: "newer")
        all.add(table(100, request: "older"))
        let finding = all.findings(.init()).first
        #expect(finding?.count == 4)
        #expect(finding?.firstSeen == 100 && finding?.lastSeen == 5_001)
        #expect(finding?.requestID == "newer")
    }

    @Test func queriesByTimeAndByCount() throws {
        let monitor = monitor()
        serve(monitor, milliseconds: 1, queries: [("SELECT slow", 40)])
        for _ in 0..<5 {
            serve(monitor, route: "/b", milliseconds: 1, queries: [("SELECT often", 1), ("SELECT often", 3)])
        }
        let byTime = monitor.queries()
        #expect(byTime.map(\.sql) == ["SELECT slow", "SELECT often"])
        #expect(monitor.queries(order: .count).map(\.sql) == ["SELECT often", "SELECT slow"])
        #expect(monitor.queries(order: .longest).map(\.sql) == ["SELECT slow", "SELECT often"])
        #expect(monitor.queries(limit: 1).count == 1 && monitor.queries(limit: -1).isEmpty)
        let often = try #require(byTime.last)
        #expect(often.endpoint == "GET /b" && often.count == 10 && often.average == 2 && often.max == 3)
        #expect(often.milliseconds == 20 && often.place == nil)
    }

    @Test func aMillionStatementsCostBoundedMemory() {
        let monitor = monitor(queries: 64)
        for _ in 0..<100 { serve(monitor, milliseconds: 0, queries: [("SELECT the heavy one", 20)]) }
        for index in 0..<20_000 { serve(monitor, milliseconds: 0, queries: [("SELECT \(index)", 0)]) }
        let queries = monitor.queries(limit: .max)
        #expect(queries.count <= 64)
        #expect(queries.first?.sql == "SELECT the heavy one")
        #expect(queries.first?.count == 100)
    }
}
