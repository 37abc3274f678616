import HoneDatabase
import HonePostgres

/// Asks for each endpoint a few times, one request at a time, and reads from PostgreSQL's own statistics what was
/// executed in between: so each statement belongs to one request, as long as nobody else uses the database.
///
/// The server keeps neither values nor the order of statements. So every call of a statement counts as one with values
/// of its own, and the workload's statements come without any.
struct PostgresProbe: Sendable {
    let requester: Requester
    let address: PostgresAddress
    /// Requests with the same path, which show whether the endpoint repeats itself.
    var same = 2
    /// Requests with other paths.
    var others = 3
    /// Statements that are planned to see what they scan and sort, at most.
    var plans = 200

    /// What was seen, and the statements for the index advisor.
    struct Outcome {
        var evidence: QueryEvidence
        var workload: Workload
    }

    /// A request and what was executed for it.
    struct Request {
        var answer: Requester.Answer
        var uses: [StatementUse]

        /// The application's own statements, by their folded text.
        var statements: [String: StatementUse] {
            Dictionary(
                uses.filter { $0.kind == .statement }.map { ($0.folded, $0) }, uniquingKeysWith: { $0.adding($1) })
        }
    }

    func gather(_ endpoints: [Target.Endpoint], observe: Observer) async throws -> Outcome {
        let db = try PostgresConnection(address)
        let statistics = try StatementStatistics(db)
        var gathered: [(endpoint: Target.Endpoint, requests: [Request], connections: Double)] = []
        for (index, endpoint) in endpoints.enumerated() {
            observe(Progress("queries", endpoint.name, fraction: Double(index) / Double(endpoints.count)))
            // The first request may open a pool's connections and fill caches: it is not counted.
            _ = try await requester.send(endpoint, path: endpoint.paths[0])
            _ = try await settled(statistics)
            let before = try statistics.sessions()
            let paths =
                Array(repeating: endpoint.paths[0], count: same)
                + endpoint.paths.dropFirst().prefix(endpoint.isSafe ? others : 0)
            var requests: [Request] = []
            for path in paths {
                let answer = try await requester.send(endpoint, path: path)
                requests.append(Request(answer: answer, uses: try await settled(statistics)))
            }
            let opened = try statistics.sessions().flatMap { after in before.map { after - $0 } } ?? 0
            gathered.append((endpoint, requests, Double(opened) / Double(requests.count)))
        }
        guard gathered.contains(where: { $0.requests.contains { !$0.statements.isEmpty } }) else {
            throw ProbeFailure(
                "no statement of the application was seen in \(address): it uses another database, or answers from a cache"
            )
        }
        let plans = StatementPlans(db, limit: plans)
        let rows = gathered.map { QueryEvidence.Row($0.endpoint.name, $0.requests, $0.connections, same: same, plans) }
        return Outcome(
            evidence: QueryEvidence(
                endpoints: rows, dropped: try statistics.evictions(),
                averageMilliseconds: average(rows, gathered.map(\.endpoint))),
            workload: workload(gathered.map { ($0.endpoint, $0.requests) }))
    }

    /// What was executed since the last call; a moment is waited for what an application does after it has answered.
    private func settled(_ statistics: StatementStatistics) async throws -> [StatementUse] {
        var uses: [StatementUse] = []
        // A database that never rests is told by its statements, not waited for.
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(5))
            let new = try statistics.next()
            if new.isEmpty { return uses }
            uses += new
        }
        return uses
    }

    private func average(_ rows: [QueryEvidence.Row], _ endpoints: [Target.Endpoint]) -> Double {
        var time = 0.0
        var count = 0.0
        for (row, endpoint) in zip(rows, endpoints) {
            time += endpoint.weight * row.databaseMilliseconds
            count += endpoint.weight * row.queries
        }
        return count > 0 ? time / count : 0
    }

    private func workload(_ gathered: [(endpoint: Target.Endpoint, requests: [Request])]) -> Workload {
        var statements: [String: Workload.Statement] = [:]
        var order: [String] = []
        for (endpoint, requests) in gathered {
            for use in requests.flatMap(\.uses) where use.kind == .statement {
                if statements[use.sql] == nil { order.append(use.sql) }
                var statement = statements[use.sql] ?? Workload.Statement(sql: use.sql, calls: 0)
                statement.calls += endpoint.weight * Double(use.calls) / Double(requests.count)
                if !statement.endpoints.contains(endpoint.name) { statement.endpoints.append(endpoint.name) }
                statements[use.sql] = statement
            }
        }
        return Workload(statements: order.compactMap { statements[$0] })
    }
}

extension QueryEvidence.Row {
    /// The row of an endpoint from its probed requests.
    fileprivate init(
        _ name: String, _ requests: [PostgresProbe.Request], _ connections: Double, same: Int, _ plans: StatementPlans
    ) {
        let count = Double(requests.count)
        func perRequest(_ kind: QueryRecord.Kind) -> Double {
            Double(requests.flatMap(\.uses).filter { $0.kind == kind }.reduce(0) { $0 + $1.calls }) / count
        }
        var sums: [String: StatementUse] = [:]
        for request in requests { sums.merge(request.statements) { $0.adding($1) } }
        let statements = sums.map { QueryEvidence.Statement($0.key, $0.value, requests: count, plans) }
            .sorted { ($0.millisecondsPerRequest, $1.sql) > ($1.millisecondsPerRequest, $0.sql) }
        let repeated = requests.prefix(same)
        self.init(
            name: name, requests: requests.count, queries: perRequest(.statement),
            databaseMilliseconds: sums.values.reduce(0) { $0 + $1.milliseconds + $1.planMilliseconds } / count,
            requestMilliseconds: requests.reduce(0) { $0 + Double($1.answer.nanoseconds) / 1e6 } / count,
            connections: connections, transactions: perRequest(.transaction), pings: perRequest(.ping),
            pragmas: perRequest(.pragma), statements: Array(statements.prefix(50)),
            repeatsItself: repeated.dropFirst().allSatisfy { request in
                request.answer.body == repeated[0].answer.body
                    && request.statements.mapValues(\.calls) == repeated[0].statements.mapValues(\.calls)
            })
    }
}

extension QueryEvidence.Statement {
    fileprivate init(_ sql: String, _ use: StatementUse, requests: Double, _ plans: StatementPlans) {
        let calls = Double(max(1, use.calls))
        let work = plans.work(of: use.sql)
        self.init(
            // The server's statistics have no values.
            sql: sql, calls: calls / requests, distinctParameters: nil,
            milliseconds: (use.milliseconds + use.planMilliseconds) / calls, rows: Double(use.rows) / calls,
            scanSteps: work?.rowsScanned ?? 0, sorts: work?.sorts ?? 0, writes: use.writes)
        blocksHit = Double(use.blocksHit) / calls
        blocksRead = Double(use.blocksRead) / calls
    }
}
