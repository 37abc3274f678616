import Foundation
import HoneTesting
import Testing

@Suite("The command line")
struct CommandLineTests {
    @Test(
        "Every command explains itself with examples",
        arguments: [
            "init", "baseline", "diagnose", "plan", "apply", "undo", "verify", "report", "optimize", "patterns", "load",
            "run", "doctor", "advise", "cache",
        ])
    func help(command: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example"))
        #expect(outcome.output.contains("hone \(command)"))
        #expect(outcome.errors.isEmpty)
    }

    // Arguments, exit status, and a word of what standard error says.
    @Test(
        "Wrong use is refused with status 2 and a remedy",
        arguments: [
            (["optimise"], "optimise"), (["init"], "--url"), (["baseline", "--colour"], "--colour"),
            (["baseline"], "hone init"), (["report"], "hone init"), (["patterns", "PAT-999"], "PAT-999"),
            (["init", "--url", "8000"], "http://127.0.0.1:8000"), (["apply"], "--all"),
            (["apply", "--phase", "9"], "1, 2 or 3"), (["load", "nowhere"], "http://"),
            (["load", "http://192.0.2.1/"], "this machine"), (["report", "--html", "--json"], "one form"),
        ])
    func wrongUse(arguments: [String], word: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let run = try await program.run(arguments)
        #expect(run.status == 2, "\(run.errors)")
        #expect(run.errors.contains(word), "\(run.errors)")
    }

