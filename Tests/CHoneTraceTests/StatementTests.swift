import Foundation
import HoneDatabase
import Testing

@Suite("Statements")
struct StatementTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("are logged once each, in order, with their kind, between the connection's opening and closing")
    func kinds() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(id integer primary key, name text)")
                db.execute("insert into t(name) values (?)", ("x",)); db.commit()
                db.execute("select 1").fetchone()
                db.execute("pragma user_version").fetchone()
                db.execute("select * from t where id = 1").fetchall()
                db.execute("savepoint s"); db.execute("release s"); db.close()
                """), in: scratch)
        let records = try scratch.records()
        #expect(
            records.map(\.kind) == [
                .connectionOpened, .statement, .transaction, .statement, .transaction, .ping, .pragma, .statement,
                .transaction, .transaction, .connectionClosed,
            ])
        #expect(
            records.map(\.sql) == [
                "", "create table t(id integer primary key, name text)", "BEGIN", "insert into t(name) values (?)",
                "COMMIT", "select ?", "pragma user_version", "select * from t where id = ?", "savepoint s", "release s",
                "",
            ])
        #expect(records.allSatisfy { $0.connection == 1 && $0.process > 0 && $0.thread == $0.process })
        #expect(records[0].file == scratch.path("app.db"))
        #expect(records[0].library.contains("libsqlite3"))
        #expect(records[0].libraryVersion.hasPrefix("3."))
        #expect(records.map(\.at) == records.map(\.at).sorted())
        #expect(records.allSatisfy { abs(Double($0.wall) / 1e9 - Date().timeIntervalSince1970) < 3_600 })
    }

    @Test("carry times, rows and SQLite's counters")
    func counters() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(id integer primary key, a int, b int)")
                db.executemany("insert into t(a, b) values (?, ?)", [(i % 10, i) for i in range(200)]); db.commit()
                db.execute("select id from t where a = 3").fetchall()
                db.execute("select id from t order by b").fetchall()
                db.execute("select count(*) from t x join t y on x.b = y.a").fetchall()
                db.execute("select * from t where id = 5").fetchall()
                """), in: scratch)
        let statements = try scratch.statements()
        func only(_ sql: String) throws -> QueryRecord { try #require(statements.first { $0.sql == sql }) }
        let scan = try only("select id from t where a = ?")
        #expect((scan.rows, scan.fullScanSteps) == (20, 199))
        #expect(scan.machineSteps > 400)
        #expect(scan.isReadOnly && !scan.writes)
        #expect(scan.result == 101)
        let sort = try only("select id from t order by b")
        #expect((sort.rows, sort.sorts) == (200, 1))
        #expect(try only("select count(*) from t x join t y on x.b = y.a").automaticIndexRows >= 199)
        let point = try only("select * from t where id = ?")
        #expect((point.rows, point.fullScanSteps, point.sorts, point.automaticIndexRows) == (1, 0, 0, 0))
        let inserts = statements.filter { $0.sql == "insert into t(a, b) values (?, ?)" }
        #expect(inserts.count == 200)
        #expect(inserts.allSatisfy { $0.writes && $0.nanoseconds > 0 && $0.isInTransaction && !$0.isReadOnly })
        #expect(inserts.filter { $0.prepareNanoseconds > 0 }.count == 1)
        // The write happens in the commit, whose time a profile callback would give as 0.
        #expect(try only("COMMIT").nanoseconds > 10_000)
        #expect(try only("create table t(id integer primary key, a int, b int)").writes)
    }

    @Test("are logged once when SQLite prepares them anew in the middle, for their values or for a new schema")
    func prepared() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(a text)"); db.commit()
                for pattern in ("a%", "b%", "b%"):
                    db.execute("select a from t where a like ?", (pattern,)).fetchall()
                other = connect(); other.execute("create index i on t(a)"); other.commit()
                db.execute("select a from t where a like ?", ("c%",)).fetchall()
                """), in: scratch)
        let statements = try scratch.statements().filter { $0.sql.hasPrefix("select") }
        #expect(statements.count == 4)
        #expect(statements.allSatisfy { $0.result == 101 && $0.machineSteps > 0 && $0.nanoseconds > 0 })
        #expect(statements.contains { $0.reprepares > 0 })
    }

    @Test("do not accumulate counters when the app keeps them prepared")
    func cached() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(a)")
                db.executemany("insert into t values (?)", [(i,) for i in range(50)]); db.commit()
                for i in range(20): db.execute("select a from t where a > 10 order by a").fetchall()
                """), in: scratch)
        let repeated = try scratch.statements().filter { $0.sql == "select a from t where a > ? order by a" }
        #expect(repeated.count == 20)
        #expect(repeated.allSatisfy { $0.fullScanSteps == 49 && $0.sorts == 1 && $0.rows == 39 })
        #expect(Set(repeated.map(\.machineSteps)).count == 1)
    }

    @Test("that are given up before their end are logged with the rows taken")
    func givenUp() throws {
        let program = try compile(
            """
            #include <sqlite3.h>
            int main() {
                sqlite3 *db; sqlite3_stmt *s;
                sqlite3_open("app.db", &db);
                sqlite3_exec(db, "create table t(a); insert into t values (1), (2), (3);", 0, 0, 0);
                sqlite3_prepare_v2(db, "select a from t /* reset */ where 1", -1, &s, 0);
                sqlite3_step(s); sqlite3_step(s); sqlite3_reset(s); sqlite3_reset(s);
                sqlite3_step(s); sqlite3_finalize(s);
                sqlite3_prepare_v2(db, "select a from t -- never run", -1, &s, 0);
                sqlite3_finalize(s);
                sqlite3_prepare_v2(db, "select a + 1 from t", -1, &s, 0);
                sqlite3_step(s);
                sqlite3_close(db);       // refused: a statement is left
                sqlite3_close_v2(db);    // closed as soon as it is gone
                sqlite3_step(s); sqlite3_finalize(s); sqlite3_finalize(0); sqlite3_reset(0);
                return 0;
            }
            """, in: scratch)
        try run([program], in: scratch)
        let records = try scratch.records()
        let partial = records.filter { $0.sql == "select a from t where ?" }
        #expect(partial.map(\.rows) == [2, 1])
        #expect(partial.allSatisfy { $0.result == 100 && $0.nanoseconds > 0 })
        #expect(!records.contains { $0.sql == "select a from t" })
        #expect(records.filter { $0.sql == "select a + ? from t" }.map(\.rows) == [2])
        #expect(records.filter { $0.kind == .connectionClosed }.count == 1)
    }

    @Test("run by sqlite3_exec and sqlite3_get_table are logged once, SQLite's own not at all")
    func convenience() throws {
        let program = try compile(
            """
            #include <sqlite3.h>
            int main() {
                sqlite3 *db; char **table; int rows, columns;
                sqlite3_open("app.db", &db);
                sqlite3_exec(db, "create table t(a); insert into t values (1), (2); select * from t;", 0, 0, 0);
                sqlite3_get_table(db, "select a from t where a > 0", &table, &rows, &columns, 0);
                sqlite3_free_table(table);
                sqlite3_exec(db, "create virtual table f using fts5(body); insert into f values ('one two');", 0, 0, 0);
                sqlite3_exec(db, "create trigger g after insert on t begin delete from f; end;", 0, 0, 0);
                sqlite3_exec(db, "insert into t values (3); vacuum", 0, 0, 0);
                sqlite3_close(db);
                sqlite3_open("app.db", &db);   // reads the schema anew
                sqlite3_exec(db, "select * from f where f match 'one'", 0, 0, 0);
                return sqlite3_close(db);
            }
            """, in: scratch)
        try run([program], in: scratch)
        #expect(
            try scratch.statements().map(\.sql) == [
                "create table t(a)", "insert into t values (?)", "select * from t", "select a from t where a > ?",
                "create virtual table f using fts5(body)", "insert into f values (?)",
                "create trigger g after insert on t begin delete from f; end", "insert into t values (?)", "vacuum",
                "select * from f where f match ?",
            ])
        #expect(try scratch.records().count { $0.kind == .connectionOpened } == 2)
    }

    @Test("that an app's function runs inside of another are told apart")
    func nested() throws {
        try run(
            pythonCommand(
                """
                db.create_function("f", 1, lambda a: db.execute("select ? + 1", (a,)).fetchone()[0])
                assert db.execute("select f(1), 'outer'").fetchone()[0] == 2
                """), in: scratch)
        let statements = try scratch.statements()
        #expect(statements.map(\.sql) == ["select f(?), ?", "select ? + ?"])
        #expect(statements.map(\.isNested) == [false, true])
        #expect(statements[0].nanoseconds >= statements[1].nanoseconds)
    }

    @Test("that fail carry SQLite's result code")
    func failures() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(a unique)"); db.execute("insert into t values (1)")
                try: db.execute("insert into t values (1)")
                except sqlite3.IntegrityError: pass
                """), in: scratch)
        #expect(try scratch.statements().filter { $0.sql == "insert into t values (?)" }.map(\.result) == [101, 19])
    }

    @Test("with bad UTF-8 and control characters give lines that can be read")
    func hostileText() throws {
        let program = try compile(
            #"""
            #include <sqlite3.h>
            int main() {
                sqlite3 *db;
                sqlite3_open("app.db", &db);
                sqlite3_exec(db, "select 1 as \"a\tb\xff\"", 0, 0, 0);
                sqlite3_exec(db, "select 2 as [q\"\\\xc3]", 0, 0, 0);
                return sqlite3_close(db);
            }
            """#, in: scratch)
        try run([program], in: scratch)
        #expect(try scratch.statements().map(\.sql) == ["select ? as ?", "select ? as [q\"\\\u{FFFD}]"])
    }
}
