import Foundation
import Testing

@testable import HoneLoad

struct ScenarioTests {
    static let good = Scenario(
        target: "http://127.0.0.1:8000",
        tasks: [
            .init("GET", "/api/products", weight: 5),
            .init(
                name: "GET /api/chefs/{id}", paths: ["/api/chefs/1", "/api/chefs/{{random 1 900}}"],
                headers: [.init("Accept", "application/json")], weight: 3),
            .init("POST", "/api/bookings", body: "{\"chef\": {{random 1 9}}, \"n\": {{sequence}}}"),
        ],
        thinkTime: .uniform(from: 1, to: 5),
        onStart: .init(
            path: "/api/auth/login", headers: [.init("Content-Type", "application/json")],
            body: "{\"user\": \"u{{user}}\"}", token: .jsonPointer("/token")),
        users: 100, ramp: 2, duration: 30, warmUp: 3, timeout: 10, seed: 42, revalidate: true)

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
        Wrong("users") { $0.users = 0 },
        Wrong("duration") { $0.duration = 0 },
        Wrong("duration") { $0.duration = .infinity },
        Wrong("duration") { $0.duration = 1e9 },
        Wrong("ramp") { $0.ramp = -1 },
        Wrong("ramp") { $0.ramp = 34 },
        Wrong("warmUp") { $0.warmUp = .nan },
        Wrong("timeout") { $0.timeout = 0 },
        Wrong("thinkTime") { $0.thinkTime = .constant(seconds: -1) },
        Wrong("thinkTime") { $0.thinkTime = .uniform(from: 5, to: 1) },
        Wrong("tasks") { $0.tasks = [] },
        Wrong("tasks") { scenario in for index in scenario.tasks.indices { scenario.tasks[index].weight = 0 } },
        Wrong("tasks[1].weight") { $0.tasks[1].weight = -2 },
        Wrong("tasks[1].weight") { $0.tasks[1].weight = .nan },
        Wrong("tasks[1].paths") { $0.tasks[1].paths = [] },
        Wrong("tasks[1].paths[1]") { $0.tasks[1].paths[1] = "/{{random 9 1}}" },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["api"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/a b"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/ä"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/a#b"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/a\r\nX: y"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/{{seqence}}"] },
        Wrong("tasks[0].path") { $0.tasks[0].paths = ["/{{sequence"] },
        Wrong("tasks[0].method") { $0.tasks[0].method = "GE T" },
        Wrong("tasks[1].headers") { $0.tasks[1].headers = [.init("X Y", "z")] },
        Wrong("tasks[1].headers") { $0.tasks[1].headers = [.init("X", "a\r\nb: c")] },
        Wrong("tasks[1].headers") { $0.tasks[1].headers = [.init("Content-Length", "3")] },
        Wrong("acceptEncoding") { $0.acceptEncoding = "gzip\r\n" },
        Wrong("onStart.path") { $0.onStart?.path = "login" },
        Wrong("onStart.token") { $0.onStart?.token = .jsonPointer("token") },
    ]

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
        #expect(throws: ScenarioError.self) { try Driver(scenario: Self.good, abortOnErrorShare: 1.5) }
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
