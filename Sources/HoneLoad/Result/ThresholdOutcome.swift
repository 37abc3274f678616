import HoneCore

/// What a threshold came to.
public struct ThresholdOutcome: Sendable, Codable, Equatable {
    /// What had to hold.
    public var threshold: LoadThreshold
    /// The figure, in its unit; nil when no request was there to tell.
    public var value: Double?
    /// Whether it holds. Without a figure it does not: what was not measured is not proven.
    public var isMet: Bool { value.map(threshold.isMet) ?? false }

    /// An outcome.
    public init(_ threshold: LoadThreshold, value: Double?) {
        self.threshold = threshold
        self.value = value
    }
}

extension LoadThreshold {
    /// Judges the results of tasks.
    /// - Parameters:
    ///   - tasks: the results of all tasks; those whose name or tags the scope names are added up.
    ///   - total: the results of all of them together.
    ///   - seconds: over which they were counted.
    public func outcome(tasks: [TaskResult], total: TaskResult, seconds: Double) -> ThresholdOutcome {
        guard let scope else { return ThresholdOutcome(self, value: value(of: total, seconds: seconds)) }
        let sum = TaskResult(totalOf: tasks.filter { $0.name == scope || $0.tags.contains(scope) }, name: scope)
        return ThresholdOutcome(self, value: value(of: sum, seconds: seconds))
    }

    private func value(of result: TaskResult, seconds: Double) -> Double? {
        switch figure {
        case .errorRate: return result.requests == 0 ? nil : result.errorShare
        case .requestRate: return seconds > 0 ? Double(result.requests) / seconds : nil
        case .p50, .p90, .p95, .p99, .p999, .average, .max:
            guard result.latency.count > 0 else { return nil }
            let latency = result.latency.snapshot
            switch figure {
            case .p50: return latency.p50
            case .p90: return latency.p90
            case .p95: return latency.p95
            case .p99: return latency.p99
            case .p999: return latency.p999
            case .average: return latency.average
            case .max, .errorRate, .requestRate: return latency.max
            }
        }
    }
}
