import Foundation
import HoneCore
import HoneDatabase
import HonePostgres
import HoneTesting
import Testing

@testable import HoneAgent

/// An application that answers from PostgreSQL, and a server that the test starts.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PostgresProbeTests {
    static let schema = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE chefs (id int PRIMARY KEY, name text);
        CREATE TABLE dishes (id int PRIMARY KEY, chef int, title text);
        INSERT INTO chefs SELECT n, 'chef ' || n FROM generate_series(1, 200) n;
        INSERT INTO dishes SELECT n, n % 200 + 1, 'dish ' || n FROM generate_series(1, 20000) n;
        ANALYZE;
        """

    /// What the application executes for a path.
    static func queries(_ path: String) -> [String] {
        switch path {
        case "/chefs":
            ["BEGIN", "SELECT id, name FROM chefs WHERE id <= 6"]
                + (1...6).map { "SELECT title FROM dishes WHERE chef = \($0)" } + ["COMMIT"]
        case "/count": ["SELECT count(*) FROM chefs", "SELECT 1"]
        default: []
        }
    }

    /// Starts both and gives the application's target.
    private func with(
        schema: String = schema, _ body: (Target, PostgresAddress) async throws -> Void
    ) async throws {
        let server = try await PostgresServer.start(.init(password: "s3cret"))
        defer { server.stop() }
        try PostgresConnection(try PostgresAddress(server.url())).execute("CREATE DATABASE shop")
        let address = try PostgresAddress(server.networkURL(database: "shop", password: "s3cret"))
        if !schema.isEmpty { try PostgresConnection(address).execute(schema) }
        // A connection for each request, as applications without a pool have it.
        let application = try await FixtureServer.start { request in
            guard let db = try? PostgresConnection(address) else { return .init(status: 500) }
            for sql in Self.queries(request.path) where (try? db.execute(sql)) == nil { return .init(status: 500) }
            return .init(body: "answer")
        }
        var target = Target(url: application.url)
        target.postgres = address
        target.endpoints = [.init(template: "/chefs", weight: 3), .init(template: "/count"), .init(template: "/none")]
        do {
            try await body(target, address)
        } catch {
            try await application.stop()
            throw error
        }
        try await application.stop()
    }

    @Test("Each statement is told with its endpoint, its calls and its blocks")
    func statements() async throws {
        try await with { target, address in
            let requester = Requester(target: target)
            let outcome = try await PostgresProbe(requester: requester, address: address)
                .gather(target.endpoints) { _ in }
            await requester.close()
            let rows = outcome.evidence.endpoints
            #expect(rows.map(\.name) == ["GET /chefs", "GET /count", "GET /none"])
            let chefs = rows[0]
            #expect(chefs.requests == 2 && chefs.queries == 7 && chefs.transactions == 2 && chefs.repeatsItself)
            #expect(chefs.databaseMilliseconds > 0 && chefs.requestMilliseconds > chefs.databaseMilliseconds)
            #expect(chefs.connections >= 0.5)
            let dishes = try #require(chefs.statements.first { $0.sql.contains("dishes") })
            #expect(dishes.sql == "SELECT title FROM dishes WHERE chef = $1")
            #expect(dishes.calls == 6 && dishes.distinctParameters == nil && dishes.rows == 100)
            #expect(dishes.scanSteps == 20_000 && dishes.sorts == 0 && !dishes.writes)
            #expect((dishes.blocksHit ?? 0) + (dishes.blocksRead ?? 0) > 50)
            #expect(rows[1].queries == 1 && rows[1].pings == 1 && rows[1].statements.count == 1)
            #expect(rows[2].queries == 0 && rows[2].statements.isEmpty)
            #expect(outcome.evidence.dropped == 0 && outcome.evidence.averageMilliseconds > 0)
            let workload = outcome.workload.statements
            #expect(workload.count == 3)
            let weighted = try #require(workload.first { $0.sql.contains("dishes") })
            #expect(weighted.calls == 18 && weighted.endpoints == ["GET /chefs"] && weighted.parameters.isEmpty)
        }
    }

    @Test("The detectors of SQLite find the same in it, and indices are measured on copies")
    func findings() async throws {
        // Enough rows that the repeated query is what a request takes, on any machine.
        try await with(schema: Self.schema.replacing("20000", with: "200000")) { target, address in
            let folder = try TemporaryFolder()
            let agent = try Agent(Workspace(folder: folder.url, target: target))
            var evidence = Evidence(url: target.url, machine: .current(), seed: 1, applied: [])
            let workload = try await agent.survey.counted(TargetSettings(switches: []), address, &evidence)
            let queries = try #require(evidence.queries.value)
            #expect(queries.endpoints.map(\.queries) == [7, 1, 0])
            evidence.advice = try await agent.survey.advice(workload, address)
            let index = try #require(evidence.advice.value?.indexes.first)
            #expect(index.table == "dishes" && index.columns.first == "chef")
            let found = Set(Diagnosis(evidence).findings.map(\.detector))
            #expect(found.contains("n-plus-one") && found.contains("missing-index"))
            // Nothing of it holds the password.
            let text = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
            #expect(!text.contains("s3cret"))
            #expect(!"\(target)".contains("s3cret"))
        }
    }

    @Test("A missing extension is part of the evidence, with what to do")
    func missingExtension() async throws {
        try await with(schema: "CREATE TABLE chefs (id int, name text); CREATE TABLE dishes (chef int, title text)") {
            target, address in
            let folder = try TemporaryFolder()
            let agent = try Agent(Workspace(folder: folder.url, target: target))
            var evidence = Evidence(url: target.url, machine: .current(), seed: 1, applied: [])
            let workload = try await agent.survey.counted(TargetSettings(switches: []), address, &evidence)
            #expect(workload == nil)
            #expect(evidence.queries.reason?.contains("CREATE EXTENSION pg_stat_statements") == true)
            #expect(evidence.queries.reason?.contains("s3cret") == false)
            #expect(try await agent.survey.advice(workload, address).reason?.contains("no queries") == true)
        }
    }

    @Test("An application that asks another database is told")
    func anotherDatabase() async throws {
        try await with { target, address in
            let requester = Requester(target: target)
            let failure = await #expect(throws: ProbeFailure.self) {
                try await PostgresProbe(requester: requester, address: address)
                    .gather([.init(template: "/none")]) { _ in }
            }
            await requester.close()
            #expect(failure?.description.contains("no statement of the application was seen") == true)
            #expect(failure?.description.contains("s3cret") == false)
        }
    }
}
