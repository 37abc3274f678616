import HoneCore

/// What the detectors see in a request that ended. Pure.
enum LiveDetection {
    /// Everything that counts in a request.
    static func look(
        _ trace: TraceState, _ outcome: RequestOutcome, traits: ResponseTraits?, _ thresholds: LiveThresholds
    ) -> [Sighting] {
        var seen: [Sighting] = []
        let request = Double(outcome.nanoseconds) / 1e6
        if trace.figures.queries > 0 { queries(trace, request, thresholds, &seen) }
        if let bytes = outcome.responseBytes { payload(bytes, traits, outcome.status, thresholds.payload, &seen) }
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

    private static func payload(
        _ bytes: Int, _ traits: ResponseTraits?, _ status: Int, _ rule: PayloadRule, _ seen: inout [Sighting]
    ) {
        if rule.isLarge(bytes: bytes) {
            seen.append(Sighting(detector: .largePayload, severity: .medium, count: bytes))
        }
        guard let traits else { return }
        if traits.contains(.compressible), !traits.contains(.compressed), rule.isWorthCompressing(bytes: bytes) {
            seen.append(
                Sighting(detector: .noCompression, severity: bytes >= 50_000 ? .high : .medium, count: bytes))
        }
        if traits.contains(.cacheable), !traits.contains(.hasCachingHeaders), status == 200 {
            seen.append(Sighting(detector: .noCachingHeaders, severity: .medium, count: bytes))
        }
    }
}

/// Whether an answer is anything that a detector could speak of: a few comparisons, as most are not.
struct Glance: Sendable {
    private let isOn: Bool
    private let largeBytes: Int

    init(_ thresholds: LiveThresholds) {
        isOn = thresholds.isOn
        largeBytes = thresholds.payload.largeBytes
    }

    /// Of a request without queries.
    @inline(__always)
    func isWorth(_ outcome: RequestOutcome, _ traits: ResponseTraits?) -> Bool {
        isOn && (traits != nil || outcome.responseBytes ?? 0 >= largeBytes)
    }
}
