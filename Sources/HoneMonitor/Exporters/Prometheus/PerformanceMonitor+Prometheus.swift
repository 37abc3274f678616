extension PerformanceMonitor {
    /// Everything recorded so far, for Prometheus: ``PrometheusExposition/text(_:)`` writes it. Not for the path of a
    /// request.
    public func prometheusExposition() -> PrometheusExposition {
        var histograms: [String: PrometheusHistogram] = [:]
        for history in recorder.allHistories() {
            histograms[history.key.name] = history.read { PrometheusHistogram($0) }
        }
        var exemplars: [String: [PrometheusExemplar]] = [:]
        for one in kept.all() {
            let request = one.snapshot(endpoint: recorder.name(of: one.endpoint))
            guard let trace = request.traceparent.flatMap({ TraceContext($0) }) else { continue }
            exemplars[request.endpoint, default: []].append(
                PrometheusExemplar(
                    traceID: TraceContext.digits(trace.traceHigh) + TraceContext.digits(trace.traceLow),
                    seconds: request.milliseconds / 1e3, unixSeconds: Double(request.startedAt) / 1e3))
        }
        return PrometheusExposition(
            snapshot(), histograms: histograms, exemplars: exemplars, system: try? systemSnapshot(),
            pages: pageMetrics.snapshot())
    }
}
