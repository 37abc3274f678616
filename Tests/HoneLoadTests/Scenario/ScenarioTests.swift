import Foundation
import Testing

@testable import HoneLoad

struct ScenarioTests {
    static let good = {
        var scenario = Scenario(
            target: "http://127.0.0.1:8000",
            tasks: [
                .init("GET", "/api/products", weight: 5),
                .init(
                    name: "GET /api/chefs/{id}", paths: ["/api/chefs/1", "/api/chefs/{{random 1 900}}"],
                    headers: [.init("Accept", "application/json")], weight: 3,
                    checks: [.status([200...200, 304...304]), .value(.json("/id"), .any), .size(2 ... .max)],
                    tags: ["chefs"]),
                .init("POST", "/api/bookings", body: "{\"chef\": {{random 1 9}}, \"n\": {{sequence}}}"),
            ],
            thinkTime: .uniform(from: 1, to: 5),
            onStart: [
                .init(
                    "POST", "/api/auth/login", headers: [.init("Content-Type", "application/json")],
                    body: "{\"user\": \"{{people.name}}\"}", saves: [.init("token", .json("/token"))])
            ],
            load: .users(100, ramp: 2, duration: 30), warmUp: 3, timeout: 10, seed: 42)
        scenario.revalidate = true
        scenario.classes[0].headers = [.init("Authorization", "Bearer {{token}}")]
        scenario.data = [.init(name: "people", columns: ["name", "age"], rows: [["ann", "1"], ["bob", "2"]])]
        scenario.thresholds = [.init(.p95, .below, 150), .init(.errorRate, .below, 0.001, scope: "chefs")]
        return scenario
    }()

    struct Wrong: Sendable, CustomTestStringConvertible {
        var field: String
        var change: @Sendable (inout Scenario) -> Void
        var testDescription: String { field }

        init(_ field: String, _ change: @escaping @Sendable (inout Scenario) -> Void) {
            self.field = field
            self.change = change
        }
    }

