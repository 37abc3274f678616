import Foundation
import HoneTesting
import Testing

/// `hone load` against a real server, as a person and as a CI job run it.
@Suite("hone load", .timeLimit(.minutes(3)))
struct LoadRunTests {
    /// How a search ends, and with which status; on a busy machine the generator may be what ends it.
    private static let statuses: [String: Int32] = [
        "knee": 0, "highestLevel": 0, "runs": 0, "lowestLevel": 1, "generator": 6, "stopped": 130,
    ]

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text.prefix(200))")
    }

    private func requests(_ result: [String: Any]) throws -> Int {
        try #require((result["total"] as? [String: Any])?["requests"] as? Int)
    }

    @Test("Four shards as four processes do together what one does, and their merged result is the sum")
    func shards() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let startAt = "\(Date().timeIntervalSince1970 + 3)"
        let processes = try (1...4).map { part in
            try program.start(
                [
                    "load", server.url + "/a", "--rate", "100", "--duration", "2s", "--shard", "\(part)/4",
                    "--start-at", startAt, "--save", "shard-\(part).json", "--quiet",
                ])
        }
        for process in processes { await process.ending() }
        let parts = try (1...4).map { try json(program.read("shard-\($0).json")) }
        let merged = try json(
            try await program.run(
                "load", "merge", "shard-1.json", "shard-2.json", "shard-3.json", "shard-4.json", "--json"
            )
            .output)
        let sum = try parts.reduce(0) { try $0 + requests($1) }
        #expect(try requests(merged) == sum)
        let unfinished = try parts.reduce(0) { sum, part in
            sum + (try #require(part["unfinished"] as? Int)) + (try #require(part["unsent"] as? Int))
        }
        // Every arrival of the scenario is of exactly one shard.
        #expect(sum + unfinished == 200)
        #expect(server.requestCount >= sum && server.requestCount <= 200)
        let histogram = try #require((merged["total"] as? [String: Any])?["latency"] as? [String: Any])
        #expect((histogram["counts"] as? [Int])?.reduce(0, +) == sum)
        try await server.stop()
    }

    @Test("A threshold that is not met ends with status 1, and early when asked to")
    func thresholds() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let met = try await program.run(
            "load", server.url, "--users", "2", "--duration", "1s", "--think-time", "10ms", "--threshold",
            "error_rate < 1%")
        // On a machine too busy to start requests in time the run is invalid, and says so.
        #expect(met.status == (met.output.contains("INVALID") ? 6 : 0), "\(met.errors)")
        let broken = try await program.run(
            "load", server.url, "--users", "2", "--duration", "10min", "--think-time", "10ms", "--threshold",
            "GET /: request_rate > 1000000/s", "--abort-on-fail", "--save", "r.json")
        #expect(broken.status == (broken.output.contains("INVALID") ? 6 : 1), "\(broken.errors)")
        #expect(try json(program.read("r.json"))["ending"] as? String == "threshold")
        let unknown = try await program.run("load", server.url, "--threshold", "p95 < 10 apples")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("--threshold"))
        try await server.stop()
    }

    @Test("Every form of the result is written where it was asked for")
    func outputs() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            target: \(server.url)
            load: { users: 3, duration: 2s }
            think_time: 5ms-10ms
            thresholds: [ p95 < 10s ]
            tasks:
              - request: GET /a
                check: { status: 200, json: { "": any } }
              - GET /b
            """, to: "scenario.yaml")
        let run = try await program.run(
            "load", "scenario.yaml", "--html", "r.html", "--csv", "r", "--junit", "r.xml", "--hdr-log", "r.hlog",
            "--save", "r.json")
        #expect(run.status == (run.output.contains("INVALID") ? 6 : 0), "\(run.errors)")
        #expect(run.output.contains("GET /a") && run.output.contains("p95"))
        for (name, word) in [
            ("r.html", "</html>"), ("r_stats.csv", "Request Count"), ("r_failures.csv", "Occurrences"),
            ("r_stats_history.csv", "Timestamp"), ("r.xml", "<testsuite"), ("r.hlog", "HIST"), ("r.json", "\"series\""),
        ] {
            #expect(try program.read(name).contains(word), "\(name)")
        }
        #expect(try await program.run("load", "report", "r.json").output.contains("GET /b"))
        // What cannot be written is said before anybody relies on it.
        #expect(try await program.run("load", "scenario.yaml", "--hdr-log", "no/such/folder").status != 0)
        try await server.stop()
    }

    @Test("A wrong scenario is refused with its file and line, and nothing is sent")
    func wrongScenario() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        try program.write("target: \(server.url)\ntasks:\n  - GET /{{chef}}\n", to: "scenario.yaml")
        let run = try await program.run("load", "scenario.yaml")
        #expect(run.status == 2)
        #expect(run.errors.contains("scenario.yaml:3") && run.errors.contains("{{chef}}"), "\(run.errors)")
        #expect(server.requestCount == 0)
        for arguments in [
            ["--users", "2", "--rate", "3"], ["--shard", "9/8"], ["--start-at", "yesterday"],
            ["--web", "--shard", "1/2"],
            ["--http", "3"], ["--header", "no colon"], ["--duration", "soon"], ["--poisson"], ["--web-port", "1"],
            ["--users", "2", "--max-users", "9"], ["--most", "20"], ["--level-duration", "2s"],
            ["--find-capacity", "--html", "a.html"], ["--find-capacity", "--csv", "a"],
            ["--find-capacity", "--junit", "a.xml"], ["--find-capacity", "--save", "a.json"],
            ["--find-capacity", "--shard", "1/2"], ["--find-capacity", "--start-at", "4000000000"],
            ["--find-capacity", "--abort-on-fail"], ["--find-capacity", "--duration", "5s"],
            ["--find-capacity", "--hdr-log", "a.hlog"],
        ] {
            #expect(try await program.run(["load", server.url] + arguments).status == 2, "\(arguments)")
        }
        #expect(server.requestCount == 0)
        try await server.stop()
    }

    @Test("Flags that a scenario file has no use for are refused, and so is a password in a URL")
    func withoutMeaning() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        try program.write("target: \(server.url)\ntasks:\n  - GET /a\n", to: "scenario.yaml")
        for flags in [["-X", "POST"], ["-d", "{}"], ["--method", "PUT"]] {
            let run = try await program.run("load", "scenario.yaml", flags[0], flags[1])
            #expect(run.status == 2)
            #expect(run.errors.contains("scenario.yaml"), "\(run.errors)")
        }
        let search = try await program.run("load", server.url, "--find-capacity", "--save", "a.json", "--shard", "1/2")
        #expect(search.errors.contains("--save, --shard"), "\(search.errors)")
        let password = try await program.run("load", server.url.replacing("http://", with: "http://me:secret@"))
        #expect(password.status == 2)
        #expect(password.errors.contains("Authorization header"), "\(password.errors)")
        #expect(server.requestCount == 0)
        try await server.stop()
    }

    @Test("A name without an address is not reachable, and a bad file of authorities is named")
    func unreachable() async throws {
        let program = try Program()
        defer { program.remove() }
        let unknown = try await program.run(
            "load", "http://no-such-host.invalid/", "--allow-remote", "--duration", "1s")
        #expect(unknown.status == 3, "\(unknown.errors)")
        #expect(unknown.errors.contains("no-such-host.invalid"), "\(unknown.errors)")
        try program.write("no certificate\n", to: "ca.pem")
        for file in ["ca.pem", "absent.pem"] {
            let run = try await program.run("load", "https://127.0.0.1:9/", "--ca", file, "--duration", "1s")
            #expect(run.status == 2, "\(run.errors)")
            #expect(run.errors.contains(file) && run.errors.contains("PEM"), "\(run.errors)")
        }
    }

    @Test("What is foreign in a message is no order to the terminal, and a message nobody takes ends nothing")
    func foreignText() async throws {
        let program = try Program()
        defer { program.remove() }
        let run = try await program.run("load", "a\u{1B}]0;title\u{7}\u{9B}2J\u{202E}\nb.yaml")
        #expect(run.status == 2)
        #expect(run.errors.contains("a]0;title2J\nb.yaml"), "\(run.errors)")
        #expect(
            !run.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
        let process = try program.start(["load", "none.yaml"], errors: "/dev/full")
        #expect(await process.ending() == .exited(2))
    }

    @Test("Ctrl-C ends the run even while nobody reads what is written")
    func interruptedBehindAFullPipe() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let pipe = program.folder.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        let end = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        try #require(end >= 0)
        defer { close(end) }
        let block = [UInt8](repeating: 0x20, count: 4_096)
        while write(end, block, block.count) > 0 {}
        while write(end, block, 1) > 0 {}
        let process = try program.start(
            ["load", server.url, "--users", "2", "--duration", "10min", "--think-time", "10ms", "--quiet"],
            errors: pipe)
        try await eventually { server.requestCount > 20 }
        process.send(SIGINT)
        #expect(await process.ending() == .exited(130))
        try await server.stop()
    }

    @Test("Ctrl-C ends the run with the report of what there is")
    func interrupted() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let process = try program.start(
            ["load", server.url, "--users", "2", "--duration", "10min", "--think-time", "10ms", "--json"])
        try await eventually { server.requestCount > 20 }
        process.send(SIGINT)
        #expect(await process.ending() == .exited(130))
        let result = try json(program.output)
        #expect(result["ending"] as? String == "cancelled")
        #expect(try requests(result) > 0)
        try await server.stop()
    }

    @Test("A capacity search tells what held and what it was asked to stop at")
    func capacity() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let run = try await program.run(
            "load", server.url, "--find-capacity", "--from", "1", "--most", "2", "--level-duration", "1s",
            "--think-time", "20ms", "--threshold", "error_rate < 50%", "--json")
        let found = try json(run.output)
        let ending = try #require(found["ending"] as? String)
        #expect(run.status == Self.statuses[ending], "\(ending): \(run.errors)")
        #expect(["highestLevel", "generator"].contains(ending))
        #expect((found["levels"] as? [Any])?.isEmpty == false)
        #expect(run.errors.contains("requests/s"))
        try await server.stop()
    }

    @Test("A search ends with the status that its end asks for")
    func capacityEndings() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let lowest = try await program.run(
            "load", server.url, "--find-capacity", "--from", "1", "--most", "1", "--level-duration", "1s",
            "--think-time", "20ms", "--threshold", "request_rate > 1000000/s", "--json")
        let ending = try #require(try json(lowest.output)["ending"] as? String)
        #expect(lowest.status == Self.statuses[ending], "\(ending): \(lowest.errors)")
        #expect(["lowestLevel", "generator"].contains(ending))

        let process = try program.start([
            "load", server.url, "--find-capacity", "--from", "1", "--level-duration", "1s", "--think-time", "20ms",
            "--threshold", "p95 < 10s", "--json",
        ])
        try await eventually { try program.errors.contains("requests/s") }
        process.send(SIGINT)
        #expect(await process.ending() == .exited(130))
        #expect(try json(program.output)["ending"] as? String == "stopped")
        #expect(try !program.errors.contains("database"))
        try await server.stop()
    }

    @Test("The page is served on loopback with a token, and Ctrl-C ends it with the report")
    func web() async throws {
        let server = try await FixtureServer.start { _ in .init(body: "{}") }
        let program = try Program()
        defer { program.remove() }
        let process = try program.start([
            "load", server.url, "--users", "2", "--duration", "10min", "--think-time", "10ms", "--web", "--web-port",
            "0",
        ])
        try await eventually { try server.requestCount > 20 && program.errors.contains("http://127.0.0.1:") }
        process.send(SIGINT)
        #expect(await process.ending() == .exited(0))
        #expect(try program.output.contains("GET /"))
        try await server.stop()
    }
}
