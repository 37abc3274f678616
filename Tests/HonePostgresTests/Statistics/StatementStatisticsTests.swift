import HoneDatabase
import HoneTesting
import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct StatementStatisticsTests {
        static let schema = """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE users (id int PRIMARY KEY, name text);
            INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 2000) n;
            """

        @Test func whatHappenedInBetweenIsToldWithItsCounts() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let app = try database.connect()
                let statistics = try StatementStatistics(try database.connect())
                #expect(try statistics.next().isEmpty)
                for id in 1...7 { try app.rows("SELECT name FROM users WHERE id = $1", ["\(id)"]) }
                try app.rows("SELECT count(*) FROM users WHERE name LIKE '%5%'")
                let uses = try statistics.next()
                #expect(uses.count == 2)
                let point = try #require(uses.first { $0.sql == "SELECT name FROM users WHERE id = $1" })
                #expect(point.calls == 7 && point.rows == 7)
                #expect(point.milliseconds > 0)
                #expect(point.blocksHit + point.blocksRead >= 7)
                #expect(point.kind == .statement && !point.writes)
                let scan = try #require(uses.first { $0.sql == "SELECT count(*) FROM users WHERE name LIKE $1" })
                #expect(scan.calls == 1 && scan.rows == 1)
                #expect(try statistics.next().isEmpty)
                try app.rows("SELECT name FROM users WHERE id = $1", ["9"])
                #expect(try statistics.next().map(\.calls) == [1])
                #expect(try statistics.evictions() == 0)
            }
        }

        @Test func writesAndTransactionsAreToldApart() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let app = try database.connect()
                let statistics = try StatementStatistics(try database.connect())
                try app.execute("BEGIN")
                try app.rows("UPDATE users SET name = $1 WHERE id <= $2", ["x", "3"])
                try app.execute("COMMIT")
                let uses = try statistics.next()
                #expect(uses.filter { $0.kind == .transaction }.map(\.sql).sorted() == ["BEGIN", "COMMIT"])
                let update = try #require(uses.first { $0.writes })
                #expect(update.rows == 3 && update.calls == 1)
                let both = update.adding(update)
                #expect(both.rows == 6 && both.calls == 2 && both.milliseconds == 2 * update.milliseconds)
            }
        }

        @Test func statementsInsideFunctionsBelongToTheirCaller() async throws {
            let function = """
                CREATE FUNCTION twofold() RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN PERFORM name FROM users WHERE id = 1; RETURN (SELECT count(*) FROM users); END $$;
                """
            try await TestDatabase.with(Self.schema + function) { database in
                let app = try database.connect()
                let statistics = try StatementStatistics(try database.connect())
                try app.rows("SELECT twofold()")
                #expect(try statistics.next().map(\.sql) == ["SELECT twofold()"])
            }
        }

        @Test func otherDatabasesAreNotCounted() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let statistics = try StatementStatistics(try database.connect())
                try PostgresConnection(try PostgresAddress(database.server.url())).rows("SELECT 1 + 1")
                #expect(try statistics.next().isEmpty)
            }
        }

        @Test func afterAResetCountingGoesOn() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let app = try database.connect()
                let statistics = try StatementStatistics(try database.connect())
                for _ in 1...5 { try app.rows("SELECT count(*) FROM users") }
                #expect(try statistics.next().map(\.calls) == [5])
                try app.rows("SELECT pg_stat_statements_reset()")
                for _ in 1...2 { try app.rows("SELECT count(*) FROM users") }
                let after = try statistics.next().filter { $0.sql.contains("FROM users") }
                #expect(after.map(\.calls) == [2])
            }
        }

        @Test func aMissingExtensionIsTold() async throws {
            try await TestDatabase.with { database in
                let problem = #expect(throws: PostgresProblem.self) {
                    try StatementStatistics(try database.connect())
                }
                #expect(problem?.kind == .missingExtension)
                #expect(problem?.remedy.contains("CREATE EXTENSION pg_stat_statements") == true)
                #expect(problem?.remedy.contains("shared_preload_libraries") == true)
            }
        }

        @Test func anOldExtensionIsTold() async throws {
            try await TestDatabase.with("CREATE EXTENSION pg_stat_statements VERSION '1.7'") { database in
                let problem = #expect(throws: PostgresProblem.self) {
                    try StatementStatistics(try database.connect())
                }
                #expect(problem?.remedy.contains("ALTER EXTENSION pg_stat_statements UPDATE") == true)
            }
        }

        @Test func aRoleThatSeesNoTextsIsTold() async throws {
            let role = "reader_\(UInt32.random(in: 0...UInt32.max))"
            try await TestDatabase.with(Self.schema + "CREATE ROLE \(role) LOGIN") { database in
                defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
                let app = try database.connect()
                let address = try PostgresAddress(database.server.url(database: database.name, user: role))
                let statistics = try StatementStatistics(try PostgresConnection(address))
                try app.rows("SELECT count(*) FROM users")
                let problem = #expect(throws: PostgresProblem.self) { try statistics.next() }
                #expect(problem?.kind == .permission)
                #expect(problem?.remedy.contains("GRANT pg_read_all_stats") == true)
            }
        }
    }
}

/// Servers that are set up otherwise.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OtherServerTests {
    @Test func aLibraryThatIsNotLoadedIsTold() async throws {
        let server = try await PostgresServer.start(.init(preload: []))
        defer { server.stop() }
        let db = try PostgresConnection(try PostgresAddress(server.url()))
        try db.execute("CREATE EXTENSION pg_stat_statements")
        let problem = #expect(throws: PostgresProblem.self) { try StatementStatistics(db) }
        #expect(problem?.kind == .missingExtension)
        #expect(problem?.found.contains("not loaded") == true)
        #expect(problem?.remedy.contains("restart the server") == true)
    }

    @Test func trackingThatIsOffIsTold() async throws {
        let server = try await PostgresServer.start(.init(settings: ["pg_stat_statements.track": "none"]))
        defer { server.stop() }
        let db = try PostgresConnection(try PostgresAddress(server.url()))
        try db.execute("CREATE EXTENSION pg_stat_statements")
        let problem = #expect(throws: PostgresProblem.self) { try StatementStatistics(db) }
        #expect(problem?.remedy.contains("pg_stat_statements.track = 'top'") == true)
    }
}
