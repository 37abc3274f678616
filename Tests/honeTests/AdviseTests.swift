import Foundation
import HoneTesting
import Testing

@Suite("hone advise")
struct AdviseTests {
    /// A database made by SQLite's own shell, and a workload for it.
    private func prepared() throws -> Program {
        let program = try Program()
        let rows = """
            CREATE TABLE booking (id INTEGER PRIMARY KEY, chef INTEGER, note TEXT);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO booking SELECT i, i % 500, 'a note about it ' || i FROM n;
            """
        #expect(try ChildProcess.run(["sqlite3", "app.db", rows], in: program.folder.path).ending == .exited(0))
        try program.write(
            """
            {"sql": "SELECT * FROM booking WHERE chef = ?", "parameters": [7], "calls": 10, "endpoint": "GET /x"}
            {"sql": "SELECT * FROM gone"}
            {"sql": 7}
            """, to: "queries.jsonl")
        return program
    }

    @Test("The table, the JSON and the SQL, and nothing left behind")
    func forms() async throws {
        let program = try prepared()
        defer { program.remove() }
        let base = ["advise", "--database", "app.db", "--workload", "queries.jsonl", "--time", "5"]
        let table = try await program.run(base)
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("CREATE INDEX \"hone_booking_chef\""))
        #expect(table.output.contains("GET /x") && table.output.contains("no such table: gone"))
        #expect(table.errors.contains("line 3"))
        let json = try await program.run(base + ["--json"])
        let read = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((read?["indexes"] as? [Any])?.count == 1)
        let sql = try await program.run(base + ["--sql"])
        #expect(sql.output == "CREATE INDEX \"hone_booking_chef\" ON \"booking\" (\"chef\");\n")
        let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(Set(left) == ["app.db", "queries.jsonl", ".stdout", ".stderr"])
    }

    @Test("Copies of a run that was killed are removed, and those of others are left")
    func leftovers() async throws {
        let program = try prepared()
        defer { program.remove() }
        let parent = program.folder.appending(path: ".hone")
        // No process has a number as high as the first (Linux gives out at most 2^22); this test runs as the second.
        let own = "advise-\(ProcessInfo.processInfo.processIdentifier)"
        for name in ["advise-2000000000", own, "advise-notes"] {
            try FileManager.default.createDirectory(
                at: parent.appending(path: name), withIntermediateDirectories: true)
        }
        let run = try await program.run(
            "advise", "--database", "app.db", "--workload", "queries.jsonl", "--time", "2")
        #expect(run.status == 0, "\(run.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: parent.path)
        #expect(Set(left) == [own, "advise-notes"])
    }

    /// A run that takes a minute, once its copies are there.
    private func started(
        _ program: Program, after shell: String? = nil, time: String = "60"
    ) async throws -> (process: ChildProcess, folder: URL) {
        let slow = (1...40).map { "SELECT count(*) + \($0) FROM booking a, booking b WHERE a.note < b.note;" }
        try program.write(slow.joined(separator: "\n"), to: "slow.sql")
        let process = try program.start(
            ["advise", "--database", "app.db", "--workload", "slow.sql", "--time", time], after: shell)
        let folder = program.folder.appending(path: ".hone/advise-\(process.processIdentifier)")
        try await eventually {
            FileManager.default.fileExists(atPath: folder.appending(path: "advisor-trial.sqlite").path)
        }
        return (process, folder)
    }

    @Test(
        "A signal ends it in good order with status 130, and its copies are gone", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(number: Int32) async throws {
        let program = try prepared()
        defer { program.remove() }
        let before = try Data(contentsOf: program.folder.appending(path: "app.db"))
        let (process, _) = try await started(program)
        process.send(number)
        #expect(await process.ending() == .exited(130))
        #expect(try program.errors.contains("Interrupted."))
        #expect(try program.output.isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(Set(left) == ["app.db", "queries.jsonl", "slow.sql", ".stdout", ".stderr"])
        #expect(try Data(contentsOf: program.folder.appending(path: "app.db")) == before)
    }

    @Test("Under nohup it outlives the terminal")
    func nohup() async throws {
        let program = try prepared()
        defer { program.remove() }
        let (process, folder) = try await started(program, after: "trap '' HUP", time: "2")
        process.send(SIGHUP)
        let ending = await process.ending()
        let errors = try program.errors
        #expect(ending == .exited(0), "\(errors)")
        #expect(try !program.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test("Nobody else may read the copies, whatever the umask")
    func modes() async throws {
        let program = try prepared()
        defer { program.remove() }
        let (process, folder) = try await started(program, after: "umask 000")
        func mode(_ path: String) throws -> Int {
            let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            return try #require(found).intValue
        }
        #expect(try mode(folder.path) == 0o700)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(files).isSuperset(of: ["advisor-plain.sqlite", "advisor-trial.sqlite"]))
        for file in files {
            #expect(try mode(folder.appending(path: file).path) & 0o077 == 0, "\(file)")
        }
        process.send(SIGTERM)
        #expect(await process.ending() == .exited(130))
    }

    // What is written over the file before, arguments, exit status, and a word of what standard error says.
    @Test(
        "What cannot be used is told",
        arguments: [
            ("", ["--database", "none.db", "--workload", "queries.jsonl"], 2, "no such file"),
            ("", ["--database", "app.db", "--workload", "none.jsonl"], 2, "no such file"),
            ("", ["--database", "queries.jsonl", "--workload", "queries.jsonl"], 2, "not a SQLite database"),
            ("app.db", ["--database", "app.db", "--workload", "queries.jsonl"], 2, "encrypted"),
            ("queries.jsonl", ["--database", "app.db", "--workload", "queries.jsonl"], 2, "UTF-8"),
            ("", ["--database", "app.db"], 2, "--workload"),
            ("", ["--postgres", "host=x", "--workload", "queries.jsonl", "--work-folder", "w"], 2, "--work-folder"),
            ("", ["--database", "app.db", "--workload", "queries.jsonl", "--time", "0"], 2, "--time"),
            ("", ["--database", "app.db", "--workload", "queries.jsonl", "--json", "--sql"], 2, "one form"),
        ])
    func refusals(replaced: String, arguments: [String], status: Int32, word: String) async throws {
        let program = try prepared()
        defer { program.remove() }
        if !replaced.isEmpty {
            // Looks random: no byte is more frequent than another.
            let bytes = (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ ($0 >> 8) &* 59 &+ 129) }
            try Data(bytes).write(to: program.folder.appending(path: replaced))
        }
        let outcome = try await program.run(["advise"] + arguments)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("A workload of which nothing can be executed is a wrong use")
    func nothingToExecute() async throws {
        let program = try prepared()
        defer { program.remove() }
        try program.write("SELECT * FROM gone;\nSELECT * FROM booking WHERE chef = ?;", to: "queries.sql")
        let outcome = try await program.run(
            ["advise", "--database", "app.db", "--workload", "queries.sql", "--time", "2"])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("no values were recorded") && outcome.errors.contains("HONE_TRACE_PARAMETERS=1"))
    }
}
