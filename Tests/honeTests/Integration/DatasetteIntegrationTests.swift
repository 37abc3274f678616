import Foundation
import HoneTesting
import Testing

/// Hone on an application that nobody here wrote: Datasette from PyPI, with a SQLite file of some 50 MB.
///
/// It installs from PyPI and takes minutes, so it runs with `make test-integration` alone.
@Suite("Datasette", .enabled(if: ProcessInfo.processInfo.environment["HONE_INTEGRATION"] == "1"), .serialized)
struct DatasetteIntegrationTests {
    /// Runs a command to its end and returns what it printed.
    private func shell(_ command: String, in folder: URL) throws -> String {
        let process = try ChildProcess(
            ["sh", "-c", command], in: folder.path, output: .pipe, errors: .file(".shell-errors"))
        let finished = try process.finish()
        try #require(finished.ending == .exited(0), "\(command)")
        return finished.output
    }

    /// Birds that people saw: 400,000 rows, skewed, with no index on what Datasette's pages filter by.
    private static let generator = """
        import random, sqlite3
        random.seed(7)
        db = sqlite3.connect("data.db")
        db.executescript('''
        create table species (id integer primary key, name text, family text);
        create table sighting (id integer primary key, species_id integer references species (id), seen_on text,
            count integer, note text);''')
        families = ["Anatidae", "Paridae", "Laridae", "Corvidae"]
        db.executemany("insert into species values (?, ?, ?)", [(i, f"Bird {i}", random.choice(families)) for i in range(1, 301)])
        words = "tall reeds near the lake in early fog with two gulls calling over water before rain".split()
        db.executemany("insert into sighting values (?, ?, ?, ?, ?)", (
            (i, min(300, int(random.paretovariate(1.1))), "20%02d-%02d-%02d" % (random.randint(10, 25), random.randint(1, 12),
            random.randint(1, 28)), random.randint(1, 40), " ".join(random.choices(words, k=18))) for i in range(1, 400001)))
        db.commit()
        """

    @Test("hone init discovers, hone optimize runs, and what it reports is true")
    func optimize() async throws {
        let program = try Program()
        defer { program.remove() }
        let folder = program.folder
        _ = try shell("python3 -m venv venv && venv/bin/pip install --quiet datasette", in: folder)
        try program.write(Self.generator, to: "generate.py")
        _ = try shell("python3 generate.py", in: folder)
        let port = try shell(
            "python3 -c 'import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 0)); print(s.getsockname()[1])'",
            in: folder
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        let before = try shell("sqlite3 data.db .dump | sha256sum", in: folder)

        let made = try await program.run(
            "init", "--url", "http://127.0.0.1:\(port)", "--database", "data.db", "--start",
            "venv/bin/datasette serve data.db --port \(port)")
        #expect(made.status == 0, "\(made.errors)")
        let file = folder.appending(path: "hone.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("GET /data/sighting"))
        // Fewer levels than by default: this machine may be busy.
        try program.write(
            text.replacingOccurrences(of: "users: [10, 25, 50, 100, 200]", with: "users: [2, 5]")
                .replacingOccurrences(of: "reference: 50", with: "reference: 5")
                .replacingOccurrences(of: "concurrent_users: 300", with: "concurrent_users: 5"), to: "hone.yaml")

        let outcome = try await program.run("optimize", "--json")
        #expect([0, 1].contains(outcome.status), "\(outcome.errors)")
        let run = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let baseline = try #require(run["baseline"] as? [String: Any])
        func measured(_ part: String) throws -> [String: Any] {
            try #require((baseline[part] as? [String: Any])?["measured"] as? [String: Any], "\(baseline[part] ?? "")")
        }

        // The tracer saw the queries of an application that knows nothing of it.
        let queries = try #require(try measured("queries")["endpoints"] as? [[String: Any]])
        #expect(queries.contains { ($0["queries"] as? Double ?? 0) > 1 })
        // What the report says of the database is what sqlite3 says of it.
        let database = try measured("database")
        #expect(database["journalMode"] as? String == "delete")
        #expect(database["fileSize"] as? Int ?? 0 > 40_000_000)
        let levels = try #require(try measured("load")["levels"] as? [[String: Any]])
        #expect(levels.map { $0["users"] as? Int }.prefix(2) == [2, 5])

        // Every verdict has its reason; the data is what it was, whatever was kept; undo takes the rest back.
        let verdicts = try #require(run["verdicts"] as? [[String: Any]])
        #expect(verdicts.allSatisfy { ($0["reason"] as? String ?? "").count > 10 })
        let kept = verdicts.filter { $0["outcome"] as? String == "kept" }.compactMap { $0["pattern"] as? String }
        let indices = try shell(
            "sqlite3 data.db \"select count(*) from sqlite_master where name like 'hone_%'\"", in: folder)
        #expect((Int(indices.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0) == kept.contains("PAT-016"))
        #expect(try await program.run("undo").status == 0)
        #expect(try shell("sqlite3 data.db .dump | sha256sum", in: folder) == before)
        print("Datasette: kept \(kept), \(verdicts.count) verdicts")
    }
}
