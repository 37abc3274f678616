import Foundation
import HoneDatabase
import HoneLoad

/// Asks for each endpoint a few times, one request at a time, and reads in between which statements the application's
/// own monitor counted: for an application that Hone does not start, or whose database the tracer cannot see.
struct MonitorQueryProbe: Sendable {
    let requester: Requester
    let monitor: MonitorReader
    /// Requests of each endpoint that are counted.
    var requests = 5

    /// - Throws: `ProbeFailure` when the monitor stops answering in the middle.
    func gather(_ endpoints: [Target.Endpoint], observe: Observer) async throws -> QueryEvidence {
        var rows: [QueryEvidence.Row] = []
        var (time, count) = (0.0, 0.0)
        let run = UUID().uuidString.prefix(8).lowercased()
        for (index, endpoint) in endpoints.enumerated() {
            observe(Progress("queries", endpoint.name, fraction: Double(index) / Double(endpoints.count + 1)))
            let ids = (0...requests).map { "hone-\(run)-\(index)-\($0)" }
            // The first request may open a pool's connections and fill caches: it is not counted.
            _ = try await requester.send(endpoint, path: endpoint.paths[0], headers: [Self.identity(ids[requests])])
            let before = try await counts(of: endpoint)
            var nanoseconds: UInt64 = 0
            for number in 0..<requests {
                let path = endpoint.isSafe ? endpoint.paths[number % endpoint.paths.count] : endpoint.paths[0]
                let answer = try await requester.send(
                    endpoint, path: path, headers: [Self.identity(ids[number])])
                nanoseconds += answer.nanoseconds
            }
            let row = Self.row(
                endpoint, requests: requests, requestMilliseconds: Double(nanoseconds) / Double(requests) / 1e6,
                before: before, after: try await counts(of: endpoint), kept: await kept(ids))
            time += endpoint.weight * row.databaseMilliseconds
            count += endpoint.weight * row.queries
            rows.append(row)
        }
        return QueryEvidence(
            endpoints: rows, dropped: 0, averageMilliseconds: count > 0 ? time / count : 0,
            unseen: [
                "values (but whether they were the same), plans, rows, locks and connections: the statements were "
                    + "counted by \(MonitorReader.source)"
            ], source: MonitorReader.source)
    }

    private func counts(of endpoint: Target.Endpoint) async throws -> [MonitorReader.Query] {
        guard let queries = await monitor.queries() else {
            throw ProbeFailure("\(MonitorReader.source) does not answer any more")
        }
        let shape = Self.shape(endpoint.name)
        return queries.filter { Self.shape($0.endpoint) == shape }
    }

    /// By which the monitor names the request if it keeps it.
    private static func identity(_ id: String) -> Scenario.Header { .init("X-Request-ID", id) }

    /// Those of the requests that the monitor kept: it keeps the slowest and those that it found something in.
    private func kept(_ ids: [String]) async -> [MonitorReader.Request] {
        var kept: [MonitorReader.Request] = []
        for id in ids {
            if let request = await monitor.request(id: id) { kept.append(request) }
        }
        return kept
    }

    /// An endpoint's name without what its parameters are called: `GET /api/chefs/{}`.
    static func shape(_ name: String) -> String {
        name.replacing(/\{[^}]*\}/, with: "{}").replacing(/\/:[^\/]+/, with: "/{}")
    }

    /// What was added between two looks.
    static func row(
        _ endpoint: Target.Endpoint, requests: Int, requestMilliseconds: Double, before: [MonitorReader.Query],
        after: [MonitorReader.Query], kept: [MonitorReader.Request] = []
    ) -> QueryEvidence.Row {
        let each = Double(max(1, requests))
        let repeats = StatementRepeats.mean(of: kept)
        var statements: [QueryEvidence.Statement] = []
        for now in after {
            let then = before.first { $0.sql == now.sql && $0.place == now.place && $0.endpoint == now.endpoint }
            let calls = now.count - (then?.count ?? 0)
            guard calls > 0 else { continue }
            let spent = max(0, now.milliseconds - (then?.milliseconds ?? 0))
            let repeated = repeats[.init(sql: now.sql, place: now.place)]
            statements.append(
                QueryEvidence.Statement(
                    sql: now.sql, calls: Double(calls) / each, distinctParameters: repeated?.distinct,
                    milliseconds: spent / Double(calls), writes: StatementRepeats.writes(now.sql),
                    duplicates: repeated?.duplicates ?? 0))
        }
        statements.sort { $0.millisecondsPerRequest > $1.millisecondsPerRequest }
        return QueryEvidence.Row(
            name: endpoint.name, requests: requests, queries: statements.reduce(0) { $0 + $1.calls },
            databaseMilliseconds: statements.reduce(0) { $0 + $1.millisecondsPerRequest },
            requestMilliseconds: requestMilliseconds, connections: 0, statements: Array(statements.prefix(50)),
            repeatsItself: false, writes: statements.reduce(0) { $0 + ($1.writes ? $1.calls : 0) })
    }
}
