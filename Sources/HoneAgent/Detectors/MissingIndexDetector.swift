import HoneCore
import HoneDatabase

/// Indices that made the recorded statements faster when they were tried on a copy of the database.
struct MissingIndexDetector: Detector {
    static let id = "missing-index"
    static let needs: [Evidence.Part] = [.advice]

    func findings(in evidence: Evidence) -> [Finding] {
        guard let advice = evidence.advice.value else { return [] }
        let total = advice.indexes.reduce(0) { $0 + $1.millisecondsSaved }
        let share = responseShare(of: advice, in: evidence)
        return advice.indexes.map { index in
            let ofAll = total > 0 ? index.millisecondsSaved / total : 0
            let slowest = index.serves.max { $0.millisecondsBefore < $1.millisecondsBefore }
            return Finding(
                detector: Self.id, severity: share * ofAll >= 0.1 ? .high : share * ofAll >= 0.02 ? .medium : .low,
                title: "An index on \(index.table) (\(index.columns.joined(separator: ", "))) is missing",
                location: slowest.map { "\(list($0.endpoints)): \($0.sql)" } ?? index.table,
                evidence: [
                    .init("slowest statement without it", slowest?.millisecondsBefore ?? 0, "ms"),
                    .init("with it", slowest?.millisecondsAfter ?? 0, "ms"),
                    .init("statements served", Double(index.serves.count), "statements"),
                    .init("size", Double(index.bytes) / 1e6, "MB"),
                    .init("write penalty", index.writes.microsecondsPerRow, "µs per row"),
                ],
                pattern: .indices,
                estimate: .init(
                    share: share * ofAll,
                    basis: "measured on a copy: the workload's queries take \(rounded(advice.millisecondsAfter)) "
                        + "instead of \(rounded(advice.millisecondsBefore)) ms with all \(advice.indexes.count) indices"
                ),
                effortHours: 0.5)
        }
    }

    /// The share of all response time that the indices together save: what goes of each endpoint's database time, times
    /// the database's part of its requests, times the endpoint's part of all response time.
    private func responseShare(of advice: IndexAdvice, in evidence: Evidence) -> Double {
        let queries = evidence.queries.value?.endpoints ?? []
        return advice.endpoints.reduce(0) { sum, endpoint in
            guard endpoint.millisecondsBefore > 0,
                let row = queries.first(where: { $0.name == endpoint.endpoint }), row.requestMilliseconds > 0
            else { return sum }
            let saved = 1 - endpoint.millisecondsAfter / endpoint.millisecondsBefore
            let ofRequest = min(1, row.databaseMilliseconds / row.requestMilliseconds)
            return sum + saved * ofRequest * (evidence.latency.value?.share(of: endpoint.endpoint) ?? 0)
        }
    }
}
