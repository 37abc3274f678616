import HoneCore

/// M·N+1: a group of statements runs again and again in a request, once for each thing on a list: `A B B A B A B B`.
/// Source: Sentry's performance detector of this name, and its thresholds for N+1.
struct RepeatedPatternDetector: Detector {
    static let id = "m-n-plus-one"
    static let needs: [Evidence.Part] = [.queries]

    /// From where on it counts; the monitor's detector of running apps has the same.
    var rule = RepetitionRule()

    func findings(in evidence: Evidence) -> [Finding] {
        (evidence.queries.value?.endpoints ?? []).flatMap { endpoint in
            patterns(of: endpoint).map { finding($0, endpoint, evidence) }
        }
    }

    /// The patterns of an endpoint that count.
    func patterns(of endpoint: QueryEvidence.Row) -> [QueryEvidence.Row.Pattern] {
        endpoint.patterns.filter { pattern in
            rule.counts(
                calls: pattern.repetitions, distinctParameters: pattern.distinctParameters,
                writes: endpoint.statements.contains { $0.writes && pattern.statements.contains($0.sql) },
                milliseconds: pattern.milliseconds, requestMilliseconds: endpoint.requestMilliseconds)
        }
    }

    private func finding(
        _ pattern: QueryEvidence.Row.Pattern, _ endpoint: QueryEvidence.Row, _ evidence: Evidence
    ) -> Finding {
        // One query for each statement of a round costs about as much as one round, so all others go.
        let saved = pattern.milliseconds * (1 - 1 / pattern.repetitions)
        let ofRequest = min(1, saved / max(endpoint.requestMilliseconds, 0.001))
        let weight = evidence.latency.value?.share(of: endpoint.name) ?? 0
        return Finding(
            detector: Self.id, severity: RepetitionRule.severity(savedShare: ofRequest),
            title: "M·N+1: \(pattern.statements.count) statements run \(rounded(pattern.repetitions)) times by turns "
                + "in a request",
            location: "\(endpoint.name): \(pattern.statements.joined(separator: "; "))",
            evidence: [
                .init("rounds", pattern.repetitions, "per request"), .init("calls", pattern.calls, "per request"),
                .init("different parameters", pattern.distinctParameters, "per request"),
                .init("time of these calls", pattern.milliseconds, "ms per request"),
                .init("time of the request", endpoint.requestMilliseconds, "ms"),
            ],
            pattern: .eagerLoading,
            estimate: .init(
                share: ofRequest * weight,
                basis: "one round of \(rounded(pattern.repetitions)) stays; the endpoint has \(percent(weight)) of all "
                    + "response time"),
            effortHours: 6)
    }
}
