import HoneCore
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

    @Test func whatIsUnderWayAndWhatACacheDidNotHave() throws {
        let metrics = TestMetrics()
        let monitor = monitor()
        let export = MetricsExport(monitor, factory: metrics)
        let endpoint = [("endpoint", "GET /a")]
        var open = (0..<3).map { _ in monitor.begin(method: "GET", route: "/a") }
        for hit in [false, true, false] { open[0].trace?.recordCache("k", hit: hit) }
        export.export()
        let inFlight = try metrics.expectRecorder("hone.http.requests.in_flight", endpoint)
        #expect(inFlight.lastValue == 3)
        #expect(metrics.counters(label: "hone.http.requests").isEmpty)
        monitor.end(&open[0], status: 200, responseBytes: 1)
        export.export()
        #expect(inFlight.lastValue == 2)
        #expect(try metrics.expectCounter("hone.cache.misses", endpoint).totalValue == 2)
        #expect(try metrics.expectCounter("hone.cache.hits", endpoint).totalValue == 1)
        for index in [1, 2] { monitor.end(&open[index], status: 200, responseBytes: 1) }
        export.export()
        #expect(inFlight.lastValue == 0)
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

    @Test func findingsAndPlacesAreAttributes() throws {
        let tracer = InMemoryTracer()
        let monitor = monitor()
        serve(monitor, id: "fast")
        var recording = monitor.begin(method: "GET", route: "/b", requestID: "slow")
        clock.advance(by: .milliseconds(10))
        recording.trace?.recordQuery(sql: "SELECT * FROM chef", nanoseconds: 1_000_000)
        for _ in 0..<6 {
            clock.advance(by: .milliseconds(150))
            recording.trace?.recordQuery(
                sql: "SELECT * FROM review WHERE chef_id = ?", nanoseconds: 150_000_000,
                place: SourcePlace(fileID: "App/Chefs.swift", line: 12))
        }
        recording.trace?.recordCache("k", hit: false)
        recording.trace?.recordHTTP("GET https://rates.example/", status: 503, nanoseconds: 1_000)
        recording.trace?.section("render") {}
        monitor.end(&recording, status: 200, responseBytes: 100)
        TracingExport(monitor, tracer: tracer).export()
        let slow = try #require(tracer.finishedSpans.first { $0.operationName == "GET /b" })
        guard case .string(let findings) = slow.attributes.get("hone.findings") else {
            Issue.record("no findings")
            return
        }
        #expect(Set(findings.split(separator: ",")).isSuperset(of: ["n-plus-one", "slow-query"]))
        #expect(slow.status == nil)
        let fast = try #require(tracer.finishedSpans.first { $0.operationName == "GET /a" })
        #expect(fast.attributes.get("hone.findings") == nil)
        let parts = tracer.finishedSpans.filter { $0.spanContext.parentSpanID == slow.spanContext.spanID }
        #expect(parts.count == 10)
        let query = try #require(parts.first { $0.operationName.contains("review") })
        #expect(query.attributes.get("hone.kind") == .string("query"))
        #expect(query.attributes.get("code.location") == .string("App/Chefs.swift:12"))
        #expect(parts.first { $0.operationName == "k" }?.attributes.get("hone.detail") == .string("miss"))
        #expect(parts.first { $0.operationName.hasPrefix("GET https") }?.kind == .client)
        #expect(parts.first { $0.operationName == "render" }?.kind == .internal)
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

    @Test func spansRunUntilTheyAreCancelled() async throws {
        let tracer = InMemoryTracer()
        let monitor = monitor()
        serve(monitor)
        let export = TracingExport(monitor, tracer: tracer)
        let clock = ManualClock()
        let task = Task { try await export.run(every: .seconds(10), clock: clock) }
        for round in 1...2 {
            try await eventually { clock.sleepers == 1 }
            #expect(tracer.finishedSpans.count == 3 * (round - 1))
            clock.advance(by: .seconds(10))
            try await eventually { tracer.finishedSpans.count == 3 * round }
            serve(monitor, id: "round \(round)")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(tracer.finishedSpans.count == 6)
    }
}
