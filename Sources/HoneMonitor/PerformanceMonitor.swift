import HoneCore
import Logging
import Synchronization

/// Records what every request cost and says it when asked. One per app, shared by everything.
///
/// ```swift
/// let monitor = PerformanceMonitor(configuration: .init(log: .jsonLines("logs/performance.jsonl")))
/// router.add(middleware: monitor.middleware())      // HoneHummingbird
/// monitor.addRoutes(to: router, adminToken: token)  // HoneHummingbird
/// ```
public final class PerformanceMonitor: Sendable {
    /// How it records.
    public let configuration: MonitorConfiguration
    private let clock: MonitorClock
    private let began: UInt64
    private let recorder: Recorder
    private let traces: TracePool
    private let gauges = Gauges()
    private let log: JSONLinesExporter?
    private let system: SystemSampler

    /// A monitor.
    /// - Parameters:
    ///   - configuration: How it records.
    ///   - clock: The clocks it reads.
    ///   - logger: Where trouble with the request log is reported, once.
    public init(
        configuration: MonitorConfiguration = .init(), clock: MonitorClock = .system,
        logger: Logger = Logger(label: "hone.monitor")
    ) {
        self.configuration = configuration
        self.clock = clock
        began = clock.nanoseconds()
        recorder = Recorder(maximumEndpoints: configuration.maximumEndpoints)
        traces = TracePool(clock: clock, maximumSpans: configuration.maximumSpans)
        system = SystemSampler(clock: clock)
        switch configuration.log {
        case .none: log = nil
        case .jsonLines(let path):
            log = JSONLinesExporter(path: path, capacity: configuration.logQueueCapacity, logger: logger)
        }
    }

    /// Begins the recording of a request. Every recording must be ended.
    /// - Parameters:
    ///   - method: The method, in capitals; ignored when there is no route.
    ///   - route: The route as it was registered (`/api/chefs/{id}`), never the raw path; nil when none matched.
    ///   - requestID: What the client sent as `X-Request-ID`; one that ``RequestID/isAcceptable(_:)`` refuses is
    ///     replaced.
    ///   - traceparent: What the client sent as `traceparent`; one that is none begins a new trace.
    public func begin(
        method: String, route: String?, requestID: String? = nil, traceparent: String? = nil
    ) -> RequestRecording {
        let key = route.map { EndpointKey(method: method, route: $0) } ?? .unmatched
        let cell = recorder.cell(for: key)
        cell.begin()
        let now = clock.nanoseconds()
        let parent = traceparent.flatMap(TraceContext.init)
        var random = SystemRandomNumberGenerator()
        let context = TraceContext(
            traceHigh: parent?.traceHigh ?? random.next(), traceLow: parent?.traceLow ?? random.next(),
            span: random.next(), flags: parent?.flags ?? 1)
        let trace = traces.take()
        trace.withState { state in
            state.begin(
                at: now, id: requestID.flatMap { RequestID.isAcceptable($0) ? $0 : nil }, context: context,
                shedding: .none)
        }
        return RequestRecording(cell: cell, began: now, trace: trace)
    }

    /// Ends a recording; does nothing to one that has ended.
    /// - Parameters:
    ///   - recording: What ``begin(method:route:requestID:traceparent:)`` gave. Its trace is taken out and used again
    ///     for another request when nothing else holds it.
    ///   - status: The answer's status code.
    ///   - responseBytes: The bytes of the answer's body; nil when they are not known.
    ///   - traits: What was seen of the answer's head; nil when nobody looked.
    public func end(
        _ recording: inout RequestRecording, status: Int, responseBytes: Int?, traits: ResponseTraits? = nil
    ) {
        guard let trace = recording.trace.take() else { return }
        let now = clock.nanoseconds()
        let outcome = RequestOutcome(
            status: status, responseBytes: responseBytes, nanoseconds: Self.elapsed(from: recording.began, to: now))
        let queries = trace.figures
        recording.cell.end(outcome, queries, at: now)
        log?.write(
            RequestLine(
                unixMilliseconds: clock.unixMilliseconds(), key: recording.cell.key, outcome: outcome,
                queries: queries.queries, queryNanoseconds: queries.queryNanoseconds))
        traces.give(trace)
    }

    /// No time at all where the clock went back.
    private static func elapsed(from start: UInt64, to end: UInt64) -> UInt64 { end > start ? end - start : 0 }

    /// Everything recorded so far. Builds strings and reads every endpoint: not for the path of a request.
    /// - Parameter minutes: When given, 1 to 5: only the endpoints that answered in the last so many minutes are
    ///   listed. The totals are of all.
    public func snapshot(activeInLastMinutes minutes: Int? = nil) -> MonitorSnapshot {
        let now = clock.nanoseconds()
        let (cells, foldedRequests) = recorder.allCells()
        let read = cells.map { (key: $0.key, figures: $0.read()) }
        let endpoints =
            read
            .filter { minutes == nil || $0.figures.window.snapshot(minutes: minutes ?? 1, at: now).count > 0 }
            .map { EndpointSnapshot(key: $0.key, figures: $0.figures, at: now) }
        return MonitorSnapshot(
            uptimeSeconds: Double(Self.elapsed(from: began, to: now)) / 1e9,
            requests: read.reduce(0) { $0 + $1.figures.latency.count },
            inFlight: read.reduce(0) { $0 + $1.figures.inFlight }, endpoints: endpoints,
            maximumEndpoints: configuration.maximumEndpoints, foldedRequests: foldedRequests, gauges: gauges.read(),
            log: log?.snapshot())
    }

    /// Shows figures of a part of the app, such as a pool of connections, in every snapshot from now on.
    ///
    ///     monitor.addGauges("database") { pool.statistics.gauges }
    /// - Parameters:
    ///   - part: The part's name. Another with the same name takes its place; of more than 64 the rest is left out.
    ///   - read: Gives the figures by their names; called for each snapshot, and must not block.
    public func addGauges(_ part: String, _ read: @escaping @Sendable () -> [(name: String, value: Double)]) {
        gauges.add(part, read)
    }

    /// What the process uses now.
    /// - Throws: `SystemReadError` when the kernel does not say.
    public func systemSnapshot() throws(SystemReadError) -> SystemSnapshot {
        try system.sample()
    }

    /// Writes what waits to be written to the log before it returns. For shutting down, and for tests.
    public func flush() {
        log?.flush()
    }
}
