import HoneCore

/// A database connection that is opened for each request and thrown away after it: the schema is read and parsed, and
/// the page cache starts empty, each time.
struct ConnectionPerRequestDetector: Detector {
    static let id = "connection-per-request"
    static let needs: [Evidence.Part] = [.queries]

    /// Connections opened per request from which on it counts; a pool that grows opens fewer.
    var connections = 0.9

    func findings(in evidence: Evidence) -> [Finding] {
        let querying = (evidence.queries.value?.endpoints ?? []).filter { $0.queries > 0 }
        let opening = querying.filter { $0.connections >= connections }
        guard !opening.isEmpty else { return [] }
        let perRequest = opening.reduce(0) { $0 + $1.connections } / Double(opening.count)
        let weight = opening.reduce(0.0) { $0 + (evidence.latency.value?.share(of: $1.name) ?? 0) }
        return [
            Finding(
                detector: Self.id, severity: weight >= 0.3 || opening.count * 2 > querying.count ? .high : .medium,
                title: "A database connection is opened for each request",
                location: opening.count == querying.count
                    ? "every endpoint that queries (\(opening.count))" : opening.map(\.name).joined(separator: ", "),
                evidence: [
                    .init("connections opened", perRequest, "per request"),
                    .init("endpoints", Double(opening.count), "of \(querying.count) that query"),
                ],
                pattern: .connectionPooling,
                // What opening costs depends on the schema and the cache that is lost: only the trial can tell.
                estimate: nil, effortHours: 2)
        ]
    }
}
