import HoneDatabase
import Testing

@Suite("Transactions in the query log")
struct TransactionUseTests {
    private func use(_ build: (inout Records) -> Void) -> TransactionUse {
        var records = Records()
        build(&records)
        return TransactionUse(records.all)
    }

    @Test(
        "The kind is told by the statement that begins it",
        arguments: [
            ("BEGIN", [1, 0, 0]), ("begin transaction", [1, 0, 0]), ("BEGIN DEFERRED", [1, 0, 0]),
            ("BEGIN IMMEDIATE", [0, 1, 0]), ("begin immediate transaction", [0, 1, 0]), ("BEGIN EXCLUSIVE", [0, 0, 1]),
            ("SAVEPOINT s", [1, 0, 0]), ("COMMIT", [0, 0, 0]),
        ])
    func kinds(sql: String, expected: [Int]) {
        let use = use { $0.add(sql) }
        #expect([use.deferred, use.immediate, use.exclusive] == expected)
    }

    // How it ends: commits, rollbacks, left open.
    @Test(
        "A transaction ends in one way",
        arguments: [
            (["BEGIN", "COMMIT"], [1, 0, 0]), (["BEGIN", "END TRANSACTION"], [1, 0, 0]),
            (["BEGIN", "ROLLBACK"], [0, 1, 0]), (["BEGIN", "SAVEPOINT s", "ROLLBACK TO s", "COMMIT"], [1, 0, 0]),
            (["BEGIN", "SAVEPOINT s", "RELEASE s"], [0, 0, 1]), (["SAVEPOINT s", "RELEASE s"], [1, 0, 0]),
            (["BEGIN"], [0, 0, 1]), (["BEGIN", "COMMIT", "BEGIN", "ROLLBACK"], [1, 1, 0]),
        ])
    func ends(statements: [String], expected: [Int]) {
        let use = use { records in
            for (place, sql) in statements.enumerated() { records.add(sql, inside: place > 0) }
        }
        #expect([use.commits, use.rollbacks, use.leftOpen] == expected)
    }

    @Test("A COMMIT that is refused ends nothing, and the one after it does")
    func refusedCommit() {
        let use = use { records in
            records.add("BEGIN IMMEDIATE", writes: true)
            records.add("COMMIT", inside: true) {
                $0.result = 5
                $0.busy = 1
                $0.busyCode = 5
            }
            records.add("COMMIT", inside: true)
        }
        #expect((use.commits, use.leftOpen, use.refusals, use.snapshotRefusals) == (1, 0, 1, 0))
    }

    @Test("Closing a connection rolls back what is open there, and only there")
    func closed() {
        let use = use { records in
            records.add("BEGIN")
            records.add("BEGIN", connection: 2)
            records.add(.connectionClosed)
        }
        #expect((use.rollbacks, use.leftOpen) == (1, 1))
    }

    @Test("A transaction that was begun before the stretch counts as open, until its end")
    func begunBefore() {
        let before = use { $0.add("SELECT a FROM t", inside: true) }
        #expect(before.leftOpen == 1)
        let ended = use { records in
            records.add("SELECT a FROM t", inside: true)
            records.add("COMMIT", inside: true)
        }
        #expect((ended.leftOpen, ended.commits) == (0, 1))
    }

    @Test("The write lock is held from the first write to the end of the commit, the application's own time included")
    func held() {
        let use = use { records in
            records.add("BEGIN", nanoseconds: 100)
            records.add("SELECT a FROM t", inside: true, nanoseconds: 1_000)
            // It waits 300 ns for the lock and has it then.
            records.add("UPDATE t SET a = ?", writes: true, inside: true, nanoseconds: 500) {
                $0.waits = 2
                $0.waitNanoseconds = 300
                $0.isUpgrade = true
            }
            records.pause(5_000)
            records.add("COMMIT", inside: true, nanoseconds: 800)
        }
        #expect(use.writeNanoseconds == 200 + 5_000 + 800)
        #expect((use.upgrades, use.waits, use.waitNanoseconds, use.writers) == (1, 1, 300, 1))
        #expect(use.autocommits == 0)
    }

    @Test("IMMEDIATE holds it from the start; a write of its own holds it while it runs")
    func immediateAndAlone() {
        let immediate = use { records in
            records.add("BEGIN IMMEDIATE", writes: true, nanoseconds: 100)
            records.pause(1_000)
            records.add("COMMIT", inside: true, nanoseconds: 50)
        }
        #expect(immediate.writeNanoseconds == 1_150)
        let alone = use { records in
            records.add("INSERT INTO t VALUES (?)", writes: true, nanoseconds: 700) { $0.waitNanoseconds = 200 }
            records.add("INSERT INTO t VALUES (?)", connection: 2, writes: true, nanoseconds: 10)
        }
        #expect((alone.autocommits, alone.writeNanoseconds, alone.writers) == (2, 510, 2))
    }

    @Test("A refusal because of a newer snapshot is told apart")
    func snapshot() {
        let use = use { records in
            records.add("UPDATE t SET a = ?", writes: true, inside: true) {
                $0.busy = 1
                $0.busyCode = 517
                $0.result = 5
                $0.isUpgrade = true
            }
        }
        #expect((use.refusals, use.snapshotRefusals, use.upgrades, use.writeNanoseconds) == (1, 1, 1, 0))
    }

    @Test("Nothing is counted of nothing")
    func empty() { #expect(TransactionUse([]) == TransactionUse()) }
}
