import Foundation
import GRDB
import HoneCore
import HoneDatabase

@testable import HoneAgent

/// Evidence of one endpoint, `GET /a`, as a probe would have recorded it.
func recorded(_ change: (inout Evidence) -> Void) -> Evidence {
    var evidence = Evidence(
        url: "http://127.0.0.1", machine: .init(system: "", processor: "", cores: 2, memory: 1), seed: 1, applied: [])
    change(&evidence)
    return evidence
}

/// The row of `GET /a` with these statements.
func row(
    _ statements: QueryEvidence.Statement..., request: Double = 100, use: TransactionUse = TransactionUse(),
    patterns: [QueryEvidence.Row.Pattern] = []
) -> QueryEvidence.Row {
    QueryEvidence.Row(
        name: "GET /a", requests: 4, queries: statements.reduce(0) { $0 + $1.calls },
        databaseMilliseconds: statements.reduce(0) { $0 + $1.millisecondsPerRequest }, requestMilliseconds: request,
        connections: 0, statements: statements, repeatsItself: false, use: use, patterns: patterns)
}

/// Evidence of queries with that row alone.
func queries(
    _ row: QueryEvidence.Row, plans: WorkloadPlans? = nil, contention: QueryEvidence.Contention? = nil,
    logs: [WriteAheadLogState] = []
) -> Gathered<QueryEvidence> {
    .measured(
        QueryEvidence(
            endpoints: [row], dropped: 0, averageMilliseconds: 1, plans: plans, contention: contention, logs: logs))
}

/// Evidence of a real database in which the tables are said to have these rows.
func database(_ rows: [String: Int], journal: String = "wal", wal: Int = 0) throws -> Gathered<DatabaseInspection> {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "app.db").path
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
        for table in rows.keys.sorted() { try db.execute(sql: "CREATE TABLE \(table) (a INTEGER)") }
    }
    try queue.close()
    var inspection = try DatabaseInspection.inspect(path: path)
    inspection.path = "app.db"
    inspection.journalMode = journal
    inspection.walSize = wal
    for place in inspection.tables.indices { inspection.tables[place].rows = rows[inspection.tables[place].name] ?? 0 }
    return .measured(inspection)
}

/// What the index advisor really measures of one statement on a table `t (a)` of 20,000 rows.
func advice(_ sql: String, _ values: [SQLValue]) throws -> Gathered<IndexAdvice> {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "app.db").path
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
        try db.execute(
            sql: """
                CREATE TABLE t (a INTEGER);
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO t SELECT i FROM n;
                """)
    }
    try queue.close()
    return .measured(
        try IndexAdvisor.advise(
            database: path,
            workload: Workload(statements: [.init(sql: sql, parameters: [values], calls: 1, endpoints: ["GET /a"])]),
            workFolder: folder.url.path))
}
