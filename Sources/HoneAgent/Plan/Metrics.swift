import HoneCore

extension Evidence {
    /// The value of a success metric in its own unit, or why there is none.
    func value(of metric: Metric) -> (value: Double?, isLowerBound: Bool, missing: String?) {
        let level = load.value?.referenceLevel
        let noLoad = load.reason ?? "no level of load was measured"
        switch metric {
        case .responseAverage: return (level?.latency.average, false, level == nil ? noLoad : nil)
        case .responseP95: return (level?.latency.p95, false, level == nil ? noLoad : nil)
        case .errorRate: return (level.map { $0.errorShare * 100 }, false, level == nil ? noLoad : nil)
        case .memory:
            return (
                level?.targetMemory, false, level?.targetMemory == nil ? "the application's process is not known" : nil
            )
        case .queryAverage:
            return (queries.value?.averageMilliseconds, false, queries.reason)
        case .concurrentUsers:
            return (load.value.map { Double($0.capacity) }, load.value?.capacityIsLowerBound ?? false, load.reason)
        case .pageLoad: return (nil, false, "needs the page probe, which does not exist yet")
        case .lighthouse: return (nil, false, "needs the page probe, which does not exist yet")
        case .cacheHitRate:
            return (
                level?.cacheHitShare.map { $0 * 100 }, false,
                level == nil
                    ? noLoad
                    : level?.cacheHitShare == nil ? "no monitor of the application counted a look-up in a cache" : nil
            )
        }
    }
}

extension Run {
    /// Fills in the success metrics and the return from the baseline and the current evidence.
    /// - Parameter rate: the cost of an hour of work.
    public mutating func settle(thresholds: [Threshold], rate: Double) {
        metrics = thresholds.map { threshold in
            let before = baseline.value(of: threshold.metric)
            let after = (current ?? baseline).value(of: threshold.metric)
            return MetricRow(
                threshold: threshold, baseline: before.value, now: after.value, isLowerBound: after.isLowerBound,
                missing: after.missing)
        }
        let hours = plan.tasks.filter { kept.contains($0.pattern) }.reduce(0) { $0 + $1.effortHours }
        let before = baseline.load.value
        let after = current?.load.value
        let averageBefore = before?.referenceLevel?.latency.average
        let averageAfter = after?.referenceLevel?.latency.average
        var gain: Double?
        var saved: Double?
        if let averageBefore, let averageAfter, averageBefore > 0 {
            gain = 1 - averageAfter / averageBefore
            saved = hours * rate > 0 ? (averageBefore - averageAfter) / (hours * rate) : nil
        }
        var factor: Double?
        if let before, let after, before.capacity > 0 { factor = Double(after.capacity) / Double(before.capacity) }
        roi = ReturnOnInvestment(
            hours: hours, rate: rate, responseGain: gain, capacityFactor: factor, millisecondsPerRequestAndCost: saved)
    }
}
