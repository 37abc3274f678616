import HoneCore

/// The same statement with the same values again in the same request, with no write in between: the answer was known.
/// Source: the panel of Django Debug Toolbar marks duplicates the same way; the threshold of time is ours.
struct DuplicateQueryDetector: Detector {
    static let id = "duplicate-query"
    static let needs: [Evidence.Part] = [.queries]

    /// From where on it counts; the monitor's detector of running apps has the same.
    var rule = DuplicateRule()

    func findings(in evidence: Evidence) -> [Finding] {
        (evidence.queries.value?.endpoints ?? []).flatMap { endpoint in
            endpoint.statements.filter { counts($0, in: endpoint) }.map { finding($0, endpoint, evidence) }
        }
    }

    private func counts(_ statement: QueryEvidence.Statement, in endpoint: QueryEvidence.Row) -> Bool {
        rule.counts(
            repetitions: statement.duplicates, milliseconds: statement.duplicates * statement.milliseconds,
            requestMilliseconds: endpoint.requestMilliseconds)
    }

    private func finding(
        _ statement: QueryEvidence.Statement, _ endpoint: QueryEvidence.Row, _ evidence: Evidence
    ) -> Finding {
        let saved = statement.duplicates * statement.milliseconds
        let ofRequest = min(1, saved / max(endpoint.requestMilliseconds, 0.001))
        let weight = evidence.latency.value?.share(of: endpoint.name) ?? 0
        return Finding(
            detector: Self.id, severity: DuplicateRule.severity(savedShare: ofRequest),
            title: "A query is repeated \(rounded(statement.duplicates)) times in a request with the same values",
            location: "\(endpoint.name): \(statement.sql)",
            evidence: [
                .init("repetitions", statement.duplicates, "per request"),
                .init("calls", statement.calls, "per request"),
                .init("time of the repetitions", saved, "ms per request"),
                .init("time of the request", endpoint.requestMilliseconds, "ms"),
            ],
            pattern: .eagerLoading,
            estimate: .init(
                share: ofRequest * weight,
                basis: "\(rounded(statement.duplicates)) of \(rounded(statement.calls)) calls go; the endpoint has "
                    + "\(percent(weight)) of all response time"),
            effortHours: 1)
    }
}
