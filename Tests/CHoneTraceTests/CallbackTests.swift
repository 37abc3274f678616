import Foundation
import HoneDatabase
import Testing

@Suite("The app's own trace callbacks")
struct CallbackTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What a program prints with the tracer must be what it prints without.
    private func samePrinted(_ command: [String]) throws -> String {
        let plain = try run(command, in: scratch, traced: false, variables: ["LD_PRELOAD": ""])
        try? FileManager.default.removeItem(atPath: scratch.path("app.db"))
        let traced = try run(command, in: scratch)
        #expect(traced.output == plain.output)
        #expect(!plain.output.isEmpty)
        return traced.output
    }

    @Test("of Python keep working, set, replaced and taken away")
    func python() throws {
        let output = try samePrinted(
            pythonCommand(
                """
                db.set_trace_callback(lambda sql: print("A", sql))
                db.execute("create table t(a)"); db.execute("insert into t values (?)", (7,)); db.commit()
                db.set_trace_callback(lambda sql: print("B", sql))
                db.execute("select a from t where a = ?", (7,)).fetchall()
                db.set_trace_callback(None)
                db.execute("select 2").fetchall(); print("end")
                """))
        #expect(output.contains("A insert into t values (7)"))
        #expect(try scratch.statements().map(\.sql).suffix(2) == ["select a from t where a = ?", "select ?"])
    }

    @Test("of every kind, and those of the older interface, see what they would see")
    func everyKind() throws {
        let program = try compile(
            """
            #include <sqlite3.h>
            #include <stdio.h>
            static int all(unsigned kind, void *context, void *p, void *x) {
                printf("%u %s %s\\n", kind, (char *)context, kind == 8 ? "" : sqlite3_sql(p)); return 0;
            }
            static void trace(void *context, const char *sql) { printf("trace %s %s\\n", (char *)context, sql); }
            static void profile(void *c, const char *sql, sqlite3_uint64 ns) { printf("profile %s\\n", sql); }
            static void work(sqlite3 *db) {
                sqlite3_stmt *s;
                sqlite3_prepare_v2(db, "select ?1 union all select 2", -1, &s, 0);
                sqlite3_bind_text(s, 1, "it's", -1, 0);
                while (sqlite3_step(s) == SQLITE_ROW);
                sqlite3_finalize(s);
                sqlite3_exec(db, "insert into t values (1)", 0, 0, 0);
            }
            int main() {
                sqlite3 *db;
                sqlite3_open("app.db", &db);
                sqlite3_exec(db, "create table t(a); create trigger g after insert on t begin select 1; end", 0, 0, 0);
                sqlite3_trace_v2(db, 15, all, "new"); work(db);
                sqlite3_trace_v2(db, 0, 0, 0); work(db);
                printf("%p\\n", sqlite3_trace(db, trace, "old")); work(db);
                sqlite3_profile(db, profile, 0); work(db);
                printf("%s\\n", sqlite3_trace(db, 0, 0)); work(db);
                sqlite3_trace_v2(db, 2, all, "both"); sqlite3_profile(db, profile, 0); work(db);
                sqlite3_trace_v2(db, 9, all, "last");
                return sqlite3_close(db);
            }
            """, in: scratch)
        let output = try samePrinted([program])
        #expect(output.contains("trace old select 'it''s' union all select 2"))
        #expect(output.contains("trace old -- "))
        #expect(output.contains("profile insert into t values (1)"))
        #expect(output.contains("4 new select"))
        #expect(output.hasSuffix("8 last \n"))
        #expect(try scratch.statements().filter { $0.sql == "insert into t values (?)" }.count == 6)
    }
}
