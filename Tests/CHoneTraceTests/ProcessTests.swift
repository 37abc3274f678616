import Foundation
import HoneDatabase
import HoneTesting
import Testing

@Suite("Processes and threads")
struct ProcessTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("threads at once lose nothing")
    func threads() throws {
        let program = try compile(
            """
            #include <pthread.h>
            #include <sqlite3.h>
            #include <stdio.h>
            static void *work(void *shared) {
                sqlite3 *db = shared; sqlite3_stmt *s;
                for (int i = 0; i < 100; i++) {
                    if (!shared) sqlite3_open(":memory:", &db);
                    for (int j = 0; j < 10; j++) {
                        sqlite3_prepare_v2(db, "select ?1 + 5", -1, &s, 0);
                        sqlite3_bind_int(s, 1, j);
                        while (sqlite3_step(s) == SQLITE_ROW);
                        sqlite3_finalize(s);
                    }
                    if (!shared) sqlite3_close(db);
                }
                return 0;
            }
            int main() {
                pthread_t threads[8]; sqlite3 *db;
                sqlite3_open(":memory:", &db);
                for (int i = 0; i < 8; i++) pthread_create(&threads[i], 0, work, i % 2 ? db : 0);
                for (int i = 0; i < 8; i++) pthread_join(threads[i], 0);
                return sqlite3_close(db);
            }
            """, in: scratch)
        try run([program], in: scratch)
        var reader = QueryLogReader(directory: scratch.log)
        let records = try reader.readNew()
        #expect(records.filter { $0.sql == "select ? + ?" && $0.rows == 1 && $0.result == 101 }.count == 8_000)
        #expect(reader.connectionsSeen == 401)
        #expect(records.filter { $0.kind == .connectionOpened }.count == 401)
        #expect(records.filter { $0.kind == .connectionClosed }.count == 401)
        #expect(Set(records.filter { $0.kind == .connectionOpened }.map(\.connection)).count == 401)
        #expect(Set(records.filter { !$0.sql.isEmpty }.map(\.thread)).count == 8)
        #expect((reader.dropped, reader.unreadable) == (0, 0))
    }

    @Test("a fork gives the child a log of its own, while other threads are at work")
    func fork() throws {
        let program = try compile(
            """
            #include <pthread.h>
            #include <sched.h>
            #include <sqlite3.h>
            #include <sys/wait.h>
            #include <unistd.h>
            static volatile int stop;
            static void query(const char *sql) {
                sqlite3 *db; sqlite3_open(":memory:", &db); sqlite3_exec(db, sql, 0, 0, 0); sqlite3_close(db);
            }
            static void *busy(void *db) {
                while (!stop) sqlite3_exec(db, "select 'thread'", 0, 0, 0);
                return 0;
            }
            int main() {
                pthread_t threads[2]; int bad = 0; sqlite3 *db[2];
                // SQLite's own locks do not survive a fork among threads (one built with unlock-notify takes a
                // global one at the end of each statement), so it gets none: these connections share nothing.
                // Also shows that the tracer has not initialised SQLite before the app could configure it.
                bad += sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) + sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
                query("select a from (select 1 as a)");
                for (int i = 0; i < 2; i++) sqlite3_open(":memory:", &db[i]);
                for (int i = 0; i < 2; i++) pthread_create(&threads[i], 0, busy, db[i]);
                for (int i = 0; i < 20; i++) {
                    // The busy threads run between the forks; no assertion depends on how far they get.
                    sched_yield();
                    pid_t child = fork();
                    if (!child) { query("select b from (select 2 as b)"); _exit(0); }
                    int status; waitpid(child, &status, 0); bad += status != 0;
                }
                stop = 1;
                for (int i = 0; i < 2; i++) { pthread_join(threads[i], 0); sqlite3_close(db[i]); }
                return bad;
            }
            """, in: scratch)
        try run([program], in: scratch)
        let records = try scratch.records()
        let children = records.filter { $0.sql == "select b from (select ? as b)" }
        #expect(children.count == 20)
        #expect(Set(children.map(\.process)).count == 20)
        #expect(children.allSatisfy { $0.thread == $0.process })
        let parent = try #require(records.first { $0.sql == "select a from (select ? as a)" })
        #expect(!children.map(\.process).contains(parent.process))
        for child in Set(children.map(\.process)) {
            #expect(
                records.filter { $0.process == child }.map(\.kind) == [
                    .connectionOpened, .statement, .connectionClosed,
                ])
        }
    }

    @Test("pre-forked workers that use a connection of their own are all seen")
    func prefork() throws {
        try run(
            pythonCommand(
                """
                db.execute("create table t(a)"); db.commit(); db.close()
                children = []
                for i in range(4):
                    child = os.fork()
                    if child == 0:
                        own = connect()
                        for j in range(10): own.execute("select count(*) from t where a = ?", (j,)).fetchall()
                        own.close(); os._exit(0)
                    children.append(child)
                for child in children: assert os.waitpid(child, 0)[1] == 0
                """), in: scratch)
        let counts = Dictionary(grouping: try scratch.statements().filter { $0.rows == 1 }, by: \.process)
        #expect(counts.count == 4)
        #expect(counts.values.allSatisfy { $0.count == 10 })
    }

    @Test("what was logged before a SIGKILL can be read, and read while the app runs")
    func killed() async throws {
        let process = try start(
            pythonCommand(
                """
                db.execute("create table t(a)")
                for i in range(1000): db.execute("insert into t values (?)", (i,))
                open("ready", "w").close()
                import time
                while True: time.sleep(1)
                """), in: scratch)
        defer { process.end(by: [SIGKILL]) }
        while !FileManager.default.fileExists(atPath: scratch.path("ready")) {
            try #require(process.isRunning)
            await Task.yield()
        }
        var reader = QueryLogReader(directory: scratch.log)
        #expect(try reader.readNew().filter { $0.sql == "insert into t values (?)" }.count == 1_000)
        #expect(try reader.readNew().isEmpty)
        process.send(SIGKILL)
        #expect(await process.ending() == .killed(by: SIGKILL))
        #expect(try reader.readNew().isEmpty)
        #expect(try scratch.records().count == 1_003)
    }

    @Test("the time spent waiting for another's lock is told")
    func waits() throws {
        try run(
            pythonCommand(
                """
                import threading
                db.execute("create table t(a)"); db.commit()
                locker = sqlite3.connect("app.db", isolation_level=None, check_same_thread=False)
                locker.execute("begin immediate")
                timer = threading.Timer(0.05, lambda: locker.execute("commit")); timer.start()
                db.execute("insert into t values (1)"); db.commit(); timer.join()
                locker.execute("begin immediate")
                impatient = sqlite3.connect("app.db", timeout=0)
                try: impatient.execute("insert into t values (3)")
                except sqlite3.OperationalError: print("locked")
                """), in: scratch)
        let statements = try scratch.statements()
        let waited = try #require(statements.first { $0.waits > 0 })
        #expect(waited.waitNanoseconds > 10_000_000)
        #expect(waited.nanoseconds >= waited.waitNanoseconds)
        #expect(waited.result == 101)
        let refused = try #require(statements.first { $0.result == 5 })
        #expect((refused.busy, refused.waits) == (1, 0))
    }
}