    @Test("A wrong hone.yaml is told with its line before anything is started")
    func wrongFile() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("target:\n  url: http://127.0.0.1:1\nthresholds:\n  memory: 280\n", to: "hone.yaml")
        let outcome = try await program.run("optimize")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("hone.yaml:4") && outcome.errors.contains("280MB"))
        #expect(outcome.output.isEmpty)
    }

    @Test("A target that is down ends with status 3")
    func down() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("target:\n  url: http://127.0.0.1:1\nendpoints:\n  - request: GET /\n", to: "hone.yaml")
        let outcome = try await program.run("baseline")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("Start it"))
    }

    @Test("A certificate that nobody vouches for is told with the key that accepts it")
    func selfSigned() async throws {
        let server = try await FixtureServer.start(certificate: try .selfSigned()) { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let file =
            "target:\n  url: \(server.url)\n  insecure_tls: INSECURE\nendpoints:\n  - request: GET /\nload: { users: [1], seconds: 1 }\n"
        try program.write(file.replacingOccurrences(of: "INSECURE", with: "false"), to: "hone.yaml")
        let refused = try await program.run("baseline")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("insecure_tls: true"), "\(refused.errors)")
        try program.write(file.replacingOccurrences(of: "INSECURE", with: "true"), to: "hone.yaml")
        let accepted = try await program.run("baseline", "--json")
        #expect(accepted.status != 3, "\(accepted.errors)")
        try await server.stop()
    }

    @Test("hone init writes a file that hone baseline measures; JSON alone goes to standard output, without colour")
    func initAndBaseline() async throws {
        let server = try await FixtureServer.start { request in
            switch request.path {
            case "/": .init(headers: [("Content-Type", "text/html")], body: #"<a href="/api/a">a</a>"#)
            case "/api/a": .init(headers: [("Content-Type", "application/json")], body: "[1]")
            default: .init(status: 404)
            }
        }
        let program = try Program()
        defer { program.remove() }
        let made = try await program.run("init", "--url", server.url)
        #expect(made.status == 0, "\(made.errors)")
        let again = try await program.run("init", "--url", server.url)
        #expect(again.status == 2 && again.errors.contains("--force"))
        let file = program.folder.appending(path: "hone.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("GET /api/a"))
        try program.write(
            text.replacingOccurrences(of: "[10, 25, 50, 100, 200]", with: "[2]")
                .replacingOccurrences(of: "reference: 50", with: "reference: 2")
                .replacingOccurrences(of: "seconds: 5", with: "seconds: 1")
                .replacingOccurrences(of: "concurrent_users: 300", with: "concurrent_users: 2"), to: "hone.yaml")
        let baseline = try await program.run("baseline", "--json")
        #expect(baseline.status == 0, "\(baseline.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(baseline.output.utf8)) as? [String: Any]
        #expect((json?["queries"] as? [String: Any])?["missing"] is String)
        #expect(baseline.errors.isEmpty)
        let runs = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.appending(path: ".hone/runs").path)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.appending(path: ".hone/runs/\(try #require(runs.first))").path)
        #expect(
            Set(files).isSuperset(of: [
                "PERFORMANCE_BASELINE_REPORT.json", "PERFORMANCE_SUMMARY.md", "PERFORMANCE_OPTIMIZATION_CHECKLIST.md",
                "report.html",
            ]))
        for command in [
            ["diagnose"], ["plan"], ["report"], ["report", "--markdown"], ["report", "--junit"], ["report", "--csv"],
        ] {
            #expect(try await program.run(command).status == 0, "\(command)")
        }
        let report = try await program.run("report")
        #expect(report.output.contains("Success metrics") && !report.output.contains("\u{1B}["))
        try await server.stop()
    }

    @Test("hone load says how a URL was answered, for people and for programs")
    func load() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        // Times as scenarios write them, and bare seconds.
        let people = try await program.run(
            "load", server.url + "/x", "--users", "2", "--duration", "0.5", "--timeout", "1h", "--think-time",
            "1ms-.1s")
        // On a machine too busy to start requests in time the run is invalid, and says so.
        #expect(people.status == (people.output.contains("INVALID") ? 6 : 0), "\(people.errors)")
        #expect(people.output.contains("p95"))
        let programs = try await program.run("load", server.url + "/x", "--users", "2", "--duration", "0.5", "--json")
        let json = try JSONSerialization.jsonObject(with: Data(programs.output.utf8)) as? [String: Any]
        #expect(((json?["total"] as? [String: Any])?["successes"] as? Int ?? 0) > 0)
        try await server.stop()
        #expect(try await program.run("load", server.url + "/x", "--users", "1", "--duration", "0.5").status == 3)
    }

    /// An application that `hone` starts and stops: Python's file server on a free port.
    private func writeFileServer(in program: Program, more: String = "") async throws -> Int {
        let server = try await FixtureServer.start { _ in .init() }
        let port = server.port
        try await server.stop()
        try program.write(String(repeating: "<p>hello</p>", count: 2_000), to: "index.html")
        try program.write(
            """
            target:
              url: http://127.0.0.1:\(port)
              start: python3 -m http.server \(port) --bind 127.0.0.1
            endpoints:
              - request: GET /index.html
            \(more)
            """, to: "hone.yaml")
        return port
    }

    @Test("Ctrl-C stops the application that was started and ends with status 130")
    func interrupted() async throws {
        let program = try Program()
        defer { program.remove() }
        let port = try await writeFileServer(in: program)
        let process = try program.start(["baseline"])
        let note = program.folder.appending(path: ".hone/custody/custody.json")
        try await eventually { FileManager.default.fileExists(atPath: note.path) }
        process.send(SIGINT)
        #expect(await process.ending() == .exited(130))
        #expect(!FileManager.default.fileExists(atPath: note.path))
        let after = try await program.run("load", "http://127.0.0.1:\(port)/", "--users", "1", "--duration", "0.2")
        #expect(after.status == 3, "the application still answers")
    }

    @Test(
        "Ctrl-C and its like in the middle of hone optimize leave a report of what is done, and no copy of the database",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func interruptedTrials(number: Int32) async throws {
        let program = try Program()
        defer { program.remove() }
        let port = try await writeFileServer(
            in: program,
            more: """
                database: { path: app.db }
                load: { users: [1], seconds: 1, reference: 1 }
                switches:
                  PAT-014: { environment: { IGNORED: "1" } }
                """
        )
        let make = "CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))"
        #expect(try ChildProcess.run(["sqlite3", "app.db", make], in: program.folder.path).ending == .exited(0))
        let database = try Data(contentsOf: program.folder.appending(path: "app.db"))
        let process = try program.start(["optimize"])
        let latest = program.folder.appending(path: ".hone/runs")
        func report() -> URL? {
            let runs = try? FileManager.default.contentsOfDirectory(atPath: latest.path)
            return runs?.first.map { latest.appending(path: "\($0)/report.html") }
        }
        // The report of the baseline is written before the first trial, which takes several seconds.
        try await eventually { report().map { FileManager.default.fileExists(atPath: $0.path) } ?? false }
        process.send(number)
        #expect(await process.ending() == .exited(130))
        #expect(try Data(contentsOf: program.folder.appending(path: "app.db")) == database)
        let left = FileManager.default.enumerator(atPath: program.folder.path)?.compactMap { $0 as? String } ?? []
        for name in left where name != "app.db" {
            let size = try FileManager.default.attributesOfItem(atPath: program.folder.appending(path: name).path)[
                .size]
            #expect(name.hasSuffix("ledger.sqlite") || (size as? NSNumber)?.intValue != database.count, "\(name)")
        }
        let page = try String(contentsOf: try #require(report()), encoding: .utf8)
        #expect(page.contains("The run was interrupted") && page.contains("GET /index.html"))
        #expect(try await program.run("report").output.contains("Interrupted"))
        let after = try await program.run("load", "http://127.0.0.1:\(port)/", "--users", "1", "--duration", "0.2")
        #expect(after.status == 3, "the application still answers")
    }

    @Test("Patterns are listed, shown and printed as JSON")
    func patterns() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("patterns").output.contains("PAT-020"))
        #expect(try await program.run("patterns", "pat-012").output.contains("PAT-012"))
        let json = try await program.run("patterns", "--json").output
        #expect((try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Any])?.count == 12)
    }
}
