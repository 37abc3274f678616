import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct PlanTests {
        static let schema = """
            CREATE TABLE customers (id int PRIMARY KEY, city text, name text);
            CREATE TABLE orders (
                id int PRIMARY KEY, customer_id int, state text, created date, total numeric, note text);
            INSERT INTO customers SELECT n, 'city ' || n % 50, 'name ' || n FROM generate_series(1, 1000) n;
            INSERT INTO orders SELECT n, n % 1000 + 1, 'state ' || n % 5, date '2025-01-01' + n % 365, n, 'note'
                FROM generate_series(1, 10000) n;
            ANALYZE;
            """

        func plan(_ db: PostgresConnection, _ sql: String, analyze: Bool = false) throws -> PostgresPlan {
            let options = analyze ? "ANALYZE, BUFFERS, " : ""
            let rows = try db.rows("EXPLAIN (\(options)VERBOSE, FORMAT JSON) \(sql)")
            return try PostgresPlan(json: rows.row(0)[0] ?? "")
        }

        @Test func aPlanTellsWhatItDoesAndWhatItTook() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let db = try database.connect()
                let sql = "SELECT * FROM orders o WHERE customer_id = 5 ORDER BY created DESC LIMIT 3"
                let bare = try plan(db, sql)
                #expect(
                    bare.text == """
                        Limit
                          Sort  Sort Key: o.created DESC
                            Seq Scan on orders o  Filter: (o.customer_id = 5)
                        """)
                #expect(bare.executionMilliseconds == nil)
                #expect(bare.writes.isEmpty && bare.indexes.isEmpty)
                let run = try plan(db, sql, analyze: true)
                #expect(run.text == bare.text)
                #expect((run.executionMilliseconds ?? 0) > 0 && (run.planningMilliseconds ?? 0) > 0)
                let scan = try #require(run.root.all.last)
                #expect(scan.rows == 10 && scan.rowsRemoved == 9_990 && scan.loops == 1)
                #expect((scan.blocksHit ?? 0) + (scan.blocksRead ?? 0) > 10)
            }
        }

        @Test func writesAreKnownByTheirTable() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let db = try database.connect()
                let table = PostgresTable(schema: "public", name: "orders")
                let update = try plan(db, "UPDATE orders SET note = 'x' WHERE id = 7")
                #expect(update.writes == [table] && update.inserts.isEmpty)
                #expect(update.indexes == ["orders_pkey"])
                let insert = try plan(db, "INSERT INTO orders SELECT id + 100000 FROM customers")
                #expect(insert.inserts == [table])
                #expect(update.text.hasPrefix("Update on orders\n"))
            }
        }

        @Test func demandsComeFromConditionsJoinsAndOrders() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let db = try database.connect()
                let plan = try plan(
                    db,
                    """
                    SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id
                    WHERE c.city = 'city 7' AND o.created > date '2025-06-01' AND o.state = 'state 1'
                    ORDER BY o.created DESC, o.total
                    """)
                let demands = ColumnDemand.demands(of: plan)
                let orders = try #require(demands.first { $0.table.name == "orders" }?.demand)
                #expect(orders.equal == ["state"])
                #expect(orders.joined == ["customer_id"])
                #expect(orders.bounded == ["created"])
                #expect(
                    orders.orders == [
                        [.init(column: "created", isDescending: true), .init(column: "total", isDescending: false)]
                    ])
                #expect(Set(orders.needed) == ["total", "customer_id", "created", "state"])
                let customers = try #require(demands.first { $0.table.name == "customers" }?.demand)
                #expect(customers.equal == ["city"] && customers.joined == ["id"])
                #expect(Set(customers.needed) == ["name", "city", "id"])
            }
        }

        @Test func aSubqueryThatRunsForEachRowIsAJoin() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let plan = try plan(
                    try database.connect(),
                    "SELECT c.name, (SELECT max(o.total) FROM orders o WHERE o.customer_id = c.id) FROM customers c")
                let orders = ColumnDemand.demands(of: plan).first { $0.alias == "o" }
                #expect(orders?.demand.joined == ["customer_id"])
            }
        }

        @Test func whatIsNoPlanIsRefused() {
            #expect(throws: DecodingError.self) { try PostgresPlan(json: "[]") }
            #expect(throws: DecodingError.self) { try PostgresPlan(json: "nothing") }
        }
    }
}
