import HoneMonitor
import Instrumentation
import ServiceContextModule
import Synchronization
import Tracing

/// The requests that a monitor keeps (the slowest, and those with findings), through swift-distributed-tracing: a span
/// for the request and one for each thing it did, with the times it did them at.
///
///     let export = TracingExport(monitor)
///     Task { try await export.run(every: .seconds(10)) }
///
/// The spans join the trace that the request's `traceparent` named, when the tracer reads that header.
public final class TracingExport: Sendable {
    /// How many spans of exported requests are remembered, so that none is exported twice: more than a monitor keeps.
    private static let remembered = 10_000

    private let monitor: PerformanceMonitor
    private let tracer: (any Tracer)?
    private let exported = Mutex<(spans: Set<String>, order: [String])>(([], []))

    /// An export of a monitor's requests.
    /// - Parameter tracer: The backend; nil for the one that the app has bootstrapped.
    public init(_ monitor: PerformanceMonitor, tracer: (any Tracer)? = nil) {
        self.monitor = monitor
        self.tracer = tracer
    }

    /// Exports again and again, until its task is cancelled.
    /// - Throws: `CancellationError`.
    public func run(every interval: Duration, clock: some Clock<Duration> = ContinuousClock()) async throws {
        while true {
            try await clock.sleep(for: interval)
            export()
        }
    }

    /// Exports the requests that are kept and were not exported before.
    public func export() {
        // Ids are the clients' choice, and many requests may have the same; spans are the monitor's.
        for summary in monitor.requests() where isNew(summary.span) {
            if let request = monitor.request(span: summary.span) { export(request) }
        }
    }

    private func isNew(_ span: String) -> Bool {
        exported.withLock { exported in
            guard exported.spans.insert(span).inserted else { return false }
            exported.order.append(span)
            if exported.order.count > Self.remembered { exported.spans.remove(exported.order.removeFirst()) }
            return true
        }
    }

    private func export(_ request: RequestSnapshot) {
        if let tracer {
            export(request, to: tracer)
        } else {
            export(request, to: InstrumentationSystem.tracer)
        }
    }

    private func export(_ request: RequestSnapshot, to tracer: some Tracer) {
        var context = ServiceContext.topLevel
        tracer.extract(["traceparent": request.traceparent ?? ""], into: &context, using: HeaderExtractor())
        let began = Moment(unixMilliseconds: request.startedAt)
        let span = tracer.startSpan(request.endpoint, context: context, ofKind: .server, at: began)
        span.attributes["http.response.status_code"] = request.status
        span.attributes["request.id"] = request.id
        if !request.findings.isEmpty {
            span.attributes["hone.findings"] = request.findings.map(\.detector).joined(separator: ",")
        }
        if request.status >= 500 { span.setStatus(SpanStatus(code: .error)) }
        for part in request.spans {
            let child = tracer.startSpan(
                part.name, context: span.context, ofKind: Self.kind(part.kind), at: began.after(part.start))
            child.attributes["hone.kind"] = part.kind.rawValue
            if let detail = part.detail { child.attributes["hone.detail"] = detail }
            if let place = part.place { child.attributes["code.location"] = place }
            child.end(at: began.after(part.start + part.milliseconds))
        }
        span.end(at: began.after(request.milliseconds))
    }

    private static func kind(_ kind: HoneMonitor.SpanKind) -> Tracing.SpanKind {
        switch kind {
        case .query, .http: .client
        case .cache, .section: .internal
        }
    }
}

/// A moment in nanoseconds since 1970; the last one there is for what lies behind it, in the year 2554.
private struct Moment: TracerInstant {
    private(set) var nanosecondsSinceEpoch: UInt64

    init(unixMilliseconds: Int64) {
        let (product, isTooLarge) = UInt64(max(0, unixMilliseconds)).multipliedReportingOverflow(by: 1_000_000)
        nanosecondsSinceEpoch = isTooLarge ? .max : product
    }

    /// So many ms later, which are what a clock or an app said.
    func after(_ milliseconds: Double) -> Moment {
        let nanoseconds = max(0, milliseconds) * 1e6
        let added = nanoseconds < 0x1p64 ? UInt64(nanoseconds) : .max
        let (sum, isTooLarge) = nanosecondsSinceEpoch.addingReportingOverflow(added)
        var moment = self
        moment.nanosecondsSinceEpoch = isTooLarge ? .max : sum
        return moment
    }

    static func < (a: Moment, b: Moment) -> Bool { a.nanosecondsSinceEpoch < b.nanosecondsSinceEpoch }
}

/// Reads a header from a dictionary.
private struct HeaderExtractor: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}
