import Foundation
import HoneDatabase
import HoneTesting
import Testing

@Suite("Apps with a SQLite of their own")
struct OtherLibraryTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A program that reads its row back and says which SQLite did it.
    private static let work = """
        #include <sqlite3.h>
        #include <stdio.h>
        int work(const char *name) {
            sqlite3 *db; sqlite3_stmt *s; char sql[99];
            if (sqlite3_open(":memory:", &db)) return 1;
            sprintf(sql, "create table %s(a); insert into %s values (42)", name, name);
            sqlite3_exec(db, sql, 0, 0, 0);
            sprintf(sql, "select a from %s", name);
            if (sqlite3_prepare_v2(db, sql, -1, &s, 0) || sqlite3_step(s) != SQLITE_ROW) return 2;
            printf("%s %d %.4s\\n", name, sqlite3_column_int(s, 0), sqlite3_sourceid());
            while (sqlite3_step(s) == SQLITE_ROW);
            sqlite3_finalize(s);
            return sqlite3_close(db);
        }

        """

    /// A copy of the system's library under another name, and with another source id (it begins with "1999").
    private func privateCopy() throws -> String {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: try #require(libraryFile("libsqlite3.so.0"))))
        let name = try #require(bytes.range(of: Data("libsqlite3.so.0\0".utf8)))
        bytes.replaceSubrange(name, with: Data("libprivat3.so.0\0".utf8))
        let source = try firstLine(
            "python3", "-c",
            "import sqlite3; print(sqlite3.connect('').execute('select sqlite_source_id()').fetchone()[0])")
        let identity = try #require(bytes.range(of: Data(source.utf8)))
        bytes.replaceSubrange(identity.lowerBound..<identity.lowerBound + 4, with: Data("1999".utf8))
        try bytes.write(to: scratch.url.appending(path: "libprivat3.so.0"))
        return scratch.path("libprivat3.so.0")
    }

    @Test("keep it, beside the system's in one process, and both are traced")
    func bundled() throws {
        let own = try privateCopy()
        let path = ["-shared", "-fPIC"]
        let bundled = try compile(
            Self.work, in: scratch, name: "libbundled.so", arguments: path + [own, "-Wl,-rpath,\(scratch.url.path)"])
        let system = try compile(Self.work, in: scratch, name: "libsystem.so", arguments: path + ["-lsqlite3"])
        let program = try compile(
            """
            #include <dlfcn.h>
            int main(int count, char **names) {
                int bad = 0;
                for (int i = 1; i < count; i++) {
                    void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
                    int (*work)(const char *) = dlsym(handle, "work");
                    bad += work(i % 2 ? "own" : "sys");
                }
                return bad;
            }
            """, in: scratch, arguments: [])
        let command = [program, bundled, system, bundled, system]
        let plain = try run(command, in: scratch, traced: false, variables: ["LD_PRELOAD": ""])
        for traced in [false, true] {
            #expect(try run(command, in: scratch, traced: traced).output == plain.output)
        }
        #expect(plain.output.hasPrefix("own 42 1999\nsys 42 20"))
        let records = try scratch.records()
        let libraries = records.filter { $0.kind == .connectionOpened }
            .map { URL(fileURLWithPath: $0.library).lastPathComponent.prefix(10) }
        #expect(libraries == ["libprivat3", "libsqlite3", "libprivat3", "libsqlite3"])
        #expect(
            records.filter { !$0.sql.isEmpty }.map(\.sql)
                == ["own", "sys", "own", "sys"].flatMap {
                    ["create table \($0)(a)", "insert into \($0) values (?)", "select a from \($0)"]
                })
        #expect(records.allSatisfy { !$0.isTracedOnly })
    }

    @Test(
        "in the executable are traced if it exports the functions, and else said to be there",
        .enabled(if: libraryFile("libsqlite3.a") != nil), arguments: [true, false])
    func linkedStatically(exported: Bool) async throws {
        let archive = try #require(libraryFile("libsqlite3.a"))
        let program = try compile(
            Self.work + """
                #include <unistd.h>
                int main() {
                    int bad = work("mine"); sqlite3 *db;
                    sqlite3_open("app.db", &db); sqlite3_exec(db, "create table kept(a)", 0, 0, 0);
                    fclose(fopen("ready", "w"));
                    sleep(60);
                    return bad;
                }
                """, in: scratch, arguments: exported ? ["-rdynamic", archive] : [archive])
        let process = try start([program], in: scratch)
        defer { process.end(by: [SIGKILL]) }
        while !FileManager.default.fileExists(atPath: scratch.path("ready")) {
            try #require(process.isRunning)
            await Task.yield()
        }
        var reader = QueryLogReader(directory: scratch.log)
        let statements = try reader.readNew().filter { !$0.sql.isEmpty }
        if exported {
            #expect(statements.map(\.sql).first == "create table mine(a)")
            #expect(statements.count == 4)
            #expect(statements.allSatisfy { $0.isTracedOnly && $0.result == nil && $0.nanoseconds > 0 })
            #expect(statements.map(\.rows) == [0, 0, 1, 0])
            #expect(reader.connectionsSeen == 2)
        } else {
            #expect(statements.isEmpty)
            #expect(reader.connectionsSeen == 0)
        }
        let sighting = SQLiteSighting(process: process.processIdentifier)
        #expect(sighting.engines == [program])
        #expect(sighting.databases == [scratch.path("app.db")])
        #expect(sighting.explanation?.contains("app.db open through the SQLite in \(program)") == true)
    }

    /// The way of .NET and of foreign-function interfaces: no call of theirs meets a preloaded library.
    private static let throughSymbols = """
        #include <dlfcn.h>
        #include <sqlite3.h>
        #define F(name) typeof(&name) p_##name = dlsym(handle, #name)
        int main(int count, char **names) {
            void *handle = dlopen(names[1], RTLD_NOW | RTLD_LOCAL);
            F(sqlite3_open); F(sqlite3_exec); F(sqlite3_prepare_v2); F(sqlite3_step); F(sqlite3_finalize);
            F(sqlite3_reset); F(sqlite3_close);
            sqlite3 *db; sqlite3_stmt *s;
            for (int i = 0; i < 2; i++) {
                p_sqlite3_open(":memory:", &db);
                p_sqlite3_exec(db, "create table t(a); insert into t values (1), (2), (3)", 0, 0, 0);
                p_sqlite3_prepare_v2(db, "select a from t where a > 1", -1, &s, 0);
                while (p_sqlite3_step(s) == SQLITE_ROW);
                p_sqlite3_reset(s); p_sqlite3_step(s); p_sqlite3_reset(s);
                p_sqlite3_finalize(s); p_sqlite3_close(db);
            }
            return 0;
        }
        """

    @Test("that call it through dlsym are traced when it is named, and else leave a sign")
    func throughSymbols() throws {
        let own = try privateCopy()
        let program = try compile(Self.throughSymbols, in: scratch, arguments: [])
        try run([program, own], in: scratch)
        #expect(try scratch.records().map(\.kind) == [.unseen])
        #expect(try scratch.records().map(\.library) == [own])

        try run([program, own], in: scratch, variables: ["HONE_TRACE_SQLITE": own])
        let records = try scratch.records().filter { $0.kind != .unseen }
        let once: [QueryRecord.Kind] = [
            .connectionOpened, .statement, .statement, .statement, .statement, .connectionClosed,
        ]
        #expect(records.map(\.kind) == once + once)
        let selects = records.filter { $0.sql == "select a from t where a > ?" }
        #expect(selects.map(\.rows) == [2, 1, 2, 1])
        #expect(selects.allSatisfy { $0.isTracedOnly && $0.nanoseconds > 0 && $0.fullScanSteps <= 2 })
        #expect(records.filter { $0.sql == "insert into t values (?)" }.count == 2)
    }
}