    static let wrong: [Wrong] = [
        Wrong("target") { $0.target = "127.0.0.1:8000" },
        Wrong("target") { $0.target = "ftp://127.0.0.1" },
        Wrong("target") { $0.target = "http://" },
        Wrong("target") { $0.target = "http://127.0.0.1:99999" },
        Wrong("target") { $0.target = "http://127.0.0.1:" },
        Wrong("target") { $0.target = "http://[::1" },
        Wrong("target") { $0.target = "http://user:secret@127.0.0.1" },
        Wrong("target") { $0.target = "http://127.0.0.1/?q=1" },
        Wrong("target") { $0.target = "http://127.0.0.1/a b" },
        Wrong("target") { $0.target = "http://example.com" },
        Wrong("target") { $0.target = "http://127.0.0.1.example.com" },
        Wrong("load.stages") { $0.load.stages = [] },
        Wrong("load.stages[0]") { $0.load = .users(0, duration: 1) },
        Wrong("load.stages[0]") { $0.load = .users(2_000_000, duration: 1) },
        Wrong("load.stages[0]") { $0.load = .users(1, duration: 0) },
        Wrong("load.stages[0]") { $0.load = .users(1, duration: .infinity) },
        Wrong("load.stages[0]") { $0.load = .users(1, ramp: -1, duration: 1) },
        Wrong("load.stages[0]") { $0.load = .rate(.nan, duration: 1) },
        Wrong("load.stages[0]") { $0.load = .rate(0, duration: 1) },
        Wrong("load.stages[1]") { $0.load.stages.append(.init(-1, hold: 1)) },
        Wrong("load") { $0.load = .users(1, duration: 1e9) },
        Wrong("load") { $0.load.stages = [.init(0, hold: 40), .init(0, hold: 1)] },
        Wrong("load.mostUsers") { $0.load = .rate(5, duration: 40, mostUsers: 0) },
        Wrong("warmUp") { $0.warmUp = .nan },
        Wrong("warmUp") { $0.warmUp = 32 },
        Wrong("redirects") { $0.redirects = 21 },
        Wrong("transport.usersPerConnection") { $0.transport.usersPerConnection = 2 },
        Wrong("transport.keepAlive") { $0.transport = .init(version: .http2, keepAlive: false) },
        Wrong("classes") { $0.classes = [] },
        Wrong("classes") { $0.classes[0].weight = 0 },
        Wrong("classes") { $0.classes[0].weight = .infinity },
        Wrong("classes[1].weight") { scenario in
            scenario.classes.append(scenario.classes[0])
            scenario.classes[1].weight = -0.5
        },
        Wrong("data[0]") { $0.data[0].rows = [] },
        Wrong("data[0]") { $0.data[0].rows[1] = ["bob"] },
        Wrong("data[0]") { $0.data[0].pick = .unique },
        Wrong("data[0]") { $0.data[0].columns = ["name", "name"] },
        Wrong("data[0]") { $0.data[0].name = "user" },
        Wrong("data[1]") { $0.data.append($0.data[0]) },
        Wrong("thresholds[1]") { $0.thresholds[1].scope = "chef" },
        Wrong("timeout") { $0.timeout = 0 },
        Wrong("classes[0].thinkTime") { $0.classes[0].thinkTime = .constant(seconds: -1) },
        Wrong("classes[0].thinkTime") { $0.classes[0].thinkTime = .uniform(from: 5, to: 1) },
        Wrong("classes[0].tasks") { $0.classes[0].tasks = [] },
        Wrong("classes[0].tasks") { $0.classes[0].tasks = $0.classes[0].tasks.map(weightless) },
        Wrong("classes[0].tasks[1].weight") { $0.classes[0].tasks[1].weight = -2 },
        Wrong("classes[0].tasks[1].weight") { $0.classes[0].tasks[1].weight = .nan },
        Wrong("classes[0].tasks[1].paths") { $0.classes[0].tasks[1].paths = [] },
        Wrong("classes[0].tasks[1].paths[1]") { $0.classes[0].tasks[1].paths[1] = "/{{random 9 1}}" },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["api"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/a b"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/ä"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/a#b"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/a\r\nX: y"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/{{seqence}}"] },
        Wrong("classes[0].tasks[0].path") { $0.classes[0].tasks[0].paths = ["/{{sequence"] },
        Wrong("classes[0].tasks[0].method") { $0.classes[0].tasks[0].method = "GE T" },
        Wrong("classes[0].tasks[1].headers") { $0.classes[0].tasks[1].headers = [.init("X Y", "z")] },
        Wrong("classes[0].tasks[1].headers") { $0.classes[0].tasks[1].headers = [.init("X", "a\r\nb: c")] },
        Wrong("classes[0].tasks[1].headers") { $0.classes[0].tasks[1].headers = [.init("Content-Length", "3")] },
        Wrong("acceptEncoding") { $0.acceptEncoding = "gzip\r\n" },
        Wrong("classes[0].onStart[0].path") { $0.classes[0].onStart[0].paths = ["login"] },
        Wrong("classes[0].onStart[0].saves[0]") { $0.classes[0].onStart[0].saves[0].place = .json("token") },
        Wrong("classes[0].onStart[0].saves[0]") { $0.classes[0].onStart[0].saves[0].name = "basic" },
        Wrong("classes[0].thinkTime") { $0.classes[0].thinkTime = .pacing(seconds: 0) },
        Wrong("classes[0].thinkTime") { $0.classes[0].thinkTime = .normal(mean: 1, deviation: -1) },
        Wrong("classes[0].tasks[1].timeout") { $0.classes[0].tasks[1].timeout = 0 },
        Wrong("classes[0].onStart[0].timeout") { $0.classes[0].onStart[0].timeout = 0 },
        Wrong("classes[0].onStart[0].timeout") { $0.classes[0].onStart[0].timeout = 3.6e10 },
        Wrong("classes[0].onStart[0].timeout") { $0.classes[0].onStart[0].timeout = .nan },
        Wrong("classes[0].tasks[1].checks[0]") { $0.classes[0].tasks[1].checks[0] = .status([200...600]) },
        Wrong("classes[0].tasks[1].checks[0]") { $0.classes[0].tasks[1].checks[0] = .status([99...99]) },
        Wrong("classes[0].tasks[1].checks[0]") { $0.classes[0].tasks[1].checks[0] = .status([]) },
        Wrong("classes[0].tasks[1].checks[1]") { $0.classes[0].tasks[1].checks[1] = .body(.regex("(")) },
        Wrong("classes[0].tasks[1].checks[2]") { $0.classes[0].tasks[1].checks[2] = .size(-1...5) },
    ]

    private static func weightless(_ task: Scenario.Task) -> Scenario.Task {
        var task = task
        task.weight = 0
        return task
    }

    @Test func aGoodScenarioIsAccepted() throws {
        try Self.good.validate()
        var remote = Self.good
        remote.target = "https://staging.example.com/app"
        remote.allowRemote = true
        try remote.validate()
    }

    @Test(arguments: wrong)
    func whatIsWrongIsNamed(_ wrong: Wrong) throws {
        var scenario = Self.good
        wrong.change(&scenario)
        let error = #expect(throws: ScenarioError.self) { try scenario.validate() }
        #expect(error?.field == wrong.field)
        #expect("\(try #require(error))".hasPrefix("\(wrong.field): "))
    }

    @Test func remoteTargetsSayHowToAllowThem() {
        var scenario = Self.good
        scenario.target = "http://192.0.2.1"
        let error = #expect(throws: ScenarioError.self) { try Driver(scenario: scenario) }
        #expect(error?.remedy.contains("allowRemote") == true)
    }

    @Test func theDriverChecksItsOwnSettings() {
        #expect(throws: ScenarioError.self) { try Driver(scenario: Self.good, loops: 0) }
        #expect(throws: ScenarioError.self) { try Driver(scenario: Self.good, limits: .init(errorShare: 1.5)) }
    }

    @Test func itSurvivesJSON() throws {
        let data = try JSONEncoder().encode(Self.good)
        #expect(try JSONDecoder().decode(Scenario.self, from: data) == Self.good)
    }
}

struct ParsedURLTests {
    @Test(arguments: [
        ("http://localhost", "localhost", 80, "/", "localhost"),
        ("HTTP://127.0.0.1:8000/a/b?c=d#e", "127.0.0.1", 8000, "/a/b?c=d", "127.0.0.1:8000"),
        ("http://[::1]:81/", "::1", 81, "/", "[::1]:81"),
        ("https://example.com?x", "example.com", 443, "/?x", "example.com"),
        ("https://example.com:80", "example.com", 80, "/", "example.com:80"),
    ])
    func parts(text: String, host: String, port: Int, path: String, authority: String) throws {
        let url = try ParsedURL(text, field: "url")
        #expect(url.origin.host == host)
        #expect(url.origin.port == port)
        #expect(url.path == path)
        #expect(url.origin.authority == authority)
    }

    @Test(arguments: [
        ("localhost", true, false), ("LOCALHOST", true, false), ("127.0.0.1", true, true), ("127.9.9.9", true, true),
        ("::1", true, true), ("10.0.0.1", false, true), ("127.0.0", false, true), ("127.evil.com", false, false),
        ("localhost.evil.com", false, false), ("2001:db8::1", false, true),
    ])
    func whatIsThisMachine(host: String, isLoopback: Bool, isAddress: Bool) {
        let origin = Origin(isTLS: false, host: host, port: 80)
        #expect(origin.isLoopback == isLoopback)
        #expect(origin.isAddress == isAddress)
    }
}
