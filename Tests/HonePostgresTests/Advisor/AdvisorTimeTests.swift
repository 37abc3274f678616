import HoneDatabase
import Testing

@testable import HonePostgres

extension PostgresTests {
    /// The limit of `--time`, and which measurements are too old to decide by.
    @Suite struct AdvisorTimeTests {
        /// Seconds as the test lets them pass.
        final class Seconds {
            var now = 0.0
        }

        /// A run on copies of the shop; the test hears of each step and may let time pass in it.
        private func withRun(
            _ step: @escaping (String, Seconds) -> Void = { _, _ in }, _ body: (PostgresAdvisorRun) throws -> Void
        ) async throws {
            try await TestDatabase.with(IndexAdvisorTests.schema) { database in
                var settings = IndexAdvisorTests.settings()
                settings.maximumSeconds = 100
                let copies = try DatabaseCopies(of: database.address, usesHypoPG: false) { _, _ in }
                defer { copies.remove() }
                let pair = try CopyPair(copies, settings)
                let seconds = Seconds()
                let run = PostgresAdvisorRun(
                    pair, try Catalogue(pair.plain.db), settings, notes: [], elapsed: { seconds.now }
                ) { words, _ in step(words, seconds) }
                try body(run)
            }
        }

        private let workload = Workload(statements: [
            .init(sql: "SELECT * FROM orders WHERE customer_id = 17", calls: 100),
            .init(sql: "SELECT name FROM customers WHERE email = 'mail7'", calls: 50),
            .init(sql: "SELECT count(*) FROM orders WHERE created = '2025-03-01'", calls: 10),
            .init(sql: "SELECT sum(total) FROM orders WHERE state = 'state 1'", calls: 1),
        ])

        @Test func whatWasMeasuredBeforeTimeWasUpIsReported() async throws {
            // 20 s a statement; what is to be measured has 35 of the 100.
            try await withRun({ words, seconds in
                if words == "measuring the workload as it is" { seconds.now += 20 }
            }) { run in
                let advice = try run.advise(workload)
                #expect(advice.notes.contains("time was up: 2 of 4 statements were not measured"))
                #expect(advice.statements.map(\.sql) == workload.statements.prefix(2).map(\.sql))
                #expect(advice.skipped.isEmpty)
                #expect(advice.indexes.first?.columns.first == "customer_id")
                #expect(advice.millisecondsAfter < advice.millisecondsBefore)
            }
        }

        @Test func whatWasFoundBeforeTimeWasUpIsAdvised() async throws {
            var tried = 0
            try await withRun({ words, seconds in
                guard words.hasPrefix("trying ") else { return }
                tried += 1
                if tried == 2 { seconds.now = 66 }
            }) { run in
                let advice = try run.advise(workload)
                #expect(advice.indexes.count == 1 && advice.indexes.first?.columns.first == "customer_id")
                #expect(tried == 2)
                #expect(
                    advice.notes.contains { $0.hasPrefix("time was up:") && $0.hasSuffix("candidates were not tried") })
                #expect(advice.rejected.contains { $0.reason.hasPrefix("time was up before") })
                #expect(advice.statements.count == 4)
            }
        }

        @Test func withoutTimeNothingIsAdvisedAndThatIsSaid() async throws {
            try await withRun { run in
                let late = PostgresAdvisorRun(
                    run.pair, run.catalogue, run.settings, notes: [], elapsed: { 1000 }
                ) { _, _ in }
                let advice = try late.advise(workload)
                #expect(advice.indexes.isEmpty && advice.statements.isEmpty && advice.rejected.isEmpty)
                #expect(advice.notes == ["time was up: 4 of 4 statements were not measured"])
            }
        }

        @Test func aSlowWorkloadEndsInTimeAndItsCopiesAreGone() async throws {
            try await TestDatabase.with(IndexAdvisorTests.schema) { database in
                func databases() throws -> [String?] {
                    let rows = try database.connect().rows("SELECT datname FROM pg_database ORDER BY 1")
                    return (0..<rows.count).map { rows.row($0)[0] }
                }
                let before = try databases()
                // All of them would take more than two minutes once.
                let statements = (1...300).map {
                    Workload.Statement(sql: "SELECT pg_sleep(60) FROM orders WHERE id = \($0)")
                }
                var heard: Set<String> = []
                let advice = try PostgresIndexAdvisor.advise(
                    database.address, workload: Workload(statements: statements), settings: .init(seconds: 2)
                ) { words, _ in heard.insert(words) }
                // 2 s, the copying, and a machine that has other things to do.
                #expect(advice.seconds < 60)
                #expect(!advice.statements.isEmpty && advice.statements.count < 10)
                #expect(advice.notes.contains { $0.hasPrefix("time was up:") && $0.hasSuffix("were not measured") })
                #expect(advice.notes.contains { $0.hasPrefix("interrupted after 0.5 s") })
                #expect(heard.contains("copying the database") && heard.contains("measuring all together"))
                #expect(try databases() == before)
            }
        }

        /// What two candidates that came before have done to one that was tried after the first of them; the wider has
        /// replaced the narrower, so that one index is accepted and two were.
        @Test(arguments: [
            (0, [0], true), (1, [0], false), (1, [1], true), (1, [0, 1], true), (2, [1], false), (0, [2], false),
            (0, [], false),
        ])
        func aMeasurementIsOldWhenSomethingThatItDependsOnWasAcceptedSince(
            round: Int, served: [Int], isOutdated: Bool
        ) async throws {
            let orders = PostgresTable(schema: "public", name: "orders")
            func tried(_ columns: [String], round: Int, _ served: Set<Int>) -> PostgresAdvisorRun.Tried {
                var one = PostgresAdvisorRun.Tried(
                    candidate: PostgresCandidate(orders, ascending: columns), round: round)
                one.served = served
                return one
            }
            try await withRun { run in
                let narrow = tried(["state"], round: 0, [0])
                let wide = tried(["state", "total"], round: 1, [1])
                run.history = [narrow, wide]
                run.accepted = [("wide", wide)]
                #expect(run.isOutdated(tried(["note"], round: round, Set(served))) == isOutdated)
            }
        }
    }
}
