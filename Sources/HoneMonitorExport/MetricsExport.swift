import HoneMonitor
import Metrics
import Synchronization

/// The figures of a monitor, through swift-metrics. Names are Hone's own, those of its Prometheus exposition with dots;
/// each figure has the dimension `endpoint`.
///
///     let export = MetricsExport(monitor)
///     Task { try await export.run(every: .seconds(10)) }
///
/// | label | kind | |
/// |---|---|---|
/// | `hone.http.requests` | counter | requests answered |
/// | `hone.http.errors` | counter | by `class`: `4xx`, `5xx` |
/// | `hone.http.requests.in_flight` | gauge | being answered |
/// | `hone.http.request.duration` | gauge | s, of the last minute, by `quantile`: `0.5`, `0.95`, `0.99` |
/// | `hone.http.response.body.bytes` | counter | bytes of bodies |
/// | `hone.queries`, `hone.query.microseconds` | counter | statements, and their time in µs |
/// | `hone.cache.hits`, `hone.cache.misses` | counter | look-ups |
///
/// They are not those of OpenTelemetry's semantic conventions, where a duration is a histogram of every request: the
/// monitor has such histograms, and swift-metrics takes single values only. An endpoint that nobody asked for a minute
/// has no duration: its gauges are set to 0 and destroyed, for backends that forget what is destroyed and for those
/// that do not.
public final class MetricsExport: Sendable {
    private let monitor: PerformanceMonitor
    private let factory: (any MetricsFactory)?
    private let last = Mutex<[String: EndpointSnapshot]>([:])

    /// An export of a monitor's figures.
    /// - Parameter factory: The backend; nil for the one that the app has bootstrapped.
    public init(_ monitor: PerformanceMonitor, factory: (any MetricsFactory)? = nil) {
        self.monitor = monitor
        self.factory = factory
    }

    /// Exports again and again, until its task is cancelled.
    /// - Throws: `CancellationError`.
    public func run(every interval: Duration, clock: some Clock<Duration> = ContinuousClock()) async throws {
        while true {
            try await clock.sleep(for: interval)
            export()
        }
    }

    /// Exports what has happened since the last time.
    public func export() {
        let factory = factory ?? MetricsSystem.factory
        for endpoint in monitor.snapshot().endpoints {
            let before = last.withLock { last in
                defer { last[endpoint.endpoint] = endpoint }
                return last[endpoint.endpoint]
            }
            Endpoint(now: endpoint, before: before, factory: factory).export()
        }
    }

    /// One endpoint at two moments.
    private struct Endpoint {
        let now: EndpointSnapshot
        let before: EndpointSnapshot?
        let factory: any MetricsFactory

        func export() {
            count("hone.http.requests") { $0.count }
            count("hone.http.errors", ("class", "4xx")) { $0.clientErrors }
            count("hone.http.errors", ("class", "5xx")) { $0.serverErrors }
            count("hone.http.response.body.bytes") { Int(clamping: $0.responseBytes.total) }
            count("hone.queries") { $0.queries.total }
            count("hone.query.microseconds") { Int($0.queries.average * Double($0.queries.total) * 1_000) }
            count("hone.cache.hits") { $0.cache.hits }
            count("hone.cache.misses") { $0.cache.misses }
            set("hone.http.requests.in_flight", Double(now.inFlight))
            durations()
        }

        private func durations() {
            let window = now.window(minutes: 1)
            let isIdle = window?.count ?? 0 == 0
            guard !isIdle || before?.window(minutes: 1)?.count ?? 0 > 0 else { return }
            for (quantile, value) in [("0.5", window?.p50), ("0.95", window?.p95), ("0.99", window?.p99)] {
                let gauge = set("hone.http.request.duration", (value ?? 0) / 1_000, ("quantile", quantile))
                if isIdle { gauge.destroy() }
            }
        }

        private func count(
            _ label: String, _ dimension: (String, String)? = nil, _ figure: (EndpointSnapshot) -> Int
        ) {
            let added = figure(now) - (before.map(figure) ?? 0)
            guard added > 0 else { return }
            Counter(label: label, dimensions: dimensions(dimension), factory: factory).increment(by: added)
        }

        @discardableResult
        private func set(_ label: String, _ value: Double, _ dimension: (String, String)? = nil) -> Gauge {
            let gauge = Gauge(label: label, dimensions: dimensions(dimension), factory: factory)
            gauge.record(value)
            return gauge
        }

        private func dimensions(_ more: (String, String)?) -> [(String, String)] {
            [("endpoint", now.endpoint)] + (more.map { [$0] } ?? [])
        }
    }
}
