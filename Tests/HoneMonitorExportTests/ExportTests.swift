import HoneMonitor
import HoneMonitorExport
import HoneTesting
import InMemoryTracing
import Metrics
import MetricsTestKit
import Testing
import Tracing

/// A monitor's figures and requests, as the backends of an app get them.
struct ExportTests {
    private let clock = ManualClock()

    private func monitor() -> PerformanceMonitor {
        let clock = clock
        return PerformanceMonitor(
            configuration: .init(lookEverySeconds: nil),
            clock: MonitorClock(
                nanoseconds: { clock.nanoseconds }, unixMilliseconds: { Int64(clock.nanoseconds / 1_000_000) }))
    }

    private func serve(_ monitor: PerformanceMonitor, status: Int = 200, id: String? = nil, milliseconds: Int = 10) {
        var recording = monitor.begin(method: "GET", route: "/a", requestID: id)
        clock.advance(by: .milliseconds(6))
        recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 2_000_000)
        recording.trace?.recordCache("k", hit: true)
        clock.advance(by: .milliseconds(milliseconds - 6))
        monitor.end(&recording, status: status, responseBytes: 100)
    }

    @Test func figuresAreWhatWasAddedSince() throws {
        let metrics = TestMetrics()
        let monitor = monitor()
        let export = MetricsExport(monitor, factory: metrics)
        let endpoint = [("endpoint", "GET /a")]
        for _ in 0..<3 { serve(monitor) }
        export.export()
        let requests = try metrics.expectCounter("hone.http.requests", endpoint)
        #expect(requests.totalValue == 3)
        serve(monitor, status: 500)
        serve(monitor, status: 404)
        export.export()
        export.export()
        #expect(requests.totalValue == 5)
        #expect(requests.values == [3, 2])
        #expect(try metrics.expectCounter("hone.http.errors", endpoint + [("class", "5xx")]).totalValue == 1)
        #expect(try metrics.expectCounter("hone.http.errors", endpoint + [("class", "4xx")]).totalValue == 1)
        #expect(try metrics.expectCounter("hone.http.response.body.bytes", endpoint).totalValue == 500)
        #expect(try metrics.expectCounter("hone.queries", endpoint).totalValue == 5)
        #expect(try metrics.expectCounter("hone.query.microseconds", endpoint).totalValue == 10_000)
        #expect(try metrics.expectCounter("hone.cache.hits", endpoint).totalValue == 5)
        #expect(try metrics.expectRecorder("hone.http.requests.in_flight", endpoint).lastValue == 0)
        let p95 = try metrics.expectRecorder("hone.http.request.duration", endpoint + [("quantile", "0.95")])
        #expect(p95.lastValue == 0.01)
    }

    /// An endpoint that nobody asks has no duration, rather than its last one for ever.
    @Test func theDurationOfAnIdleEndpointGoesAway() throws {
        let metrics = TestMetrics()
        let monitor = monitor()
        let export = MetricsExport(monitor, factory: metrics)
        let p95 = [("endpoint", "GET /a"), ("quantile", "0.95")]
        let label = "hone.http.request.duration"
        serve(monitor)
        export.export()
        let before = try metrics.expectRecorder(label, p95)
        #expect(before.values == [0.01])
        clock.advance(by: .seconds(90))
        export.export()
        #expect(before.values == [0.01, 0], "for backends that do not forget")
        #expect(metrics.recorders(label: label).isEmpty)
        export.export()
        #expect(metrics.recorders(label: label).isEmpty)
        serve(monitor)
        export.export()
        #expect(try metrics.expectRecorder(label, p95).values == [0.01])
        #expect(metrics.counterTotal(label: "hone.http.requests") == 2)
    }

    @Test func requestsAreSpansOnce() throws {
        let tracer = InMemoryTracer()
        let monitor = monitor()
        let export = TracingExport(monitor, tracer: tracer)
        serve(monitor, status: 503, id: "shown")
        export.export()
        export.export()
        let spans = tracer.finishedSpans
        #expect(spans.count == 3)
        let request = try #require(spans.first { $0.operationName == "GET /a" })
        #expect(request.kind == .server)
        #expect(request.status?.code == .error)
        #expect(request.endInstant.nanosecondsSinceEpoch - request.startInstant.nanosecondsSinceEpoch == 10_000_000)
        #expect(request.startInstant.nanosecondsSinceEpoch == 3_600_000_000_000)
        #expect(request.attributes.get("request.id") == .string("shown"))
        let query = try #require(spans.first { $0.operationName == "SELECT 1" })
        #expect(query.spanContext.parentSpanID == request.spanContext.spanID)
        #expect(query.startInstant.nanosecondsSinceEpoch - request.startInstant.nanosecondsSinceEpoch == 4_000_000)
        #expect(query.endInstant.nanosecondsSinceEpoch - query.startInstant.nanosecondsSinceEpoch == 2_000_000)
        #expect(query.kind == .client)
        // The tracer was asked for the trace that the request belongs to.
        #expect(tracer.performedContextExtractions.count == 1)
    }

    /// Clients choose the id: two requests with the same are two, told apart by their spans.
    @Test func requestsWithOneIDAreExportedEach() throws {
        let tracer = InMemoryTracer()
        let monitor = monitor()
        let export = TracingExport(monitor, tracer: tracer)
        serve(monitor, status: 500, id: "same")
        serve(monitor, status: 201, id: "same", milliseconds: 20)
        export.export()
        serve(monitor, status: 404, id: "same")
        export.export()
        let requests = tracer.finishedSpans.filter { $0.operationName == "GET /a" }
        #expect(requests.allSatisfy { $0.attributes.get("request.id") == .string("same") })
        #expect(
            requests.map { $0.attributes.get("http.response.status_code") } == [.int64(201), .int64(500), .int64(404)])
    }

    /// What clocks and apps say need not make sense; it is clamped.
    @Test(arguments: [0, 7, Int64.max / 1_000_000, .max], [0, 1, UInt64.max])
    func timesThatDoNotFitAreClamped(unixMilliseconds: Int64, nanoseconds: UInt64) throws {
        let tracer = InMemoryTracer()
        let clock = clock
        let monitor = PerformanceMonitor(
            configuration: .init(lookEverySeconds: nil),
            clock: MonitorClock(nanoseconds: { clock.nanoseconds }, unixMilliseconds: { unixMilliseconds }))
        var recording = monitor.begin(method: "GET", route: "/a")
        clock.advance(by: .milliseconds(1))
        recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: nanoseconds)
        monitor.end(&recording, status: 200, responseBytes: 1)
        TracingExport(monitor, tracer: tracer).export()
        #expect(tracer.finishedSpans.count == 2)
        for span in tracer.finishedSpans {
            #expect(span.startInstant.nanosecondsSinceEpoch <= span.endInstant.nanosecondsSinceEpoch)
        }
        if nanoseconds == .max {
            let query = tracer.finishedSpans.first { $0.operationName == "SELECT 1" }
            #expect(query?.endInstant.nanosecondsSinceEpoch == .max)
        }
    }

    @Test func runsUntilItIsCancelled() async throws {
        let metrics = TestMetrics()
        let monitor = monitor()
        serve(monitor)
        let export = MetricsExport(monitor, factory: metrics)
        let clock = ManualClock()
        let task = Task { try await export.run(every: .seconds(10), clock: clock) }
        try await eventually { clock.sleepers == 1 }
        #expect(metrics.counters.isEmpty)
        clock.advance(by: .seconds(10))
        try await eventually { metrics.counterTotal(label: "hone.http.requests") == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
