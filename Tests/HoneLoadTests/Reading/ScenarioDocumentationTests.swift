import Foundation
import HoneTesting
import HoneYAML
import Testing

@testable import HoneLoad

/// docs/scenario.md says what the reader does: its YAML is read, its Swift is compiled here and says the same, and its
/// tables name the keys that there are.
@Suite("docs/scenario.md")
struct ScenarioDocumentationTests {
    private static func read(_ path: String) -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../..").standardizedFileURL
        return (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    private static let text = read("docs/scenario.md")

    private static func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    private static let accounts = (0..<200).map { ["u\($0)@example.com", "\($0)"] }

    /// Reads an example; what it leaves out is filled in.
    private static func scenario(_ yaml: String) throws -> Scenario {
        let folder = try DataFolder([
            "accounts.csv": "email,password\n" + accounts.map { $0.joined(separator: ",") + "\n" }.joined(),
            "products.jsonl": "{\"id\": 1}\n", "ca.pem": try FixtureCertificate.selfSigned().certificatePEM,
        ])
        var whole = yaml
        if !yaml.hasPrefix("target:") { whole = "target: http://127.0.0.1:8000\n" + whole }
        if !yaml.contains("tasks:") { whole += "tasks: [GET /]\n" }
        return try Scenario(yaml: whole, file: "example.yaml", folder: folder.path)
    }

    private static func example(_ mark: String) throws -> Scenario {
        try scenario(#require(blocks("yaml").first { $0.contains(mark) }, "no example with \(mark)"))
    }

    @Test func everyExampleIsRead() throws {
        let examples = Self.blocks("yaml")
        #expect(examples.count >= 12)
        for yaml in examples {
            let scenario = try Self.scenario(yaml)
            #expect(!scenario.classes.isEmpty, "\(yaml)")
        }
    }

    @Test func theMainExampleIsTheSameInSwift() throws {
        let accounts = Self.accounts
        let scenario = Scenario(
            target: "http://127.0.0.1:8000",
            classes: [
                .init(
                    name: "visitor", weight: 3,
                    tasks: [
                        .init("GET", "/api/products"),
                        .init(
                            name: "GET /api/chefs/{id}", paths: ["/api/chefs/1", "/api/chefs/{{random 2 100}}"],
                            weight: 5,
                            checks: [.status([200...200]), .value(.json("/name"), .any)]),
                    ],
                    thinkTime: .uniform(from: 0.1, to: 1)),
                .init(
                    name: "customer",
                    tasks: [
                        .init("GET", "/api/bookings", saves: [.init("booking", .json("/0/id"))]),
                        .init("GET", "/api/bookings/{{booking}}"),
                    ],
                    order: .sequence, thinkTime: .pacing(seconds: 2),
                    onStart: [
                        .init(
                            "POST", "/api/auth/login", headers: [.init("Content-Type", "application/json")],
                            body: #"{"email":"{{accounts.email}}","password":"{{accounts.password}}"}"#,
                            saves: [.init("token", .json("/token"))])
                    ],
                    headers: [.init("Authorization", "Bearer {{token}}")]),
            ],
            load: .users(200, ramp: 10, duration: 30), warmUp: 5, timeout: 10,
            data: [.init(name: "accounts", columns: ["email", "password"], rows: accounts, pick: .unique)],
            thresholds: [
                try LoadThreshold(parsing: "p95 < 150ms"), .init(.errorRate, .below, 0.001),
                .init(.p99, .below, 1_000, scope: "GET /api/products"),
            ])
        #expect(try Self.example("name: customer") == scenario)
    }

    @Test func theLoadsAreTheSameInSwift() throws {
        let users: Scenario.Load =
            .users(200, ramp: 10, duration: 30)
        #expect(try Self.example("load: { users: 200").load == users)
        let rate =
            Scenario.Load(.poisson, stages: [.init(1_000, hold: 60)], mostUsers: 2_000)
        #expect(try Self.example("load: { rate").load == rate)
        let stages =
            Scenario.Load(
                .closed, stages: [.init(10, hold: 30), .init(100, ramp: 10, hold: 60), .init(500, ramp: 8, hold: 60)])
        #expect(try Self.example("users: 500, ramp: 50/s").load == stages)
    }

    @Test func thresholdsAndDataAreTheSameInSwift() throws {
        let thresholds = [
            LoadThreshold(.p95, .below, 150), LoadThreshold(.average, .atMost, 80),
            LoadThreshold(.errorRate, .below, 0.001),
            LoadThreshold(.requestRate, .above, 100), LoadThreshold(.p999, .below, 1_500, scope: "GET /"),
        ]
        #expect(try Self.example("average <= 0.08s").thresholds == thresholds)
        let cuisines =
            Scenario.DataSource(name: "cuisines", columns: ["name"], rows: [["thai"], ["french"]])
        #expect(try Self.example("cuisines:").data.last == cuisines)
        let administrator: Scenario.UserClass =
            .init(
                name: "administrator", tasks: [.init("GET", "/admin")],
                headers: [.init("Authorization", "Basic {{basic admins.name admins.password}}")])
        #expect(try Self.example("name: administrator").classes.last == administrator)
    }

    @Test func tasksAreTheSameInSwift() throws {
        let bookings = Scenario.Task(
            "POST", "/api/bookings", headers: [.init("Content-Type", "application/json")],
            body: #"{"guests":4,"note":"for {{user}}"}"#)
        let tasks = try #require(Self.example("crème").classes.first).tasks
        #expect(tasks.first == bookings)
        #expect(tasks.map(\.body)[1] == #"{ "guests": {{random 1 8}} }"#)
        let checks: [Scenario.Check] = [
            .status([200...200, 203...206]), .value(.header("Content-Type"), .contains("json")),
            .value(.header("ETag"), .any), .body(.regex("^\\[")), .value(.json("/0/name"), .any),
            .value(.json("/0/cuisine"), .equal("thai")), .size(100...Int.max),
        ]
        #expect(try Self.example("203-206").classes.first?.tasks.first?.checks == checks)
        let saves: [Scenario.Save] = [
            .init("chef", .json("/0/id")), .init("etag", .header("ETag")), .init("sid", .cookie("session")),
            .init("first", .regex("id=(\\d+)")),
        ]
        #expect(try Self.example("cookie session").classes.first?.tasks.first?.saves == saves)
    }

    @Test func theSwiftOfThePageIsTheSwiftOfThisFile() {
        func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
        let source = bare(Self.read("Tests/HoneLoadTests/Reading/ScenarioDocumentationTests.swift"))
        let blocks = Self.blocks("swift").filter { !$0.contains("contentsOf: \"shop.yaml\"") }
        #expect(blocks.count >= 9)
        for block in blocks {
            let isThere = source.contains(bare(block))
            #expect(isThere, "\(block)")
        }
    }

    @Test func theSwiftThatReadsAFileWorks() throws {
        let folder = try DataFolder(["shop.yaml": "target: http://127.0.0.1\ntasks: [GET /]\n"])
        var scenario = try Scenario(contentsOf: folder["shop.yaml"]) { scenario in
            scenario.load = .users(50, duration: 10)
        }
        scenario.seed = 7
        try scenario.validate()
        #expect(scenario.load == .users(50, duration: 10))
    }

    /// Headings, and a place in a file where the reader tells the keys it knows.
    @Test(arguments: [
        ("Keys", "%: 1\n"), ("tls", "tls: { %: 1 }\n"), ("load", "load: { %: 1 }\n"),
        ("stages", "load: { stages: [{ %: 1 }] }\n"), ("data", "data: { a: { %: 1 } }\n"),
        ("users", "users: [{ %: 1 }]\n"), ("tasks", "tasks: [{ %: 1 }]\n"),
        ("check", "tasks: [{ request: GET /, check: { %: 1 } }]\n"),
    ])
    func theTablesNameTheKeys(heading: String, yaml: String) throws {
        let written = yaml.replacingOccurrences(of: "%", with: "unknown_key")
        let error = try #require(throws: FileError.self) {
            try Scenario(yaml: "target: http://127.0.0.1\n" + written)
        }
        let list = try #require(error.remedy.components(separatedBy: "Known here: ").last).dropLast()
        var known = Set(list.components(separatedBy: ", "))
        if heading == "Keys" {
            known.subtract(["order", "think_time", "cookies", "headers", "basic", "bearer", "on_start", "tasks"])
        }
        #expect(Set(try Self.rows(heading).map(\.key)) == known, "\(error)")
    }

    @Test func theDefaultsAreThose() throws {
        let least = "target: http://127.0.0.1\ntasks: [GET /]\n"
        let defaults = try Scenario(yaml: least)
        for row in try Self.rows("Keys") where row.fallback.hasPrefix("`") {
            #expect(try Scenario(yaml: least + "\(row.key): \(row.value)\n") == defaults, "\(row.key)")
        }
        for row in try Self.rows("load") where row.fallback.hasPrefix("`") && row.key != "max_users" {
            let base = row.key == "arrivals" ? "rate: 5/s, " : ""
            let read = try Scenario(yaml: least + "load: { \(base)\(row.key): \(row.value) }\n").load
            #expect(read == (base.isEmpty ? defaults.load : .rate(5, duration: 10)), "\(row.key)")
        }
        for row in try Self.rows("users") where row.fallback.hasPrefix("`") {
            let yaml = "target: http://127.0.0.1\nusers: [{ tasks: [GET /], \(row.key): \(row.value) }]\n"
            #expect(try Scenario(yaml: yaml) == defaults, "\(row.key)")
        }
    }

    /// The rows of the first table behind a heading, whose first cell is a key.
    private static func rows(_ heading: String) throws -> [(key: String, fallback: String, value: String)] {
        let parts = text.components(separatedBy: "# \(heading)\n")
        let body = try #require(parts.dropFirst().first, "no heading \(heading)")
        return body.components(separatedBy: "\n#")[0].components(separatedBy: "\n").filter { $0.hasPrefix("| `") }.map {
            let cells = $0.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let bare = cells.map { $0.replacingOccurrences(of: "`", with: "") }
            return (bare[1], cells.count > 5 ? cells[4] : "", bare.count > 5 ? bare[4] : "")
        }
    }
}
