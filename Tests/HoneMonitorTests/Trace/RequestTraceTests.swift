import HoneCore
import Testing

@testable import HoneMonitor

/// The trace of a request and where it can be found.
struct RequestTraceTests {
    @Test func countsAndTimes() {
        let trace = RequestTrace()
        trace.recordQuery(sql: "s", nanoseconds: 5)
        trace.recordQuery(sql: "v", nanoseconds: 20)
        trace.recordQuery(sql: "s", duration: .nanoseconds(7))
        let figures = trace.figures
        #expect(figures.queries == 3)
        #expect(figures.queryNanoseconds == 32)
        #expect(figures.longestQueryNanoseconds == 20)
        #expect(
            figures.statements == [
                .init(sql: "s", count: 2, nanoseconds: 12, longest: 7),
                .init(sql: "v", count: 1, nanoseconds: 20, longest: 20),
            ])
        #expect(figures.mostRepeated?.sql == "s")
    }

    @Test func isToldByDatabaseLayersAtWhichLine() async {
        let trace = RequestTrace()
        let place = SourcePlace(fileID: "App/Routes.swift", line: 7)
        await RequestTrace.tracing(trace) {
            #expect(RequestTrace.current === trace)
            for _ in 0..<3 { QueryObservation.current?.record(RanQuery(sql: "s", nanoseconds: 2, place: place)) }
            QueryObservation.current?.record(RanQuery(sql: "s", nanoseconds: 1))
        }
        #expect(QueryObservation.current == nil)
        #expect(trace.figures.queryNanoseconds == 7)
        #expect(trace.figures.mostRepeated == .init(sql: "s", place: place, count: 3, nanoseconds: 6, longest: 2))
        #expect(await RequestTrace.tracing(nil) { RequestTrace.current == nil })
    }

    @Test func isBounded() {
        let trace = RequestTrace()
        for index in 0..<10_000 { trace.recordQuery(sql: "SELECT \(index)", nanoseconds: 1) }
        #expect(trace.figures.queries == 10_000)
        #expect(trace.figures.statements.count == RequestTrace.maximumStatements)
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.nanoseconds(-5), 0), (.seconds(-5), 0), (.milliseconds(1), 1_000_000),
            (.seconds(90), 90_000_000_000), (.seconds(Int64.max), UInt64.max),
        ] as [(Duration, UInt64)])
    func durations(duration: Duration, nanoseconds: UInt64) {
        let trace = RequestTrace()
        trace.recordQuery(sql: "s", duration: duration)
        #expect(trace.figures.queryNanoseconds == nanoseconds)
    }

    @Test func theCurrentTraceFollowsTheCode() async {
        #expect(RequestTrace.current == nil)
        let trace = RequestTrace()
        let inner = RequestTrace()
        let recorder = QueryRecorder()
        await RequestTrace.tracing(trace) {
            await deep()
            async let child: Void = deep()
            await child
            // Whoever counts within the request does not hide its trace; a request within it does.
            await QueryObservation.observing(with: recorder) { await deep() }
            await RequestTrace.tracing(inner) { await deep() }
        }
        #expect(RequestTrace.current == nil)
        #expect(trace.figures.queries == 3 && inner.figures.queries == 1)
    }

    private func deep() async {
        RequestTrace.current?.recordQuery(sql: "s", nanoseconds: 1)
    }

    @Test func theMonitorUsesATraceAgain() {
        let monitor = PerformanceMonitor()
        var first = monitor.begin(method: "GET", route: "/a")
        let identity = first.trace.map { ObjectIdentifier($0) }
        first.trace?.recordQuery(sql: "s", nanoseconds: 1)
        monitor.end(&first, status: 200, responseBytes: nil)
        var second = monitor.begin(method: "GET", route: "/a")
        #expect(second.trace.map { ObjectIdentifier($0) } == identity)
        #expect(second.trace?.figures == RequestTrace().figures)
        monitor.end(&second, status: 200, responseBytes: nil)
    }

    /// Code that outlives its request never records into another's.
    @Test func aTraceThatIsStillHeldIsNotUsedAgain() throws {
        let monitor = PerformanceMonitor()
        var first = monitor.begin(method: "GET", route: "/a")
        let held = try #require(first.trace)
        monitor.end(&first, status: 200, responseBytes: nil)
        var second = monitor.begin(method: "GET", route: "/a")
        #expect(second.trace !== held)
        held.recordQuery(sql: "late", nanoseconds: 1)
        #expect(second.trace?.figures.queries == 0)
        monitor.end(&second, status: 200, responseBytes: nil)
    }
}
