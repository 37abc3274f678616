import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct DrawnValuesTests {
        func sets(_ database: TestDatabase, _ sql: String) throws -> [[String?]]? {
            let db = try database.connect()
            let drawn = DrawnValues(db: db, catalogue: try Catalogue(db))
            return try drawn.sets(
                sql, parameterCount: try db.prepare(sql).parameterCount, plan: try GenericPlan.of(sql, db))
        }

        @Test func valuesOfOneRowStayTogether() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let sets = try #require(
                    try sets(database, "SELECT * FROM orders WHERE customer_id = $1 AND state = $2 AND created = $3"))
                #expect(sets.count == 4 && Set(sets).count > 1)
                let db = try database.connect()
                for set in sets {
                    let rows = try db.rows(
                        "SELECT count(*) AS n FROM orders WHERE customer_id = $1 AND state = $2 AND created = $3", set)
                    #expect((rows.integer(0, "n") ?? 0) > 0)
                }
            }
        }

        @Test func theSameAreDrawnAgain() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let sql = "SELECT * FROM orders WHERE customer_id = $1"
                let first = try #require(try sets(database, sql))
                #expect(try sets(database, sql) == first)
            }
        }

        @Test func boundsLimitsAndListsAreFilled() async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let found = try sets(
                    database,
                    """
                    SELECT * FROM orders WHERE created > $1 AND created <= $2 AND customer_id IN ($3, $4)
                    ORDER BY id LIMIT $5 OFFSET $6
                    """)
                let set = try #require(found?.first)
                // The last tenth of 2025.
                #expect(set[0]?.hasPrefix("2025-11") == true && set[1] == "2025-12-31")
                #expect(set[2] != nil && set[3] != nil && set[2] != set[3])
                #expect(set[4] == "20" && set[5] == "0")
            }
        }

        @Test(arguments: [
            "SELECT * FROM orders WHERE note || $1 = state", "UPDATE orders SET note = $1 WHERE id = $2",
            "SELECT * FROM orders WHERE id = $1 OR state = $2",
        ])
        func whatIsComparedWithNoColumnIsNotMadeUp(sql: String) async throws {
            try await TestDatabase.with(PlanTests.schema) { database in
                let made = try sets(database, sql)
                #expect(made == nil)
            }
        }

        @Test func anEmptyTableGivesNothing() async throws {
            try await TestDatabase.with("CREATE TABLE nothing (id int, name text)") { database in
                let made = try sets(database, "SELECT * FROM nothing WHERE name = $1")
                #expect(made == nil)
            }
        }
    }
}
