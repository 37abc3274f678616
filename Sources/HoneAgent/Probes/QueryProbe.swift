import Foundation
import HoneDatabase

/// Asks for each endpoint a few times, one request at a time, and reads what the preloaded tracer logged in between:
/// so each statement belongs to exactly one request.
struct QueryProbe: Sendable {
    let requester: Requester
    let directory: URL
    /// Requests with the same path, which show whether the endpoint repeats itself.
    var same = 2
    /// Requests with other paths, which show more parameters.
    var others = 3

    /// What was seen, and the statements with their parameters for the index advisor (which stay in memory: they may
    /// hold secrets).
    struct Outcome {
        var evidence: QueryEvidence
        var workload: Workload
    }

    func gather(_ endpoints: [Target.Endpoint], observe: Observer) async throws -> Outcome {
        var reader = QueryLogReader(directory: directory)
        var rows: [QueryEvidence.Row] = []
        var workload = WorkloadRecorder()
        for (index, endpoint) in endpoints.enumerated() {
            observe(Progress("queries", endpoint.name, fraction: Double(index) / Double(endpoints.count)))
            // The first request may open a pool's connections and fill caches: it is not counted.
            _ = try await requester.send(endpoint, path: endpoint.paths[0])
            _ = try await settledRecords(&reader)
            let paths =
                Array(repeating: endpoint.paths[0], count: same)
                + endpoint.paths.dropFirst().prefix(endpoint.isSafe ? others : 0)
            var requests: [ProbedRequest] = []
            for path in paths {
                let answer = try await requester.send(endpoint, path: path)
                requests.append(ProbedRequest(answer: answer, records: try await settledRecords(&reader)))
            }
            rows.append(QueryEvidence.Row(endpoint.name, requests, same: same))
            workload.add(requests, endpoint: endpoint)
        }
        guard reader.connectionsSeen > 0 else {
            throw ProbeFailure(
                "no SQLite connection was seen: the application does not use SQLite, or has it linked in statically "
                    + "where the tracer cannot see it")
        }
        return Outcome(
            evidence: QueryEvidence(
                endpoints: rows, dropped: reader.dropped, averageMilliseconds: average(rows, endpoints)),
            workload: workload.workload)
    }

    /// What was logged since the last call; a moment is waited for what an application does after it has answered.
    private func settledRecords(_ reader: inout QueryLogReader) async throws -> [QueryRecord] {
        var records: [QueryRecord] = []
        repeat {
            try await Task.sleep(for: .milliseconds(3))
            let new = try reader.readNew()
            records += new
            if new.isEmpty { return records }
        } while true
    }

    /// The mean time of a statement in the target's mix of endpoints.
    private func average(_ rows: [QueryEvidence.Row], _ endpoints: [Target.Endpoint]) -> Double {
        var time = 0.0
        var count = 0.0
        for (row, endpoint) in zip(rows, endpoints) {
            time += endpoint.weight * row.databaseMilliseconds
            count += endpoint.weight * row.queries
        }
        return count > 0 ? time / count : 0
    }
}

/// A request and the records that belong to it.
struct ProbedRequest {
    var answer: Requester.Answer
    var records: [QueryRecord]

    /// The application's own statements, without pings, pragmas and transactions.
    var statements: [QueryRecord] { records.filter { $0.kind == .statement } }
}

extension QueryEvidence.Row {
    /// The row of an endpoint from its probed requests.
    init(_ name: String, _ requests: [ProbedRequest], same: Int) {
        let count = Double(requests.count)
        func perRequest(_ kind: QueryRecord.Kind) -> Double {
            Double(requests.reduce(0) { $0 + $1.records.filter { $0.kind == kind }.count }) / count
        }
        var groups: [String: [QueryRecord]] = [:]
        for request in requests { for record in request.statements { groups[record.sql, default: []].append(record) } }
        let statements = groups.map { sql, records in
            QueryEvidence.Statement(
                sql, records, requests: count,
                distinct: requests.map { request in
                    Double(Set(request.statements.filter { $0.sql == sql }.map(\.parameterKey)).count)
                }.reduce(0, +) / count)
        }.sorted { ($0.millisecondsPerRequest, $1.sql) > ($1.millisecondsPerRequest, $0.sql) }
        let repeated = requests.prefix(same)
        self.init(
            name: name, requests: requests.count, queries: perRequest(.statement),
            databaseMilliseconds: requests.flatMap(\.statements).reduce(0) { $0 + Double($1.nanoseconds) / 1e6 }
                / count,
            requestMilliseconds: requests.reduce(0) { $0 + Double($1.answer.nanoseconds) / 1e6 } / count,
            connections: perRequest(.connectionOpened), transactions: perRequest(.transaction),
            pings: perRequest(.ping),
            pragmas: perRequest(.pragma), statements: Array(statements.prefix(50)),
            repeatsItself: repeated.dropFirst().allSatisfy { request in
                request.answer.body == repeated[0].answer.body
                    && request.statements.map(\.parameterKey) == repeated[0].statements.map(\.parameterKey)
            })
    }
}

extension QueryEvidence.Statement {
    fileprivate init(_ sql: String, _ records: [QueryRecord], requests: Double, distinct: Double) {
        let calls = Double(records.count)
        func mean(_ value: (QueryRecord) -> Double) -> Double { records.reduce(0) { $0 + value($1) } / calls }
        self.init(
            sql: sql, calls: calls / requests, distinctParameters: distinct,
            milliseconds: mean { Double($0.nanoseconds) / 1e6 }, rows: mean { Double($0.rows) },
            scanSteps: mean { Double($0.fullScanSteps) }, sorts: mean { Double($0.sorts) },
            automaticIndexRows: mean { Double($0.automaticIndexRows) }, machineSteps: mean { Double($0.machineSteps) },
            writes: records.contains(where: \.writes))
    }
}
