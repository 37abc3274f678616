import HoneMonitor
import Metrics
import Synchronization

/// The figures of a monitor, through swift-metrics. Names and units follow OpenTelemetry's semantic conventions for HTTP
/// servers where they have the same figure; each figure has the dimension `endpoint`.
///
///     let export = MetricsExport(monitor)
///     Task { try await export.run(every: .seconds(10)) }
///
/// | label | kind | |
/// |---|---|---|
/// | `http.server.requests` | counter | requests answered |
/// | `http.server.errors` | counter | by `class`: `4xx`, `5xx` |
/// | `http.server.active_requests` | gauge | being answered |
/// | `http.server.request.duration` | gauge | s, of the last minute, by `quantile`: `0.5`, `0.95`, `0.99` |
/// | `http.server.response.size` | counter | bytes of bodies |
/// | `db.client.queries`, `db.client.duration` | counter | statements, and their time in µs |
/// | `cache.hits`, `cache.misses` | counter | look-ups |
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
            count("http.server.requests") { $0.count }
            count("http.server.errors", ("class", "4xx")) { $0.clientErrors }
            count("http.server.errors", ("class", "5xx")) { $0.serverErrors }
            count("http.server.response.size") { Int(clamping: $0.responseBytes.total) }
            count("db.client.queries") { $0.queries.total }
            count("db.client.duration") { Int($0.queries.average * Double($0.queries.total) * 1_000) }
            count("cache.hits") { $0.cache.hits }
            count("cache.misses") { $0.cache.misses }
            set("http.server.active_requests", Double(now.inFlight))
            guard let window = now.window(minutes: 1), window.count > 0 else { return }
            for (quantile, value) in [("0.5", window.p50), ("0.95", window.p95), ("0.99", window.p99)] {
                set("http.server.request.duration", value / 1_000, ("quantile", quantile))
            }
        }

        private func count(
            _ label: String, _ dimension: (String, String)? = nil, _ figure: (EndpointSnapshot) -> Int
        ) {
            let added = figure(now) - (before.map(figure) ?? 0)
            guard added > 0 else { return }
            Counter(label: label, dimensions: dimensions(dimension), factory: factory).increment(by: added)
        }

        private func set(_ label: String, _ value: Double, _ dimension: (String, String)? = nil) {
            Gauge(label: label, dimensions: dimensions(dimension), factory: factory).record(value)
        }

        private func dimensions(_ more: (String, String)?) -> [(String, String)] {
            [("endpoint", now.endpoint)] + (more.map { [$0] } ?? [])
        }
    }
}
