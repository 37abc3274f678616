import Foundation
import Testing

@testable import HoneLoad

@Suite("Scenario writer")
struct ScenarioWriterTests {
    /// Writes the files into a folder of their own and reads them back.
    private func readBack(_ files: ScenarioWriter.Files) throws -> Scenario {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-writer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in files.data {
            try Data(file.contents.utf8).write(to: folder.appendingPathComponent(file.name))
        }
        return try Scenario(yaml: files.yaml, file: "scenario.yaml", folder: folder.path)
    }

    @Test("What is written is read back the same", arguments: 1...60 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var source = RandomScenario(seed: seed)
        let scenario = source.scenario()
        try scenario.validate()
        let files = ScenarioWriter(remarks: ["seed \(seed)", "a: b\n- c # d"]).files(scenario)
        #expect(files.unwritten.isEmpty)
        #expect(try readBack(files) == scenario, "seed \(seed)\n\(files.yaml)")
    }

    @Test("Imports are read back the same")
    func imports() throws {
        let target = ImportSettings(target: "http://127.0.0.1:8000", includesWrites: true)
        let imported = [
            try HARImport().read(Array(HARFixture.chromium.utf8)),
            try HARImport(order: .random).read(Array(HARFixture.chromium.utf8)),
            try HARImport().read(Array(HARFixture.firefox.utf8)),
            try OpenAPIImport(target).read(Array(OpenAPIFixture.yaml.utf8)),
            try AccessLogImport(target).read(Array(LogFixture.nginx.utf8)),
            try AccessLogImport(target).read(Array(LogFixture.caddy.utf8)),
            try CurlImport().read("curl -u a:b -d '{\"x\": [1, \"{{\"]}' http://127.0.0.1:1/a") { _ in [] },
        ]
        for one in imported {
            let files = ScenarioWriter(remarks: one.remarks).files(one.scenario)
            #expect(files.unwritten.isEmpty)
            #expect(try readBack(files) == one.scenario, "\(files.yaml)")
        }
    }

    @Test("Long data and long lists of paths stand in files beside the scenario")
    func files() throws {
        let paths = (0..<30).map { "/chefs/\($0)?a=b,c" }
        let rows = (0..<25).map { ["user \($0), \"x\"", $0 == 3 ? "" : "line\r\nbreak"] }
        let scenario = Scenario(
            target: "http://127.0.0.1:1",
            classes: [.init(tasks: [.init(name: "GET /chefs/{id}", paths: paths)])],
            data: [.init(name: "accounts", columns: ["email", "a:b"], rows: rows, pick: .random)])
        let files = ScenarioWriter(name: "mine").files(scenario)
        #expect(files.data.map(\.name) == ["mine-accounts.csv", "mine-paths1.csv"])
        let read = try readBack(files)
        #expect(read.data[0] == scenario.data[0])
        #expect(read.classes[0].tasks[0].paths == ["/{{paths1.path}}"])
        #expect(read.classes[0].tasks[0].name == "GET /chefs/{id}")
        #expect(read.data[1].rows.map { "/" + $0[0] } == paths)
        #expect(read.data[1].pick == .random)
        let inline = ScenarioWriter(mostInline: .max).files(scenario)
        #expect(inline.data.isEmpty)
        #expect(try readBack(inline) == scenario)
    }

    @Test("Paths with values to fill in stay where they are")
    func filledPaths() throws {
        let paths = (0..<30).map { "/a/{{random 1 \($0 + 2)}}" }
        let scenario = Scenario(target: "http://127.0.0.1:1", tasks: [.init(name: "GET /a/{id}", paths: paths)])
        let files = ScenarioWriter().files(scenario)
        #expect(files.data.isEmpty)
        #expect(try readBack(files) == scenario)
    }

