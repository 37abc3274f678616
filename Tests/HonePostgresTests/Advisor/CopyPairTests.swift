import HoneDatabase
import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct CopyPairTests {
        private func with(
            _ schema: String = PlanTests.schema, _ body: (CopyPair, DatabaseCopies) throws -> Void
        ) async throws {
            try await TestDatabase.with(schema) { database in
                let copies = try DatabaseCopies(of: database.address, usesHypoPG: true) { _, _ in }
                defer { copies.remove() }
                var settings = AdvisorSettings()
                settings.secondsPerMeasurement = 0.01
                settings.statementLimit = 0.5
                try body(try CopyPair(copies, settings), copies)
            }
        }

        static let orders = PostgresTable(schema: "public", name: "orders")
        static let candidate = PostgresCandidate(orders, ascending: ["customer_id"])

        private func item(_ sql: String, writes: Set<PostgresTable> = []) -> CopyPair.Item {
            CopyPair.Item(statement: .init(sql: sql), sets: [[]], writes: writes, baseline: 0)
        }

        @Test func anIndexIsOnTheTrialCopyAloneUntilItIsSettled() async throws {
            try await with { pair, _ in
                let item = item("SELECT * FROM orders WHERE customer_id = 5")
                let before = try pair.plans(item)
                #expect(before.plain == before.trial)
                let built = try pair.build(Self.candidate, "one")
                #expect(built.bytes > 8192 && built.milliseconds > 0)
                let during = try pair.plans(item)
                #expect(during.plain == before.plain && during.trial.contains("using one"))
                try pair.settle(Self.candidate, "one")
                #expect(try pair.plans(item).plain == during.trial)
                pair.unsettle(Self.candidate, "one")
                pair.remove(Self.candidate, "one")
                #expect(try pair.plans(item) == before)
            }
        }

        @Test func writesAreMeasuredAndRolledBack() async throws {
            try await with { pair, _ in
                let count = "SELECT count(*) AS n FROM orders WHERE note = 'changed'"
                let cost = try pair.compare(
                    item("UPDATE orders SET note = 'changed' WHERE id <= 100", writes: [Self.orders]))
                #expect(cost.plain > 0 && cost.trial > 0)
                #expect(try pair.plain.db.rows(count).integer(0, "n") == 0)
                #expect(try pair.trial.db.rows(count).integer(0, "n") == 0)
            }
        }

        @Test func whatTakesTooLongCountsAsTheLimit() async throws {
            try await with { pair, _ in
                let took = try pair.plain.time("SELECT pg_sleep(60)", [])
                #expect(took == 500)
                #expect(throws: PostgresError.self) { try pair.plain.time("SELECT 1 / 0", []) }
            }
        }

        @Test func anOrderThatChangesIsTold() async throws {
            try await with { pair, _ in
                _ = try pair.build(PostgresCandidate(Self.orders, ascending: ["state", "total"]), "one")
                try pair.trial.db.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
                #expect(try pair.reordering(item("SELECT id FROM orders WHERE state = 'state 1'")) == nil)
                // The limit is for the advisor's statements: on a busy machine this one takes longer.
                try pair.trial.db.execute("SET statement_timeout = 0; UPDATE orders SET total = -id")
                #expect(try pair.reordering(item("SELECT id FROM orders WHERE state = 'state 1'")) == .order)
                #expect(try pair.reordering(item("SELECT total FROM orders WHERE state = 'state 1'")) == .rows)
                #expect(try pair.reordering(item("SELECT random()")) == nil)
                #expect(try pair.reordering(item("DELETE FROM orders", writes: [Self.orders])) == nil)
            }
        }

        @Test func answersTellNullFromEmptyAndOneColumnFromTwo() async throws {
            try await with { pair, _ in
                func answer(_ sql: String) throws -> PostgresRunner.Answer { try pair.plain.answer(sql, []) }
                #expect(try answer("SELECT 'a', 'b'") == answer("SELECT 'a', 'b'"))
                #expect(try answer("SELECT 'ab', ''") != answer("SELECT 'a', 'b'"))
                #expect(try answer("SELECT NULL::text") != answer("SELECT ''"))
                #expect(try answer("SELECT 1 WHERE false").rows == 0)
                let up = try answer("SELECT generate_series(1, 3)")
                let down = try answer("SELECT generate_series(3, 1, -1)")
                #expect(up.asSet == down.asSet && up.inOrder != down.inOrder && up.rows == 3)
            }
        }

        @Test func aRowCostsMoreWithAnIndexAndNoneIsLost() async throws {
            let more = """
                CREATE TABLE notes (order_id int REFERENCES orders ON DELETE CASCADE);
                INSERT INTO notes SELECT id FROM orders;
                """
            try await with(PlanTests.schema + more) { pair, _ in
                let columns = ["id", "customer_id", "state", "created", "total", "note"]
                _ = try pair.build(PostgresCandidate(Self.orders, ascending: ["note", "state", "total"]), "one")
                let cost = try #require(pair.microsecondsPerRow(Self.orders, columns: columns))
                #expect(cost >= 0 && cost < 10_000)
                for runner in [pair.plain, pair.trial] {
                    #expect(try runner.db.rows("SELECT count(*) AS n FROM orders").integer(0, "n") == 10_000)
                    #expect(try runner.db.rows("SELECT count(*) AS n FROM notes").integer(0, "n") == 10_000)
                }
                #expect(pair.microsecondsPerRow(PostgresTable(schema: "public", name: "none"), columns: ["a"]) == nil)
            }
        }

        @Test func theCopiesAreAnalysedAndGoneAtTheEnd() async throws {
            try await TestDatabase.with("CREATE TABLE fresh AS SELECT generate_series(1, 1000) AS id") { database in
                let copies = try DatabaseCopies(of: database.address, usesHypoPG: false) { _, _ in }
                #expect(copies.notes.contains { $0.contains("1 tables have never been analysed") })
                for address in [copies.plain, copies.trial] {
                    let rows = try PostgresConnection(address)
                        .rows("SELECT reltuples FROM pg_class WHERE relname = 'fresh'").number(0, "reltuples")
                    #expect(rows == 1000)
                }
                let held = try PostgresConnection(copies.trial)
                copies.remove()
                copies.remove()
                #expect(throws: PostgresProblem.self) { try PostgresConnection(copies.plain) }
                #expect(throws: PostgresProblem.self) { try held.rows("SELECT 1") }
            }
        }

        @Test func theCopiesHaveTheSettingsOfTheirDatabase() async throws {
            try await TestDatabase.with("CREATE SCHEMA shop; CREATE TABLE shop.dish (id int)") { database in
                let name = try #require(database.address.database)
                try PostgresConnection(database.address).execute(
                    "ALTER DATABASE \(quotedName(name)) SET search_path TO shop, public; "
                        + "ALTER DATABASE \(quotedName(name)) SET work_mem TO '7MB'")
                let copies = try DatabaseCopies(of: database.address, usesHypoPG: false) { _, _ in }
                defer { copies.remove() }
                for address in [copies.plain, copies.trial] {
                    let db = try PostgresConnection(address)
                    #expect(try db.rows("SHOW search_path").text(0, "search_path") == "shop, public")
                    #expect(try db.rows("SHOW work_mem").text(0, "work_mem") == "7MB")
                    #expect(try db.rows("SELECT * FROM dish").count == 0)
                }
            }
        }

        @Test func thePlannerIsAskedWithoutBuilding() async throws {
            try await with { pair, _ in
                let hypothetical = try #require(
                    try HypotheticalIndexes(pair.plain), "HypoPG is not installed: scripts/setup --test")
                let sql = "SELECT * FROM orders WHERE customer_id = $1"
                let cost = try #require(try pair.plain.plan(sql, ["5"]).root.cost)
                let good = try hypothetical.opinion(Self.candidate, sql, ["5"], costBefore: cost)
                guard case .used(let gain) = good else {
                    Issue.record("\(good)")
                    return
                }
                #expect(gain > 0.5 && gain <= 1)
                let useless = PostgresCandidate(Self.orders, ascending: ["note"])
                #expect(try hypothetical.opinion(useless, sql, ["5"], costBefore: cost) == .unused)
                let wrong = PostgresCandidate(Self.orders, ascending: ["none"])
                #expect(try hypothetical.opinion(wrong, sql, ["5"], costBefore: cost) == .unknown)
                #expect(try pair.plain.plan(sql, ["5"]).indexes.isEmpty)
            }
        }
    }
}
