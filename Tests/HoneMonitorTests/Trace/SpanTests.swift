import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What a waterfall is drawn from.
struct SpanTests {
    private let clock = ManualClock()

    private func trace(maximumSpans: Int = 16) -> RequestTrace {
        RequestTrace(clock: clocks(clock), maximumSpans: maximumSpans)
    }

    @Test func eachKindWithWhenAndHowLong() async throws {
        let trace = trace()
        clock.advance(by: .milliseconds(10))
        let place = SourcePlace(fileID: "App/Routes.swift", line: 7)
        trace.recordQuery(sql: "SELECT 1", nanoseconds: 4_000_000, place: place)
        trace.recordCache("products", hit: true, nanoseconds: 1_000_000)
        trace.recordCache("chefs", hit: false)
        trace.recordHTTP("GET payments.test/charge", status: 503, nanoseconds: 2_000_000)
        trace.recordHTTP("GET nobody.test/", status: nil, nanoseconds: 0)
        let value = await trace.section("render") { () async -> Int in
            clock.advance(by: .milliseconds(5))
            return 7
        }
        #expect(value == 7)
        #expect(trace.section("quick") { 8 } == 8)
        #expect(
            trace.spans == [
                .init(kind: .query, name: "SELECT 1", start: 6, milliseconds: 4, place: "App/Routes.swift:7"),
                .init(kind: .http, name: "GET payments.test/charge", start: 8, milliseconds: 2, detail: "503"),
                .init(kind: .cache, name: "products", start: 9, milliseconds: 1, detail: "hit"),
                .init(kind: .section, name: "render", start: 10, milliseconds: 5),
                .init(kind: .cache, name: "chefs", start: 10, milliseconds: 0, detail: "miss"),
                .init(kind: .http, name: "GET nobody.test/", start: 10, milliseconds: 0),
                .init(kind: .section, name: "quick", start: 15, milliseconds: 0),
            ])
        #expect(trace.droppedSpans == 0)
    }

    /// Names may hold what a client sent.
    @Test func longNamesAreCutOff() {
        let trace = trace(maximumSpans: 100)
        let long = String(repeating: "x", count: 10_000)
        for index in 0..<(RequestTrace.maximumStatements + 3) {
            trace.recordQuery(sql: "SELECT \(index) \(long)", nanoseconds: 1)
        }
        trace.recordCache(long, hit: true)
        trace.recordHTTP(long, status: 200, nanoseconds: 1)
        trace.section(long) {}
        let spans = trace.withState { $0.spans }
        #expect(spans.filter { $0.name.utf8.count == Span.maximumName }.count == 6)
        #expect(trace.spans.allSatisfy { $0.name.utf8.count <= RequestTrace.Figures.maximumText })
    }

    /// However many keys a request looks up, its queries are seen.
    @Test(arguments: [(16, 8, 8), (1, 1, 0), (3, 2, 1), (0, 0, 0)])
    func halfOfTheSpansAreForQueries(maximum: Int, lookUps: Int, queries: Int) {
        let trace = trace(maximumSpans: maximum)
        for index in 0..<40 { trace.recordCache("key \(index)", hit: true) }
        for _ in 0..<40 { trace.recordQuery(sql: "SELECT 1", nanoseconds: 1) }
        #expect(trace.spans.filter { $0.kind == .cache }.count == lookUps)
        #expect(trace.spans.filter { $0.kind == .query }.count == queries)
        #expect(trace.droppedSpans == 80 - lookUps - queries)
    }

    private struct Broken: Error {}

    @Test func aSectionThatThrowsIsTimedToo() async {
        let trace = trace()
        await #expect(throws: Broken.self) {
            try await trace.section("fails") { () async throws -> Void in throw Broken() }
        }
        #expect(trace.spans.map(\.name) == ["fails"])
    }

    @Test func theMonitorTimesSectionsOfTheRequestThatRuns() async throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        #expect(await monitor.section("outside") { () async -> Int in 1 } == 1)
        #expect(monitor.section("outside") { 1 } == 1)
        let trace = trace()
        await RequestTrace.tracing(trace) {
            #expect(await monitor.section("inside") { () async -> Int in 2 } == 2)
            #expect(monitor.section("inside too") { 2 } == 2)
        }
        #expect(trace.spans.map(\.name) == ["inside", "inside too"])
    }

    @Test(arguments: [0, 1, 8])
    func spansAreBounded(limit: Int) {
        let trace = trace(maximumSpans: limit)
        for index in 0..<10_000 {
            trace.recordQuery(sql: "SELECT \(index)", nanoseconds: 1)
            trace.recordCache("c", hit: index.isMultiple(of: 2))
        }
        #expect(trace.spans.count == limit)
        #expect(trace.droppedSpans == 20_000 - limit)
        #expect(trace.figures.queries == 10_000)
        #expect(trace.figures.statements.count == RequestTrace.maximumStatements)
    }

    @Test func aTextThatIsTooLongIsCutOff() {
        let trace = trace()
        trace.recordQuery(sql: "SELECT " + String(repeating: "x", count: 100_000), nanoseconds: 1)
        #expect(trace.figures.statements.first?.sql.utf8.count == RequestTrace.Figures.maximumText)
    }

    @Test func runsOfATextThatIsTooLongAreCountedTogether() {
        let trace = trace()
        let long = "SELECT " + String(repeating: "x", count: 5_000)
        for _ in 0..<40 { trace.recordQuery(sql: long, nanoseconds: 1) }
        trace.recordQuery(sql: long + "y", nanoseconds: 1)
        #expect(trace.figures.statements.map(\.count) == [40, 1])
    }

    /// Whatever a layer tells of time, nothing traps.
    @Test func timesBeyondAllNumbersAreBounded() {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        var recording = monitor.begin(method: "GET", route: "/a")
        recording.trace?.recordQuery(sql: "a", nanoseconds: .max)
        recording.trace?.recordQuery(sql: "b", nanoseconds: 2)
        for sql in ["c", "d", "c"] { recording.trace?.recordQuery(sql: sql, duration: .seconds(Int64.max)) }
        #expect(recording.trace?.figures.queryNanoseconds == .max)
        monitor.end(&recording, status: 200, responseBytes: 1)
        #expect(monitor.snapshot().requests == 1)
    }

    /// A layer may tell a query longer than the request is old: it began with the request then.
    @Test func nothingBeginsBeforeTheRequest() {
        let trace = trace()
        clock.advance(by: .milliseconds(1))
        trace.recordQuery(sql: "SELECT 1", nanoseconds: 50_000_000)
        #expect(trace.spans.first?.start == 0)
    }

    @Test(
        arguments: [
            ("SELECT 1", false), (" select 1", false), ("WITH a AS (SELECT 1) SELECT * FROM a", false),
            ("INSERT INTO a VALUES (?)", true), ("\n update a SET b = 1", true), ("DELETE FROM a", true),
            ("REPLACE INTO a VALUES (1)", true), ("CREATE TABLE a (b)", true), ("", false), ("EXPLAIN SELECT 1", false),
        ])
    func whatWrites(sql: String, writes: Bool) {
        #expect(RanQuery(sql: sql, nanoseconds: 1).writes == writes)
        #expect(RanQuery(sql: sql, nanoseconds: 1, writes: !writes).writes == !writes)
    }
}
