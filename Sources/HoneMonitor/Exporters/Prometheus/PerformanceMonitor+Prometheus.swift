extension PerformanceMonitor {
    /// Everything recorded so far, for Prometheus: ``PrometheusExposition/text(_:)`` writes it. Not for the path of a
    /// request.
    public func prometheusExposition() -> PrometheusExposition {
        var histograms: [String: PrometheusHistogram] = [:]
        for (endpoint, histogram) in latencyHistograms() { histograms[endpoint] = PrometheusHistogram(histogram) }
        var exemplars: [String: [PrometheusExemplar]] = [:]
        for summary in requests() {
            guard let kept = request(id: summary.id), let trace = kept.traceparent.flatMap({ TraceContext($0) })
            else { continue }
            exemplars[kept.endpoint, default: []].append(
                PrometheusExemplar(
                    traceID: TraceContext.digits(trace.traceHigh) + TraceContext.digits(trace.traceLow),
                    seconds: kept.milliseconds / 1e3, unixSeconds: Double(kept.startedAt) / 1e3))
        }
        return PrometheusExposition(
            snapshot(), histograms: histograms, exemplars: exemplars, system: try? systemSnapshot(),
            pages: pageMetrics.snapshot())
    }
}
