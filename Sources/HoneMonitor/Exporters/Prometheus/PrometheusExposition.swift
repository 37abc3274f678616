import HoneCore

/// A monitor's figures as text for Prometheus. Pure: everything that is written is in the value.
///
/// Names and units follow "Metric and label naming" of the Prometheus documentation: base units (seconds, bytes),
/// `_total` for counters, what is said of the process under the names that all client libraries use.
public struct PrometheusExposition: Sendable {
    /// The figures of the endpoints.
    public var snapshot: MonitorSnapshot
    /// The latency histogram of each endpoint, by its name. An endpoint without one is left out of that family.
    public var histograms: [String: PrometheusHistogram]
    /// Requests that can be looked up, for each endpoint by its name; the latest of a bucket is written.
    public var exemplars: [String: [PrometheusExemplar]]
    /// What the process uses; nil when the kernel does not say.
    public var system: SystemSnapshot?
    /// What browsers measured.
    public var pages: PageMetricsSnapshot?

    /// An exposition of a snapshot and what goes with it.
    public init(
        _ snapshot: MonitorSnapshot, histograms: [String: PrometheusHistogram] = [:],
        exemplars: [String: [PrometheusExemplar]] = [:], system: SystemSnapshot? = nil,
        pages: PageMetricsSnapshot? = nil
    ) {
        self.snapshot = snapshot
        self.histograms = histograms
        self.exemplars = exemplars
        self.system = system
        self.pages = pages
    }

    /// The text. O(endpoints).
    public func text(_ format: PrometheusFormat) -> String {
        var writer = PrometheusWriter(format)
        writeRequests(&writer)
        writeDatabase(&writer)
        writeMonitor(&writer)
        if let system { Self.write(system, &writer) }
        if let pages, !pages.pages.isEmpty { Self.write(pages, &writer) }
        return writer.finish()
    }

    // MARK: Families

    private func writeRequests(_ writer: inout PrometheusWriter) {
        let endpoints = snapshot.endpoints
        writer.begin("hone_http_requests", .counter, "Requests answered, by the class of their status.")
        for endpoint in endpoints {
            let successes = endpoint.count - endpoint.clientErrors - endpoint.serverErrors
            let classes = [
                ("success", successes), ("client_error", endpoint.clientErrors),
                ("server_error", endpoint.serverErrors),
            ]
            for (name, count) in classes {
                writer.sample(labels(endpoint) + [("outcome", name)], Double(max(0, count)))
            }
        }
        writer.begin(
            "hone_http_request_duration_seconds", .histogram, unit: "seconds",
            "Time from the request's head to the last byte of the answer.")
        for endpoint in endpoints {
            guard let histogram = histograms[endpoint.endpoint] else { continue }
            var latest: [Int: PrometheusExemplar] = [:]
            for exemplar in exemplars[endpoint.endpoint] ?? [] {
                let bucket = PrometheusHistogram.bucket(ofSeconds: exemplar.seconds)
                if exemplar.unixSeconds >= latest[bucket]?.unixSeconds ?? 0 { latest[bucket] = exemplar }
            }
            writer.histogram(histogram, labels(endpoint), exemplars: latest)
        }
        writer.begin(
            "hone_http_time_to_first_byte_seconds", .summary, unit: "seconds",
            "Time from the request's head to the first byte of the answer.")
        for endpoint in endpoints where endpoint.timeToFirstByte.count > 0 {
            let time = endpoint.timeToFirstByte
            Self.write(
                [("0.5", time.p50), ("0.95", time.p95), ("0.99", time.p99)].map { ($0.0, $0.1 / 1e3) },
                sum: time.average * Double(time.count) / 1e3, count: time.count, labels(endpoint), &writer)
        }
        writer.begin("hone_http_requests_in_flight", .gauge, "Requests being answered.")
        for endpoint in endpoints { writer.sample(labels(endpoint), Double(endpoint.inFlight)) }
        writer.begin("hone_http_response_body_bytes", .counter, unit: "bytes", "Bytes of bodies sent.")
        for endpoint in endpoints { writer.sample(labels(endpoint), Double(endpoint.responseBytes.total)) }
    }

