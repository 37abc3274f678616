import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct StatementPlansTests {
        @Test func scansAndSortsAreCountedWithoutExecuting() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let plans = StatementPlans(try database.connect(), limit: 10)
                #expect(plans.work(of: "SELECT * FROM orders WHERE id = $1") == .init(rowsScanned: 0, sorts: 0))
                let sorted = "SELECT * FROM orders WHERE state <> $1 ORDER BY created"
                #expect(plans.work(of: sorted) == .init(rowsScanned: 10_000, sorts: 1))
                let joined = "SELECT count(*) FROM orders o JOIN customers c ON c.name = o.note"
                #expect(plans.work(of: joined)?.rowsScanned == 11_000)
                #expect(plans.work(of: "DELETE FROM orders WHERE note = $1")?.rowsScanned == 10_000)
                #expect(try database.connect().rows("SELECT count(*) AS n FROM orders").integer(0, "n") == 10_000)
            }
        }

        @Test func whatCannotBePlannedIsNil() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let plans = StatementPlans(try database.connect(), limit: 10)
                for sql in ["SELECT * FROM gone", "VACUUM", "SELECT * FROM orders WHERE id IN ($1, …)", ""] {
                    #expect(plans.work(of: sql) == nil)
                }
                #expect(plans.work(of: "SELECT * FROM orders WHERE id = $1") != nil)
            }
        }

        @Test func theLimitIsKeptAndWhatIsKnownIsNotPlannedAgain() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let plans = StatementPlans(try database.connect(), limit: 1)
                let first = plans.work(of: "SELECT * FROM orders")
                #expect(first != nil)
                #expect(plans.work(of: "SELECT * FROM customers") == nil)
                #expect(plans.work(of: "SELECT * FROM orders") == first)
            }
        }

        @Test func aGenericPlanLeavesTheConnectionAsItWas() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let db = try database.connect()
                let plan = try GenericPlan.of("SELECT * FROM orders WHERE id = $1 AND state = $2", db)
                #expect(plan.text.contains("$1") && plan.indexes == ["orders_pkey"])
                #expect(try db.rows("SHOW plan_cache_mode").text(0, "plan_cache_mode") == "auto")
                #expect(throws: PostgresError.self) { try GenericPlan.of("SELECT * FROM gone", db) }
                #expect(try db.rows("SHOW plan_cache_mode").text(0, "plan_cache_mode") == "auto")
            }
        }
    }
}
