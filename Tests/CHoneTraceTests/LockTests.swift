import Foundation
import HoneDatabase
import Testing

@Suite("Locks and transactions of a traced program")
struct LockTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(
        "A write inside of a read transaction is an upgrade, in each journal mode",
        arguments: ["delete", "wal"])
    func upgrade(mode: String) throws {
        try run(
            pythonCommand(
                """
                db.execute("pragma journal_mode=\(mode)").fetchone()
                db.isolation_level = None
                db.execute("create table t(a int)")
                db.execute("begin"); db.execute("select a from t").fetchall()
                db.execute("insert into t values (1)"); db.execute("insert into t values (2)"); db.execute("commit")
                db.execute("begin"); db.execute("insert into t values (3)"); db.execute("commit")
                db.execute("begin immediate"); db.execute("select a from t").fetchall()
                db.execute("insert into t values (4)"); db.execute("commit")
                db.execute("insert into t values (5)")
                """), in: scratch)
        let statements = try scratch.statements()
        // SQLite tells since 3.34 (`sqlite3_txn_state`).
        let inserts = statements.filter { $0.sql.hasPrefix("insert") }
        #expect(inserts.map(\.isUpgrade) == [true, false, false, false, false])
        #expect(statements.filter(\.isUpgrade).count == 1)
        let use = TransactionUse(try scratch.records())
        #expect((use.deferred, use.immediate, use.commits, use.rollbacks, use.leftOpen) == (2, 1, 3, 0, 0))
        // The table's making and the last row.
        #expect((use.autocommits, use.upgrades, use.refusals) == (2, 1, 0))
        #expect(use.writeNanoseconds > 0 && use.writers == 1)
    }

    @Test("A refusal says whether another connection holds the lock, or has written since the transaction read")
    func refusals() throws {
        try run(
            pythonCommand(
                """
                db.execute("pragma journal_mode=wal").fetchone()
                db.execute("create table t(a int)"); db.commit()
                one = sqlite3.connect('app.db', timeout=0, isolation_level=None)
                two = sqlite3.connect('app.db', timeout=0, isolation_level=None)
                def refused(c, sql):
                    try: c.execute(sql); print('went through')
                    except sqlite3.OperationalError: pass
                one.execute("begin immediate")
                refused(two, "insert into t values (1)")
                one.execute("rollback")
                two.execute("begin"); two.execute("select a from t").fetchall()
                one.execute("insert into t values (2)")
                refused(two, "insert into t values (3)")
                two.execute("rollback")
                """), in: scratch)
        let refused = try scratch.statements().filter { $0.busy > 0 }
        #expect(refused.map(\.busyCode) == [5, 517])
        #expect(refused.map(\.isUpgrade) == [false, true])
        let use = TransactionUse(try scratch.records())
        #expect((use.refusals, use.snapshotRefusals, use.writers) == (2, 1, 3))
    }

    @Test("The time to get a lock is part of the statement that waited for it")
    func waits() throws {
        try run(
            pythonCommand(
                """
                import threading
                db.execute("create table t(a int)"); db.commit()
                ready, seen = threading.Event(), threading.Event()
                def hold():
                    c = sqlite3.connect('app.db', isolation_level=None)
                    c.execute("begin immediate"); ready.set(); seen.wait(0.1); c.execute("commit")
                holder = threading.Thread(target=hold); holder.start(); ready.wait()
                db.isolation_level = None
                db.execute("begin immediate"); db.execute("insert into t values (1)"); db.execute("commit")
                holder.join()
                """), in: scratch)
        let records = try scratch.records()
        let waited = try #require(records.first { $0.waits > 0 })
        #expect(waited.sql == "begin immediate" && waited.waitNanoseconds > 1_000_000 && waited.busy == 0)
        #expect(waited.nanoseconds >= waited.waitNanoseconds)
        let use = TransactionUse(records)
        #expect((use.waits, use.waitNanoseconds, use.immediate) == (1, waited.waitNanoseconds, 2))
    }

    @Test("A loop over a list is seen as the pattern that it is")
    func pattern() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(a int)"); db.execute("create table u(a int)"); db.commit()
                for i in range(6):
                    db.execute("select a from t where a = ?", (i,)).fetchall()
                    for j in range(i + 1): db.execute("select a from u where a = ?", (j,)).fetchall()
                """), in: scratch, variables: ["HONE_TRACE_PARAMETERS": "1"])
        let found = StatementPattern.find(in: try scratch.statements(), minimum: 5)
        #expect(found.map(\.statements) == [["select a from t where a = ?", "select a from u where a = ?"]])
        #expect(found.first?.repetitions == 6 && found.first?.calls == 6 + 21 && found.first?.distinctParameters == 6)
    }
}