    private func writeDatabase(_ writer: inout PrometheusWriter) {
        let asking = snapshot.endpoints.filter { $0.queries.total > 0 }
        writer.begin("hone_queries", .counter, "Database queries run by requests.")
        for endpoint in asking { writer.sample(labels(endpoint), Double(endpoint.queries.total)) }
        writer.begin("hone_query_seconds", .counter, unit: "seconds", "Time that requests spent in database queries.")
        for endpoint in asking {
            writer.sample(labels(endpoint), endpoint.queries.average * Double(endpoint.queries.total) / 1e3)
        }
        let caching = snapshot.endpoints.filter { $0.cache.hits + $0.cache.misses > 0 }
        writer.begin("hone_cache_lookups", .counter, "Look-ups in the app's caches, by whether they found something.")
        for endpoint in caching {
            writer.sample(labels(endpoint) + [("outcome", "hit")], Double(endpoint.cache.hits))
            writer.sample(labels(endpoint) + [("outcome", "miss")], Double(endpoint.cache.misses))
        }
    }

    private func writeMonitor(_ writer: inout PrometheusWriter) {
        writer.begin("hone_monitor_uptime_seconds", .gauge, unit: "seconds", "Time since the monitor began.")
        writer.sample([], snapshot.uptimeSeconds)
        writer.begin("hone_monitor_endpoints", .gauge, "Endpoints told apart.")
        writer.sample([], Double(snapshot.endpoints.count))
        writer.begin("hone_monitor_folded_requests", .counter, "Requests counted under the endpoint “other”.")
        writer.sample([], Double(snapshot.foldedRequests))
        if let log = snapshot.log {
            writer.begin("hone_monitor_log_lines", .counter, "Lines for the log of requests, by what became of them.")
            writer.sample([("outcome", "written")], Double(log.written))
            writer.sample([("outcome", "dropped")], Double(log.dropped))
            writer.sample([("outcome", "failed")], Double(log.failed))
        }
        guard !snapshot.gauges.isEmpty else { return }
        writer.begin("hone_part_figure", .gauge, "Figures of parts of the app, such as a pool of connections.")
        for (part, figures) in snapshot.gauges.sorted(by: { $0.key < $1.key }) {
            for (name, value) in figures.sorted(by: { $0.key < $1.key }) {
                writer.sample([("part", part), ("name", name)], value)
            }
        }
    }

    private static func write(_ system: SystemSnapshot, _ writer: inout PrometheusWriter) {
        writer.begin("process_cpu_seconds", .counter, unit: "seconds", "CPU time used, in user mode and in the kernel.")
        writer.sample([], system.userSeconds + system.systemSeconds)
        writer.begin("process_resident_memory_bytes", .gauge, unit: "bytes", "Resident memory.")
        writer.sample([], Double(system.residentBytes))
        writer.begin("process_open_fds", .gauge, "Open descriptors.")
        writer.sample([], Double(system.openDescriptors))
        writer.begin("process_threads", .gauge, "Threads.")
        writer.sample([], Double(system.threads))
    }

    private static func write(_ pages: PageMetricsSnapshot, _ writer: inout PrometheusWriter) {
        writer.begin("hone_page_views", .counter, "Visits whose timings browsers sent.")
        for page in pages.pages { writer.sample([("page", page.page)], Double(page.count)) }
        writer.begin("hone_page_timing_seconds", .summary, unit: "seconds", "What browsers measured of visits.")
        for page in pages.pages {
            for metric in PageMetric.allCases where metric != .cls {
                guard let values = page[metric] else { continue }
                let labels = [("page", page.page), ("timing", metric.rawValue)]
                let quantiles = [("0.5", values.p50), ("0.75", values.p75), ("0.95", values.p95)]
                write(quantiles.map { ($0.0, $0.1 / 1e3) }, sum: values.sum / 1e3, count: values.count, labels, &writer)
            }
        }
        writer.begin("hone_page_layout_shift", .summary, "Cumulative Layout Shift of visits.")
        for page in pages.pages {
            guard let values = page.cls else { continue }
            write(
                [("0.5", values.p50), ("0.75", values.p75), ("0.95", values.p95)], sum: values.sum, count: values.count,
                [("page", page.page)], &writer)
        }
    }

    /// The samples of a summary.
    private static func write(
        _ quantiles: [(String, Double)], sum: Double, count: Int, _ labels: [(name: String, value: String)],
        _ writer: inout PrometheusWriter
    ) {
        for (quantile, value) in quantiles { writer.sample(labels + [("quantile", quantile)], value) }
        writer.sample(labels, sum, suffix: "_sum")
        writer.sample(labels, Double(count), suffix: "_count")
    }

    private func labels(_ endpoint: EndpointSnapshot) -> [(name: String, value: String)] {
        [("endpoint", endpoint.endpoint)]
    }
}
