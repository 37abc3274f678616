import HoneCore

/// A statement that takes long each time it runs, whatever the reason.
struct SlowQueryDetector: Detector {
    static let id = "slow-query"
    static let needs: [Evidence.Part] = [.queries]

    /// The mean time of a call from which on it counts; the monitor's detector of running apps has the same.
    var rule = SlowQueryRule()

    func findings(in evidence: Evidence) -> [Finding] {
        // The application's own monitor knows neither rows nor steps.
        let isFromMonitor = evidence.queries.value?.source != nil
        return SharedStatement.all(in: evidence.queries.value) { rule.counts(milliseconds: $0.milliseconds) }.map {
            shared in
            let worst = shared.worst
            let share = shared.share(in: evidence)
            return Finding(
                detector: Self.id, severity: share >= 0.1 || evidence.latency.value == nil ? .high : .medium,
                title: "A statement takes \(rounded(worst.milliseconds)) ms", location: shared.location,
                evidence: [
                    .init("time of a call", worst.milliseconds, "ms"), .init("calls", worst.calls, "per request"),
                ]
                    + (isFromMonitor
                        ? []
                        : [
                            .init("rows returned", worst.rows, "per call"),
                            .init("steps of SQLite's machine", worst.machineSteps, "per call"),
                        ]) + [.init("share of all response time", share * 100, "%")],
                // What a faster plan would gain is for the advisor to measure.
                pattern: .indices, estimate: nil, effortHours: 2)
        }
    }
}
