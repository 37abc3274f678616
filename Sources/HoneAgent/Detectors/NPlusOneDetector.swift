import HoneCore

/// N+1: one statement runs again and again in a request, each time with other parameters.
struct NPlusOneDetector: Detector {
    static let id = "n-plus-one"
    static let needs: [Evidence.Part] = [.queries]

    /// From where on it counts; the monitor's detector of running apps has the same.
    var rule = RepetitionRule()

    func findings(in evidence: Evidence) -> [Finding] {
        (evidence.queries.value?.endpoints ?? []).flatMap { endpoint in
            // A statement of a pattern is reported with the others of it.
            let grouped = Set(RepeatedPatternDetector().patterns(of: endpoint).flatMap(\.statements))
            return endpoint.statements.filter { counts($0, in: endpoint) && !grouped.contains($0.sql) }
                .map { finding($0, endpoint, evidence) }
        }
    }

    private func counts(_ statement: QueryEvidence.Statement, in endpoint: QueryEvidence.Row) -> Bool {
        rule.counts(
            calls: statement.calls, distinctParameters: statement.distinctParameters, writes: statement.writes,
            milliseconds: statement.millisecondsPerRequest, requestMilliseconds: endpoint.requestMilliseconds)
    }

    private func finding(
        _ statement: QueryEvidence.Statement, _ endpoint: QueryEvidence.Row, _ evidence: Evidence
    ) -> Finding {
        // One query that returns all rows costs about as much as the most expensive single call, so N - 1 calls go.
        let saved = (statement.calls - 1) * statement.milliseconds
        let ofRequest = min(1, saved / max(endpoint.requestMilliseconds, 0.001))
        let weight = evidence.latency.value?.share(of: endpoint.name) ?? 0
        return Finding(
            detector: Self.id, severity: RepetitionRule.severity(savedShare: ofRequest),
            title: "N+1: one statement runs \(rounded(statement.calls)) times in a request",
            location: "\(endpoint.name): \(statement.sql)",
            evidence: [.init("calls", statement.calls, "per request")]
                + (statement.distinctParameters.map { [.init("different parameters", $0, "per request")] } ?? []) + [
                    .init("time of these calls", statement.millisecondsPerRequest, "ms per request"),
                    .init("time of the request", endpoint.requestMilliseconds, "ms"),
                    .init("queries in all", endpoint.queries, "per request"),
                ],
            pattern: .eagerLoading,
            estimate: .init(
                share: ofRequest * weight,
                basis: "\(rounded(statement.calls - 1)) of \(rounded(statement.calls)) calls of "
                    + "\(rounded(statement.milliseconds)) ms go; the endpoint has \(percent(weight)) of all "
                    + "response time"
            ),
            effortHours: 4)
    }
}
