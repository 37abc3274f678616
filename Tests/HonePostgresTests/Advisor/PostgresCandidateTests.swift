import HoneDatabase
import Testing

@testable import HonePostgres

@Suite struct PostgresCandidateTests {
    static let orders = PostgresTable(schema: "public", name: "orders")

    @Test func itWritesItselfAsSQL() {
        let keys: [PostgresCandidate.Key] = [
            .init(column: "state", isDescending: false), .init(column: "Created", isDescending: true),
        ]
        let one = PostgresCandidate(Self.orders, keys, included: ["total"])
        #expect(
            one.createSQL("i") == #"CREATE INDEX "i" ON "public"."orders" ("state", "Created" DESC) INCLUDE ("total")"#)
        #expect(one.createSQL(nil).hasPrefix("CREATE INDEX ON "))
        #expect(one.columns == ["state", "Created DESC", "INCLUDE total"])
        #expect(one.name(avoiding: []) == "hone_orders_state_created_with_total")
        #expect(
            one.name(avoiding: ["hone_orders_state_created_with_total"]) == "hone_orders_state_created_with_total_2")
    }

    @Test func aNameFitsIntoPostgreSQLsLimit() {
        let wide = PostgresCandidate(
            Self.orders, ascending: ["größe_der_bestellung_mit_allem", "another_rather_long_column_name"])
        let name = wide.name(avoiding: [])
        #expect(name.utf8.count <= 63 && name.allSatisfy(\.isASCII))
        let next = wide.name(avoiding: [name])
        #expect(next != name && next.utf8.count <= 63)
    }

    @Test func oneDirectionThroughoutIsAscending() {
        let down: [PostgresCandidate.Key] = [
            .init(column: "a", isDescending: true), .init(column: "b", isDescending: true),
        ]
        #expect(PostgresCandidate(Self.orders, down) == PostgresCandidate(Self.orders, ascending: ["a", "b"]))
    }

    @Test func aWiderOneCoversANarrowerOne() {
        func one(_ keys: [String], _ included: [String] = []) -> PostgresCandidate {
            PostgresCandidate(Self.orders, ascending: keys, included: included)
        }
        #expect(one(["a"]).isCovered(by: one(["a", "b"])))
        #expect(one(["a"], ["b"]).isCovered(by: one(["a", "b"])))
        #expect(one(["a"]).isCovered(by: one(["a"], ["b"])))
        #expect(!one(["a"], ["c"]).isCovered(by: one(["a", "b"])))
        #expect(!one(["b"]).isCovered(by: one(["a", "b"])))
        #expect(!one(["a"]).isCovered(by: one(["a"])))
        let elsewhere = PostgresCandidate(PostgresTable(schema: "x", name: "orders"), ascending: ["a", "b"])
        #expect(!one(["a"]).isCovered(by: elsewhere))
        #expect(elsewhere.table.description == "x.orders")
    }

    @Test(
        arguments: [
            (SQLValue.null, nil), (.integer(-5), "-5"), (.real(2.5), "2.5"), (.text("it's"), "it's"),
            (.blob([0, 15, 255]), "\\x000fff"), (.blob([]), "\\x"),
        ] as [(SQLValue, String?)])
    func valuesAreWrittenAsText(value: SQLValue, text: String?) { #expect(value.postgresText == text) }
}

extension PostgresTests {
    @Suite struct CandidateFinderTests {
        func candidates(_ database: TestDatabase, _ sql: String) throws -> [String] {
            let runner = try PostgresRunner(database.address, limit: 5)
            let finder = PostgresCandidateFinder(catalogue: try Catalogue(runner.db), settings: AdvisorSettings())
            return finder.candidates(try runner.plan(sql, nil)).map {
                "\($0.table): \($0.columns.joined(separator: ", "))"
            }
        }

        @Test func equalityComesBeforeABoundAndTheRestIsCarriedAlong() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let found = try candidates(
                    database, "SELECT total FROM orders WHERE created > $1 AND state = $2 AND customer_id = $3")
                #expect(found.contains("orders: state, customer_id, created"))
                #expect(found.contains("orders: created") && found.contains("orders: customer_id"))
                #expect(!found.contains { $0.hasPrefix("orders: created, state") })
                #expect(found.contains("orders: state, INCLUDE created, INCLUDE total") == false)
                // Three of six columns at most.
                #expect(found.allSatisfy { $0.split(separator: ",").count <= 3 })
            }
        }

        @Test func anOrderFollowsEquality() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let found = try candidates(
                    database, "SELECT * FROM orders WHERE customer_id = $1 ORDER BY created DESC, total LIMIT 3")
                #expect(found.contains("orders: customer_id, created DESC, total"))
                #expect(found.contains("orders: created DESC, total"))
            }
        }

        @Test func anIndexThatIsThereIsNoCandidate() async throws {
            let more = "CREATE INDEX ON orders (customer_id, created); CREATE INDEX ON orders (state) WHERE total > 5;"
            try await TestDatabase.with(PlanTests.schema + more) { database in
                let found = try candidates(
                    database, "SELECT * FROM orders WHERE customer_id = $1 AND state = $2 ORDER BY created DESC")
                #expect(!found.contains("orders: customer_id"))
                #expect(!found.contains("orders: customer_id, created"))
                // A partial one serves only some.
                #expect(found.contains("orders: state"))
            }
        }

        @Test func smallTablesGetNone() async throws {
            try await TestDatabase.with(
                PlanTests.schema + "DELETE FROM customers WHERE id > 100; ANALYZE customers"
            ) { database in
                let found = try candidates(database, "SELECT * FROM customers WHERE city = $1")
                #expect(found.isEmpty)
            }
        }

        @Test func aPartitionStandsForItsTable() async throws {
            let schema = """
                CREATE TABLE visits (id int, page text, at date) PARTITION BY RANGE (at);
                CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
                CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2025-07-01') TO ('2026-01-01');
                INSERT INTO visits SELECT n, 'page ' || n % 900, date '2025-01-01' + n % 365 FROM generate_series(1, 9000) n;
                ANALYZE;
                """
            try await TestDatabase.with(schema) { database in
                let found = try candidates(database, "SELECT * FROM visits WHERE page = $1")
                #expect(found.contains("visits: page"))
                let workload = Workload(statements: [
                    .init(sql: "SELECT * FROM visits WHERE page = $1", parameters: [[.text("page 5")]])
                ])
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: workload, settings: IndexAdvisorTests.settings())
                #expect(advice.indexes.first?.table == "visits")
                #expect((advice.indexes.first?.bytes ?? 0) > 8192)
                let create = try #require(advice.indexes.first?.createSQL)
                #expect(!create.contains("CONCURRENTLY"))
                try database.connect().execute(create)
            }
        }
    }
}
