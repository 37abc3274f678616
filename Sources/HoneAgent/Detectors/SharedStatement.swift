import HoneCore
import HoneDatabase

/// A normalised statement over all endpoints that run it, for detectors that report a statement once.
struct SharedStatement {
    let sql: String
    /// The endpoints that run it and what it does in each, the one in which it costs most first.
    let uses: [(endpoint: QueryEvidence.Row, statement: QueryEvidence.Statement)]

    /// The use in which it costs a request most.
    var worst: QueryEvidence.Statement { uses[0].statement }

    /// "GET /a, GET /b: SELECT …".
    var location: String { "\(list(uses.map(\.endpoint.name))): \(sql)" }

    /// The share of all response time that the statement has.
    func share(in evidence: Evidence) -> Double {
        uses.reduce(0) { sum, use in
            let ofRequest = min(1, use.statement.millisecondsPerRequest / max(use.endpoint.requestMilliseconds, 0.001))
            return sum + ofRequest * (evidence.latency.value?.share(of: use.endpoint.name) ?? 0)
        }
    }

    /// Every statement of the evidence for which `counts` holds in at least one endpoint; the dearest first.
    static func all(
        in queries: QueryEvidence?, where counts: (QueryEvidence.Statement) -> Bool
    ) -> [SharedStatement] {
        var uses: [String: [(endpoint: QueryEvidence.Row, statement: QueryEvidence.Statement)]] = [:]
        for endpoint in queries?.endpoints ?? [] {
            for statement in endpoint.statements where counts(statement) {
                uses[statement.sql, default: []].append((endpoint, statement))
            }
        }
        return uses.map { sql, uses in
            SharedStatement(
                sql: sql,
                uses: uses.sorted {
                    ($0.statement.millisecondsPerRequest, $1.endpoint.name)
                        > ($1.statement.millisecondsPerRequest, $0.endpoint.name)
                })
        }.sorted { ($0.worst.millisecondsPerRequest, $1.sql) > ($1.worst.millisecondsPerRequest, $0.sql) }
    }
}

extension Evidence {
    /// What the index advisor measured of a statement.
    enum IndexMeasurement {
        /// It was not asked, or the statement was not in its workload.
        case unknown
        /// Indexes were tried and none makes it faster.
        case noneHelps
        /// What a call takes without and with all advised indexes, at least one of which serves it, in ms.
        case helps(Double, Double)
    }

    /// What the index advisor measured of a normalised statement; it measures the texts that the application sent.
    func measuredIndex(for sql: String) -> IndexMeasurement {
        guard let advice = advice.value else { return .unknown }
        guard let measured = advice.statements.first(where: { sameStatement($0.sql, sql) }) else { return .unknown }
        let isServed = advice.indexes.contains { $0.serves.contains { sameStatement($0.sql, sql) } }
        return isServed ? .helps(measured.millisecondsBefore, measured.millisecondsAfter) : .noneHelps
    }
}
