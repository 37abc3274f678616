import HoneDatabase
import HoneTesting
import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct IndexAdvisorTests {
        static let schema = """
            CREATE TABLE customers (id int PRIMARY KEY, city text, name text, email text);
            CREATE TABLE orders (
                id int PRIMARY KEY, customer_id int REFERENCES customers, state text, created date, total numeric,
                note text, number int GENERATED ALWAYS AS (id + 1) STORED);
            INSERT INTO customers SELECT n, 'city ' || n % 50, 'name ' || n, 'mail' || n FROM generate_series(1, 5000) n;
            INSERT INTO orders SELECT n, n % 5000 + 1, 'state ' || n % 7, date '2025-01-01' + n % 365, n, repeat('x', 80)
                FROM generate_series(1, 60000) n;
            """

        static func settings() -> AdvisorSettings {
            var settings = AdvisorSettings()
            settings.maximumSeconds = 40
            settings.secondsPerMeasurement = 0.02
            return settings
        }

        /// What is on the server: databases, and the indexes of one.
        func inventory(_ database: TestDatabase) throws -> [[String?]] {
            let db = try database.connect()
            let rows = try db.rows(
                """
                SELECT datname FROM pg_database UNION ALL SELECT indexname FROM pg_indexes
                UNION ALL SELECT extname FROM pg_extension ORDER BY 1
                """)
            return (0..<rows.count).map(rows.row)
        }

        @Test(arguments: [true, false])
        func itAdvisesWhatItMeasuredAndLeavesTheDatabaseAlone(usesHypoPG: Bool) async throws {
            try await TestDatabase.with(Self.schema) { database in
                let before = try inventory(database)
                let workload = Workload(statements: [
                    .init(
                        sql: "SELECT * FROM orders WHERE customer_id = $1 ORDER BY created DESC LIMIT 5",
                        parameters: [[.integer(17)], [.integer(4_000)]], calls: 100, endpoints: ["GET /orders"]),
                    .init(
                        sql: "SELECT name FROM customers WHERE id = $1", parameters: [[.integer(3)]], calls: 100,
                        endpoints: ["GET /orders", "GET /customers/{id}"]),
                    .init(
                        sql: "UPDATE orders SET note = $1 WHERE customer_id = $2",
                        parameters: [[.text("it's"), .integer(9)]], calls: 10, endpoints: ["POST /orders"]),
                ])
                var fractions: [Double] = []
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: workload, settings: Self.settings(), usesHypoPG: usesHypoPG
                ) { fractions.append($1) }
                let index = try #require(advice.indexes.first)
                #expect(index.table == "orders" && index.columns.first == "customer_id")
                #expect(
                    index.createSQL.hasPrefix("CREATE INDEX CONCURRENTLY \"\(index.name)\" ON \"public\".\"orders\""))
                #expect(index.dropSQL == "DROP INDEX CONCURRENTLY IF EXISTS \"public\".\"\(index.name)\"")
                #expect(index.bytes >= 8192)
                #expect(index.millisecondsSaved > 0 && index.buildMilliseconds > 0)
                let served = try #require(index.serves.first { $0.sql.hasPrefix("SELECT * FROM orders") })
                #expect(served.planBefore.contains("Seq Scan on orders"))
                #expect(served.planAfter.contains("using \(index.name)"))
                #expect(served.millisecondsAfter < served.millisecondsBefore / 2)
                #expect(index.serves.contains { $0.writes })
                #expect(advice.millisecondsAfter < advice.millisecondsBefore / 2)
                #expect(advice.statements.count == 3 && advice.skipped.isEmpty)
                #expect(advice.endpoints.map(\.endpoint) == ["GET /customers/{id}", "GET /orders", "POST /orders"])
                #expect(!advice.indexes.contains { $0.table == "customers" })
                #expect(fractions.allSatisfy { (0...1).contains($0) } && fractions.count > 3)
                // What it says can be executed, and the plan is then as promised; without it all is as before.
                #expect(try inventory(database) == before)
                try database.connect().execute(index.createSQL)
                let plan = try database.connect().rows(
                    "EXPLAIN SELECT * FROM orders WHERE customer_id = 17 ORDER BY created DESC LIMIT 5")
                #expect((0..<plan.count).contains { plan.row($0)[0]?.contains(index.name) == true })
                try database.connect().execute(index.dropSQL)
                #expect(try inventory(database) == before)
            }
        }

        @Test func statementsWithoutValuesGetThoseOfTheirColumns() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let workload = Workload(statements: [
                    .init(sql: "SELECT total FROM orders WHERE customer_id = $1 AND state = $2 LIMIT $3", calls: 50),
                    .init(sql: "SELECT count(*) FROM orders WHERE created > $1 AND id IN ($2, $3)", calls: 50),
                    .init(sql: "INSERT INTO orders (id, customer_id) VALUES ($1, $2)", calls: 5),
                ])
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: workload, settings: Self.settings())
                #expect(advice.indexes.first?.columns.contains("customer_id") == true)
                #expect(advice.statements.count == 2)
                #expect(advice.notes.contains { $0.hasPrefix("2 statements came without values") })
                #expect(advice.skipped.map(\.sql) == [workload.statements[2].sql])
                // The insert is not executed, but pays for its five calls nonetheless; on a busy machine what a row
                // pays may not be told from nothing.
                let writes = try #require(advice.indexes.first?.writes)
                #expect(writes.microsecondsPerRow >= 0)
                #expect(abs(writes.workloadMilliseconds - writes.microsecondsPerRow * 5 / 1_000) < 1e-9)
            }
        }

        @Test func whatCannotBeExecutedIsListedAndSkipped() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let address = try database.address
                let cases: [(Workload.Statement, String)] = [
                    (.init(sql: "SELECT * FROM orders WHERE id = ?"), "syntax error"),
                    (.init(sql: "SELECT * FROM gone"), "does not exist"),
                    (.init(sql: "VACUUM"), "can plan"),
                    (.init(sql: "SELECT 1"), "reads no table"),
                    (.init(sql: "SELECT relname FROM pg_class"), "catalogue"),
                    (.init(sql: "SELECT * FROM orders WHERE id = $1", parameters: [[.integer(1), .null]]), "2 values"),
                    (.init(sql: "SELECT id / 0 FROM orders"), "division by zero"),
                    (.init(sql: "SELECT * FROM orders WHERE note = note || $1"), "no values were recorded"),
                    (.init(sql: "INSERT INTO customers VALUES (1)"), "in the copy already"),
                ]
                let advice = try PostgresIndexAdvisor.advise(
                    address, workload: Workload(statements: cases.map(\.0)), settings: Self.settings())
                #expect(advice.indexes.isEmpty && advice.statements.isEmpty)
                #expect(advice.millisecondsBefore == 0 && advice.gain == 0)
                #expect(advice.skipped.count == cases.count)
                for (skipped, (statement, reason)) in zip(advice.skipped, cases) {
                    #expect(skipped.sql == statement.sql)
                    #expect(skipped.reason.contains(reason), "\(skipped.sql): \(skipped.reason)")
                }
            }
        }

        @Test func anIndexThatNobodyNeedsIsNotAdvised() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let workload = Workload(statements: [
                    .init(sql: "SELECT * FROM customers WHERE id = $1", parameters: [[.integer(3)]]),
                    .init(sql: "SELECT sum(total) FROM orders"),
                ])
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: workload, settings: Self.settings())
                #expect(!advice.indexes.contains { $0.table == "customers" })
                #expect(advice.millisecondsAfter <= advice.millisecondsBefore)
                // One that holds a twentieth of the table may pay for the sum; no search by it does.
                #expect(advice.indexes.allSatisfy { $0.columns.contains { $0.contains("total") } })
            }
        }

        @Test func aCancelledTaskEndsAndRemovesItsCopies() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let before = try inventory(database)
                let address = try database.address
                let task = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    _ = try PostgresIndexAdvisor.advise(
                        address, workload: Workload(statements: [.init(sql: "SELECT * FROM orders", calls: 1)]),
                        settings: Self.settings())
                }
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try inventory(database) == before)
            }
        }

        @Test func whoIsConnectedIsNamed() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let app = try PostgresConnection(
                    PostgresAddress(database.server.url(database: database.name) + "?application_name=bookings"))
                let before = try inventory(database)
                let problem = #expect(throws: PostgresProblem.self) {
                    try PostgresIndexAdvisor.advise(database.address, workload: Workload(statements: []))
                }
                #expect(problem?.kind == .inUse)
                #expect(problem?.found.contains("bookings as hone") == true)
                #expect(problem?.remedy.contains("Stop the application") == true)
                #expect(try app.rows("SELECT 1 AS one").integer(0, "one") == 1)
                #expect(try inventory(database) == before)
            }
        }

        @Test func aRoleThatMayNotCopyIsTold() async throws {
            let role = "plain_\(UInt32.random(in: 0...UInt32.max))"
            try await TestDatabase.with(Self.schema + "CREATE ROLE \(role) LOGIN") { database in
                let root = try PostgresConnection(try PostgresAddress(database.server.url()))
                defer { try? root.execute("DROP ROLE \(role)") }
                let address = try PostgresAddress(database.server.url(database: database.name, user: role))
                let none = #expect(throws: PostgresProblem.self) {
                    try PostgresIndexAdvisor.advise(address, workload: Workload(statements: []))
                }
                #expect(none?.kind == .permission && none?.remedy.contains("CREATEDB") == true)
                try root.execute("ALTER ROLE \(role) CREATEDB")
                let other = #expect(throws: PostgresProblem.self) {
                    try PostgresIndexAdvisor.advise(address, workload: Workload(statements: []))
                }
                #expect(other?.kind == .permission && other?.remedy.contains("owns the database") == true)
            }
        }

        @Test func aCopyThatAKilledRunLeftIsNamedAndNotTouched() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let root = try PostgresConnection(try PostgresAddress(database.server.url()))
                try root.execute("CREATE DATABASE hone_advisor_7_plain")
                defer { try? root.execute("DROP DATABASE hone_advisor_7_plain") }
                let advice = try PostgresIndexAdvisor.advise(database.address, workload: Workload(statements: []))
                #expect(advice.notes.contains { $0.contains("DROP DATABASE hone_advisor_7_plain;") })
                #expect(
                    try root.rows("SELECT 1 FROM pg_database WHERE datname = 'hone_advisor_7_plain'").count == 1)
            }
        }

        @Test func namesAndValuesOfAllKindsAreTakenLiterally() async throws {
            let schema = #"""
                CREATE SCHEMA "My Shop";
                CREATE TABLE "My Shop"."Order ""x""" (
                    "Id" bigint PRIMARY KEY, "customer Id" text, "at" timestamptz, bytes bytea);
                INSERT INTO "My Shop"."Order ""x""" SELECT n, 'it''s \ ' || n % 3000, now(), '\x00ff'
                    FROM generate_series(1, 30000) n;
                """#
            try await TestDatabase.with(schema) { database in
                let workload = Workload(statements: [
                    .init(
                        sql: #"SELECT "Id" FROM "My Shop"."Order ""x""" WHERE "customer Id" = $1 AND bytes = $2"#,
                        parameters: [[.text("it's \\ 5"), .blob([0, 255])]])
                ])
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: workload, settings: Self.settings())
                let index = try #require(advice.indexes.first)
                #expect(index.table == "My Shop.Order \"x\"")
                #expect(index.columns.contains("customer Id"))
                try database.connect().execute(index.createSQL)
                try database.connect().execute(index.dropSQL)
            }
        }
    }
}

extension OtherServerTests {
    @Test func aReplicaIsRefusedAndItsPrimaryAskedFor() async throws {
        let server = try await PostgresServer.start(.init(isStandby: true))
        defer { server.stop() }
        let address = try PostgresAddress(server.url())
        let problem = #expect(throws: PostgresProblem.self) {
            try PostgresIndexAdvisor.advise(address, workload: Workload(statements: []))
        }
        #expect(problem?.kind == .replica)
        #expect(problem?.remedy.contains("primary") == true)
    }
}
