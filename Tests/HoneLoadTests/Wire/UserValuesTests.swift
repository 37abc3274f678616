import NIOCore
import Testing

@testable import HoneLoad

/// Which row of the data a request gets.
struct UserValuesTests {
    private func scenario(_ pick: Scenario.DataSource.Pick, rows: Int, seed: UInt64 = 1) -> Scenario {
        var scenario = Scenario(
            target: "http://127.0.0.1", tasks: [.init("GET", "/{{d.n}}/{{d.m}}")], load: .users(4, duration: 1),
            seed: seed)
        scenario.data = [
            .init(name: "d", columns: ["n", "m"], rows: (0..<rows).map { ["\($0)", "m\($0)"] }, pick: pick)
        ]
        return scenario
    }

    private func row(_ scenario: Scenario, user: Int, iteration: UInt64?) throws -> Int {
        var values = UserValues(user: user, seed: scenario.seed, data: DataTables(scenario))
        if let iteration { values.iteration = iteration }
        let first = try #require(values.value(.column(source: 0, column: 0)))
        let second = try #require(values.value(.column(source: 0, column: 1)))
        #expect(second == [0x6D] + first, "columns of one row")
        return try #require(Int(String(decoding: first, as: UTF8.self)))
    }

    @Test func sequentialTakesTurnsAndGoesRound() throws {
        let scenario = scenario(.sequential, rows: 10)
        #expect(try (0..<25).map { try row(scenario, user: 3, iteration: $0) } == (0..<25).map { $0 % 10 })
        // Before its first task, at its start, a user has the row of that task.
        #expect(try (0..<4).map { try row(scenario, user: $0, iteration: nil) } == [0, 1, 2, 3])
    }

    @Test func uniqueStaysWithTheUser() throws {
        let scenario = scenario(.unique, rows: 4)
        for user in 0..<4 {
            #expect(try [0, 7, 1_000].map { try row(scenario, user: user, iteration: $0) } == [user, user, user])
        }
    }

    @Test func randomIsAnyRowFixedBySeedAndTask() throws {
        let scenario = scenario(.random, rows: 8, seed: 3)
        let rows = try (0..<4_000).map { try row(scenario, user: 1, iteration: $0) }
        for wanted in 0..<8 {
            // 500 expected in each, standard deviation 21.
            #expect(abs(rows.count { $0 == wanted } - 500) < 105)
        }
        // Whoever is free to send an open model's arrival, the row is the same.
        #expect(try (0..<100).map { try row(scenario, user: 2, iteration: $0) } == Array(rows.prefix(100)))
        let other = self.scenario(.random, rows: 8, seed: 4)
        #expect(try (0..<100).map { try row(other, user: 1, iteration: $0) } != Array(rows.prefix(100)))
    }

    @Test func savedValuesAreForgottenByWhoStartsAnew() {
        var values = UserValues(user: 0, seed: 1, slots: 2)
        #expect(values.value(.saved(1)) == nil)
        values.save([1, 2], slot: 1)
        #expect(values.value(.saved(1)) == [1, 2])
        #expect(values.value(.saved(0)) == nil)
        values.forgetSaved()
        #expect(values.value(.saved(1)) == nil)
    }

    @Test func aSuccessorGoesOnWithTheSequence() {
        var old = UserValues(user: 5, seed: 1)
        let drawn = (0..<3).map { _ in old.nextSequence() }
        var new = UserValues(user: 5, seed: 1)
        new.continueSequence(of: old)
        #expect(drawn == [5, 1_000_005, 2_000_005])
        #expect(new.nextSequence() == 3_000_005)
    }
}