    @Test("What the format has no words for is told")
    func unwritten() throws {
        let task = Scenario.Task(
            "GET", "/",
            headers: [.init("Accept", "a/b"), .init("Accept", "c/d")],
            checks: [
                .status([200...299]), .status([100...204, 299...500]), .size(1...100), .size(50...200), .body(.any),
                .body(.contains("x")), .value(.cookie("sid"), .any), .value(.header("A"), .any),
                .value(.header("A"), .equal("b")),
            ])
        let files = ScenarioWriter().files(Scenario(target: "http://127.0.0.1:1", tasks: [task]))
        #expect(files.unwritten.count == 3)
        let read = try readBack(files).classes[0].tasks[0]
        #expect(read.headers == [.init("Accept", "a/b, c/d")])
        #expect(
            read.checks == [.status([200...204, 299...299]), .size(50...100), .body(.any), .value(.header("A"), .any)])
    }

    @Test("Tasks of one name and several paths read back under that name")
    func sameName() throws {
        let scenario = Scenario(
            target: "http://127.0.0.1:1",
            tasks: [
                .init(name: "page", paths: ["/1"]), .init(name: "page", paths: ["/2", "/3"]), .init("GET", "/{{user}}"),
                .init(name: "GET /x", method: "POST", paths: ["/x"]),
            ])
        #expect(try readBack(ScenarioWriter().files(scenario)) == scenario)
    }
}

@Suite("Scenario writer's text")
struct ScenarioTextTests {
    @Test("A file reads as a person would write it")
    func golden() {
        var scenario = Scenario(
            target: "http://127.0.0.1:8000",
            tasks: [
                .init("GET", "/health"),
                .init(
                    name: "GET /chefs/{id}", paths: ["/chefs/1", "/chefs/2"], weight: 3, checks: [.status([200...200])],
                    saves: [.init("chef", .json("/id"))], tags: ["read"]),
            ], thinkTime: .uniform(from: 0.1, to: 1),
            onStart: [
                .init(
                    "POST", "/login", headers: [.init("Content-Type", "application/json")],
                    body: #"{"password":"{{secrets.password}}"}"#)
            ], load: .users(20, ramp: 5, duration: 30))
        scenario.data = [.init(name: "secrets", columns: ["password"], rows: [["CHANGE-ME"]])]
        scenario.thresholds = [.init(.p95, .below, 150)]
        let files = ScenarioWriter(remarks: ["left out: 2 requests"]).files(scenario)
        #expect(files.data.isEmpty)
        #expect(
            files.yaml == #"""
                # What users do, for `hone load`. Every key is explained in docs/scenario.md.
                #
                # - left out: 2 requests
                target: "http://127.0.0.1:8000"

                # Users, each of whom waits for its answer; `rate: 100/s` would be arrivals that do not wait.
                load:
                  users: 20
                  ramp: 5s
                  duration: 30s

                # What must hold for the run to pass.
                thresholds:
                  - "p95 < 150ms"

                # Values for requests, as {{name.column}}.
                data:
                  secrets:
                    rows:
                      - { password: "CHANGE-ME" }

                # The pause after each task.
                think_time: 0.1s-1s
                # What each user does once, before its tasks.
                on_start:
                  - request: POST /login
                    headers:
                      Content-Type: "application/json"
                    body: "{\"password\":\"{{secrets.password}}\"}"
                tasks:
                  - GET /health
                  - request: "GET /chefs/{id}"
                    paths: [/chefs/1, /chefs/2]
                    weight: 3
                    tags: [read]
                    check:
                      status: 200
                    save:
                      chef: "/id"

                """#)
    }

    @Test("A remark cannot leave its comment")
    func remarks() {
        let files = ScenarioWriter(remarks: [
            "a\nload: { users: 1 }\u{0}\r\nb \u{2028}c " + String(repeating: "word ", count: 60)
        ])
        .files(Scenario(target: "http://127.0.0.1:1", tasks: [.init("GET", "/")]))
        let head = files.yaml.split(separator: "\n", omittingEmptySubsequences: false).prefix {
            !$0.hasPrefix("target")
        }
        #expect(head.allSatisfy { $0.hasPrefix("#") })
        #expect(head.allSatisfy { $0.count <= 120 })
        #expect(!files.yaml.unicodeScalars.contains("\u{0}"))
    }
}
