import Foundation
import Testing

/// What reads saved load results: `hone load report`, `compare` and `merge`. None of them sends traffic.
@Suite("Commands on saved load results")
struct LoadResultCommandTests {
    /// A result of `count` seconds in the form that `hone load --json` writes.
    private func result(
        seconds count: Int = 20, milliseconds: Int = 10, target: String = "http://127.0.0.1:8000",
        limit: Double = 100, startedAt: Double = 1_000, ending: String = "completed", busiestLoop: Double = 0.1,
        failed: Bool = false, level: Double = 50, counts: [Int] = [50]
    ) throws -> String {
        let bucket = bucket(of: UInt64(milliseconds) * 1_000_000)
        let histogram: [String: Any] = [
            "values": [milliseconds * 1_000_000], "counts": [count * 50],
            "sum": Double(milliseconds) * 1e6 * Double(count * 50),
        ]
        let latency = Double(milliseconds)
        func task(_ name: String) -> [String: Any] {
            [
                "name": name, "method": name == "total" ? "" : "GET", "tags": [String](), "requests": count * 50,
                "successes": failed ? 0 : count * 50, "errors": failed ? ["refused": count * 50] : [:],
                "statuses": ["200": count * 50], "checks": [Any](),
                "notModified": 0, "servedFromClientCache": 0, "bytesReceived": 5_000, "bytesSent": 500,
                "latency": histogram, "serviceTime": histogram,
            ]
        }
        let series = (0..<count).map { second -> [String: Any] in
            [
                "second": Double(second), "length": 1.0, "users": 5, "requests": 50, "failures": 0,
                "bytesReceived": 250,
                "latency": [
                    "count": 50, "average": latency, "min": latency, "p50": latency, "p90": latency, "p95": latency,
                    "p99": latency, "p999": latency, "max": latency,
                ],
                "distribution": ["buckets": [bucket], "counts": counts],
            ]
        }
        let object: [String: Any] = [
            "target": target, "startedAt": startedAt, "model": ["open": [String: Int]()], "level": level,
            "ending": ending, "startedUsers": 5, "seconds": Double(count), "total": task("total"),
            "tasks": [task("GET /a")], "onStart": [Any](),
            "thresholds": [
                ["threshold": ["figure": "p95", "side": "<", "limit": limit], "value": latency] as [String: Any]
            ],
            "unfinished": 0, "longestUnfinished": 0.0, "unsent": 0, "retries": 0, "redirects": 0, "connections": 5,
            "strayAnswers": 0, "series": series,
            "generator": [
                "loops": 1, "cpuSeconds": 0.1, "busiestLoop": busiestLoop, "lateStarts": 0,
                "startDelay": ["values": [Int](), "counts": [Int](), "sum": 0.0] as [String: Any],
            ] as [String: Any],
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    /// The bucket of a distribution: 32 to each power of two.
    private func bucket(of nanoseconds: UInt64) -> Int {
        let exponent = 63 - nanoseconds.leadingZeroBitCount - 5
        return (exponent + 1) * 32 + Int(nanoseconds >> UInt64(exponent)) - 32
    }

    @Test("A saved result is shown in every form")
    func report() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(try result(), to: "a.json")
        let path = { (name: String) in program.folder.appending(path: name).path }
        let outcome = try await program.run(
            "load", "report", path("a.json"), "--html", path("a.html"), "--csv", path("a"), "--junit", path("a.xml"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("50 arrivals/s, open model"))
        for (name, start) in [
            ("a.html", "<!DOCTYPE html>"), ("a_stats.csv", "Type,Name,"), ("a_failures.csv", "Method,Name,Error,"),
            ("a_stats_history.csv", "Timestamp,User Count,"), ("a.xml", "<?xml"),
        ] {
            let text = try String(contentsOfFile: path(name), encoding: .utf8)
            #expect(text.hasPrefix(start), "\(name)")
        }
        let again = try await program.run("load", "report", path("a.json"), "--json")
        #expect(again.output.contains("\"target\" : \"http://127.0.0.1:8000\""))
    }

    @Test(
        "The exit status of a comparison says what it came to",
        arguments: [
            (10, Int32(0), "B is the same as A."), (12, 1, "B is worse than A."), (8, 0, "B is better than A."),
        ])
    func compare(milliseconds: Int, status: Int32, sentence: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(try result(), to: "a.json")
        try program.write(try result(milliseconds: milliseconds), to: "b.json")
        let files = ["a.json", "b.json"].map { program.folder.appending(path: $0).path }
        let outcome = try await program.run("load", "compare", files[0], files[1])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix(sentence), "\(outcome.output)")
        let json = try await program.run("load", "compare", files[0], files[1], "--json", "--confidence", "0.95")
        #expect(json.status == status)
        #expect(json.output.contains("\"confidence\" : 0.95"))
    }

    @Test("Shards add up, and the sum is judged by the thresholds", arguments: [(100.0, Int32(0)), (5, 1)])
    func merge(limit: Double, status: Int32) async throws {
        let program = try Program()
        defer { program.remove() }
        for shard in 1...3 { try program.write(try result(limit: limit, startedAt: 1_000.2), to: "\(shard).json") }
        let files = (1...3).map { program.folder.appending(path: "\($0).json").path }
        let outcome = try await program.run("load", "merge", files[0], files[1], files[2], "--json")
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.contains("\"requests\" : 3000"))
        #expect(outcome.output.contains("\"level\" : 50"))
    }

