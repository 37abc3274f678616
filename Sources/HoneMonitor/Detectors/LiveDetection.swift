import HoneCore

/// What the detectors see in a request that ended. Pure.
enum LiveDetection {
    /// What counts in a request beside its answer.
    static func look(_ trace: TraceState, _ outcome: RequestOutcome, _ thresholds: LiveThresholds) -> [Sighting] {
        var seen: [Sighting] = []
        let request = Double(outcome.nanoseconds) / 1e6
        if trace.figures.queries > 0 { queries(trace, request, thresholds, &seen) }
        if let held = trace.held {
            let (whole, querying) = (Double(held.nanoseconds) / 1e6, Double(held.queryNanoseconds) / 1e6)
            if thresholds.held.counts(held: whole, querying: querying, waiting: held.waiting) {
                seen.append(
                    Sighting(
                        detector: .connectionHeld, severity: .medium, count: held.waiting ?? 0,
                        milliseconds: whole - querying, ofMilliseconds: whole, place: held.place))
            }
        }
        return seen
    }

    private static func queries(
        _ trace: TraceState, _ request: Double, _ thresholds: LiveThresholds, _ seen: inout [Sighting]
    ) {
        var most = 0
        for index in trace.figures.statements.indices {
            let count = trace.figures.statements[index].count
            most = max(most, count)
            let longest = Double(trace.figures.statements[index].longest) / 1e6
            guard thresholds.slowQuery.counts(milliseconds: longest) else { continue }
            seen.append(
                Sighting(
                    detector: .slowQuery, severity: longest >= 0.3 * request ? .high : .medium, statements: [index],
                    count: count, milliseconds: longest, ofMilliseconds: request))
        }
        if Double(most) >= thresholds.repetition.calls {
            Repetitions.look(trace, request, thresholds.repetition, &seen)
        }
        if most > 1 { Duplicates.look(trace, request, thresholds.duplicate, &seen) }
        Consecutive.look(trace, request, thresholds.consecutive, &seen)
    }
}
