import Foundation
import Testing

@Suite("hone doctor")
struct DoctorCommandTests {
    private func program() async throws -> Program {
        let program = try Program()
        let make = """
            import sqlite3
            db = sqlite3.connect('app.db')
            db.execute('create table t (id integer primary key, x)')
            db.executemany('insert into t (x) values (?)', [('x' * 1000,) for i in range(5000)])
            db.commit()
            """
        #expect(try await program.run("run", "--pragma", "cache_size=9", "--", "python3", "-c", make).status == 0)
        return program
    }

    @Test("It advises with reasons and sources, and shows each mode at each level")
    func table() async throws {
        let program = try await program()
        defer { program.remove() }
        let ran = try await program.run("doctor", "--database", "app.db", "--levels", "1,3", "--seconds", "0.2")
        #expect(ran.status == 0, "\(ran.errors)")
        for part in [
            "PRAGMA journal_mode = wal", "in the file", "PRAGMA cache_size = -5120", "on each connection",
            "https://www.sqlite.org/pragma.html#pragma_cache_size", "as found: rollback journal, BEGIN",
            "pragmas advised: WAL, BEGIN", "and BEGIN IMMEDIATE: WAL, BEGIN IMMEDIATE", "3 + 3", "lost writes",
        ] {
            #expect(ran.output.contains(part), "\(part) is not in:\n\(ran.output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path + "/.hone") == [])
    }

    @Test("As JSON, with what the application sets itself")
    func json() async throws {
        let program = try await program()
        defer { program.remove() }
        let ran = try await program.run(
            "doctor", "--database", "app.db", "--levels", "2", "--seconds", "0.1", "--pragma", "busy_timeout=3000",
            "--json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(ran.output.utf8)) as? [String: Any])
        let modes = (json["concurrency"] as? [String: Any])?["modes"] as? [[String: Any]]
        #expect(modes?.count == 3)
        let settings = (modes?.first?["mode"] as? [String: Any])?["settings"] as? [[String: String]]
        #expect(settings == [["pragma": "busy_timeout", "value": "3000"]])
        #expect((json["advice"] as? [[String: Any]])?.allSatisfy { $0["source"] is String } == true)
    }

    @Test("The advice alone writes nothing anywhere")
    func advice() async throws {
        let program = try await program()
        defer { program.remove() }
        let ran = try await program.run("doctor", "--database", "app.db", "--advice")
        #expect(ran.status == 0 && ran.output.contains("PRAGMA synchronous = NORMAL"))
        #expect(!ran.output.contains("as found"))
        #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/.hone"))
    }

    @Test(
        "What is wrong is refused with status 2",
        arguments: [
            (["--database", "none.db"], "no such file"), (["--database", "app.db", "--levels", "0,1"], "1 to 64"),
            (["--database", "app.db", "--seconds", "0"], "--seconds"),
            (["--database", "app.db", "--connections", "0"], "1 or more"),
        ])
    func refused(arguments: [String], words: String) async throws {
        let program = try await program()
        defer { program.remove() }
        let ran = try await program.run(["doctor"] + arguments)
        #expect(ran.status == 2 && ran.errors.contains(words), "\(ran.errors)")
    }
}
