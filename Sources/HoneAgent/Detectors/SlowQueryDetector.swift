import HoneCore

/// A statement that takes long each time it runs, whatever the reason.
/// Source of the threshold: 100 ms is the longest that a person takes for immediate (Nielsen, "Response Times: The 3
/// Important Limits", 1993); a single statement that takes as long leaves nothing for the rest of the request.
struct SlowQueryDetector: Detector {
    static let id = "slow-query"
    static let needs: [Evidence.Part] = [.queries]

    /// Mean time of a call, in ms, from which on it counts.
    var milliseconds = 100.0

    func findings(in evidence: Evidence) -> [Finding] {
        SharedStatement.all(in: evidence.queries.value) { $0.milliseconds >= milliseconds }.map { shared in
            let worst = shared.worst
            let share = shared.share(in: evidence)
            return Finding(
                detector: Self.id, severity: share >= 0.1 || evidence.latency.value == nil ? .high : .medium,
                title: "A statement takes \(rounded(worst.milliseconds)) ms", location: shared.location,
                evidence: [
                    .init("time of a call", worst.milliseconds, "ms"), .init("calls", worst.calls, "per request"),
                    .init("rows returned", worst.rows, "per call"),
                    .init("steps of SQLite's machine", worst.machineSteps, "per call"),
                    .init("share of all response time", share * 100, "%"),
                ],
                // What a faster plan would gain is for the advisor to measure.
                pattern: .indices, estimate: nil, effortHours: 2)
        }
    }
}