    @Test(
        "A sum ends as a run with the same result would, and says nothing when one shard says nothing",
        arguments: [
            ("completed", 0.99, false, 100.0, Int32(6)), ("completed", 0.99, false, 5, 6),
            ("cancelled", 0.1, false, 100, 130), ("completed", 0.1, true, 100, 3), ("completed", 0.1, false, 5, 1),
        ])
    func mergedEnding(ending: String, busiestLoop: Double, failed: Bool, limit: Double, status: Int32) async throws {
        let program = try Program()
        defer { program.remove() }
        let good = try result(limit: limit, failed: failed)
        try program.write(good, to: "1.json")
        try program.write(
            try result(limit: limit, ending: ending, busiestLoop: busiestLoop, failed: failed), to: "2.json")
        let files = [1, 2].map { program.folder.appending(path: "\($0).json").path }
        let outcome = try await program.run("load", "merge", files[0], files[1])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.contains("GET /a"), "what there is is shown")
        #expect(outcome.errors.contains("INVALID") == (busiestLoop > 0.9))
    }

    @Test("A damaged result is refused, and does not end the program", arguments: ["report", "merge", "compare"])
    func damaged(command: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let path = { (name: String) in program.folder.appending(path: name).path }
        try program.write(try result(), to: "good.json")
        for (text, word) in [
            (try result(counts: [50, 50]), "1 buckets but 2 counts"),
            (try result(counts: []), "1 buckets but 0 counts"),
            (try result(level: 1e300), "level is beyond"), (try result(level: -1e300), "level is beyond"),
            (try result(startedAt: 1e300), "startedAt is beyond"),
        ] {
            try program.write(text, to: "bad.json")
            let outcome =
                command == "report"
                ? try await program.run(
                    "load", "report", path("bad.json"), "--html", path("a.html"), "--csv", path("a"))
                : try await program.run("load", command, path("good.json"), path("bad.json"))
            #expect(outcome.status == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("bad.json") && outcome.errors.contains(word), "\(outcome.errors)")
        }
    }

    @Test("What cannot be compared, merged or read is refused with status 2 and a remedy")
    func refusals() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(try result(), to: "a.json")
        try program.write(try result(seconds: 5), to: "short.json")
        try program.write(try result(target: "http://127.0.0.1:9"), to: "other.json")
        try program.write("{\"target\": 1}", to: "bad.json")
        let path = { (name: String) in program.folder.appending(path: name).path }
        let cases: [([String], String)] = [
            (["load", "compare", path("a.json"), path("short.json")], "for a minute or more"),
            (["load", "merge", path("a.json"), path("other.json")], "only shards of one scenario"),
            (["load", "report", path("bad.json")], "bad.json is not the result of a load run"),
            (["load", "report", path("none.json")], "none.json cannot be read"),
            (["load", "compare", path("a.json"), path("a.json"), "--confidence", "99"], "0.5 to 0.9999"),
        ]
        for (arguments, word) in cases {
            let run = try await program.run(arguments)
            #expect(run.status == 2, "\(run.errors)")
            #expect(run.errors.contains(word), "\(run.errors)")
        }
    }
}
