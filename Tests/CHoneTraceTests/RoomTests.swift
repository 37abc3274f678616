import Foundation
import HoneDatabase
import HoneTesting
import Testing

@Suite("Limits of room")
struct RoomTests {
    let scratch: Scratch
    let program = """
        db.execute("create table t(a)")
        for i in range(6000): db.execute("insert into t values (?)", (i,))
        db.commit(); print(db.execute("select count(*) from t").fetchone()[0])
        """

    init() throws { scratch = try Scratch() }

    @Test("HONE_TRACE_LIMIT stops the log, and the rest is counted")
    func limit() throws {
        let finished = try run(pythonCommand(program), in: scratch, variables: ["HONE_TRACE_LIMIT": "300000"])
        #expect(finished.output == "6000\n")
        var reader = QueryLogReader(directory: scratch.log)
        let statements = try reader.readNew().filter { !$0.sql.isEmpty }
        #expect(statements.count > 500)
        #expect(statements.count + reader.dropped >= 6_004)
        #expect(reader.dropped > 1_000)
        for file in try FileManager.default.contentsOfDirectory(at: scratch.log, includingPropertiesForKeys: nil) {
            #expect(try Data(contentsOf: file).count <= 300_000)
        }
    }

    @Test("a full disk stops the log and not the app")
    func fullDisk() throws {
        // A file system of a megabyte, in a mount namespace of its own.
        let command = try pythonCommand(program)
        let finished = try run(
            [
                "/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c",
                """
                mount -t tmpfs -o size=1m none log && cd . && "$@" && cp log/*.trace kept.trace && ls -l log | wc -l
                """, "sh",
            ] + command, in: scratch, status: nil)
        try #require(finished.ending == .exited(0), "a tmpfs could not be mounted: \(finished.errors)")
        #expect(finished.output.hasPrefix("6000\n"))
        try FileManager.default.moveItem(atPath: scratch.path("kept.trace"), toPath: scratch.log.path + "/kept.trace")
        var reader = QueryLogReader(directory: scratch.log)
        #expect(try reader.readNew().count > 500)
        #expect(reader.dropped > 100)
        #expect(reader.unreadable == 0)
    }

    @Test("a limit on file sizes stops the log and not the app, which it would kill with SIGXFSZ")
    func fileSizeLimit() throws {
        let program = try compile(
            """
            #include <sqlite3.h>
            int main() {
                sqlite3 *db; sqlite3_open(":memory:", &db);
                for (int i = 0; i < 6000; i++) sqlite3_exec(db, "select 1 as number, 'two' as text", 0, 0, 0);
                return sqlite3_close(db);
            }
            """, in: scratch)
        // In blocks of 512 bytes: 400 KiB.
        try run(["/bin/sh", "-c", "ulimit -f 800; exec \(program)"], in: scratch)
        var reader = QueryLogReader(directory: scratch.log)
        #expect(try reader.readNew().count > 500)
        #expect(reader.dropped > 1_000)
    }

    @Test("no room for even the header leaves a sign")
    func noRoom() throws {
        let program = try compile(
            """
            #include <sqlite3.h>
            int main() { sqlite3 *db; sqlite3_open(":memory:", &db); return sqlite3_close(db); }
            """, in: scratch)
        try run(["/bin/sh", "-c", "ulimit -f 1; exec \(program)"], in: scratch)
        var reader = QueryLogReader(directory: scratch.log)
        #expect(try reader.readNew().isEmpty)
        #expect(reader.processesWithoutRoom == 1)
        #expect(reader.connectionsSeen == 0)
    }

    @Test("an app that closes all file descriptors, or whose log is deleted, goes on")
    func descriptors() throws {
        let finished = try run(
            pythonCommand(
                """
                db.execute("select 1").fetchall()
                os.closerange(20, 200)
                own = open("own.txt", "w"); own.write("mine"); own.flush()
                for i in range(3000): db.execute("select 'after'").fetchall()
                for name in os.listdir("log"): os.unlink("log/" + name)
                for i in range(3000): db.execute("select 'deleted'").fetchall()
                print(open("own.txt").read())
                """), in: scratch)
        #expect(finished.output == "mine\n")
        #expect(try scratch.records().isEmpty)
    }
}
