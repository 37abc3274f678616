import HoneCore

/// An endpoint that gives the same answer from the same statements with the same parameters each time, without
/// authorization: its answer could be kept in memory.
struct ApplicationCacheDetector: Detector {
    static let id = "no-application-cache"
    static let needs: [Evidence.Part] = [.queries]

    /// Time inside the database per request, in ms, below which a cache would not be noticed.
    var milliseconds = 1.0

    func findings(in evidence: Evidence) -> [Finding] {
        let ofUsers = Set((evidence.http.value?.answers ?? []).filter(\.isForUser).map(\.name))
        return (evidence.queries.value?.endpoints ?? []).filter { endpoint in
            endpoint.name.hasPrefix("GET ") && endpoint.repeatsItself && endpoint.requests > 1
                && endpoint.queries > 0 && endpoint.databaseMilliseconds >= milliseconds
        }.map { endpoint in
            let ofRequest = min(1, endpoint.databaseMilliseconds / max(endpoint.requestMilliseconds, 0.001))
            let weight = evidence.latency.value?.share(of: endpoint.name) ?? 0
            return Finding(
                detector: Self.id, severity: ofRequest * weight >= 0.1 ? .medium : .low,
                title: "The same answer is computed again for each request",
                location: endpoint.name,
                evidence: [
                    .init("queries", endpoint.queries, "per request"),
                    .init("database time", endpoint.databaseMilliseconds, "ms per request"),
                    .init("answers differ by user", ofUsers.contains(endpoint.name) ? 1 : 0, "(1 yes, 0 no)"),
                ],
                pattern: .applicationCache,
                estimate: .init(
                    share: ofRequest * weight,
                    basis: "a hit spares the \(percent(ofRequest)) of the request that the database takes; "
                        + "the endpoint has \(percent(weight)) of all response time; every request taken as a hit"),
                effortHours: 3)
        }
    }
}
