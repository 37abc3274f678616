import Foundation
import HoneTesting
import HoneYAML
import Testing

@testable import HoneLoad

@Suite("Scenario files")
struct ScenarioReadingTests {
    /// Every key there is, but for those that exclude one another.
    static let everything = #"""
        target: http://127.0.0.1:8000/app
        load:
          users: 200
          ramp: 10s
          duration: 30s
          warm_up: 5s
        timeout: 10s
        seed: 18446744073709551615
        http: 2
        keep_alive: true
        users_per_connection: 4
        unix_socket: /run/app.sock
        tls: { insecure: true, authorities: ca.pem }
        accept_encoding: gzip, br
        redirects: 5
        allow_remote: true
        cache: true
        thresholds:
          - p95 < 150ms
          - error_rate < 0.1%
          - "chef page: p99 < 1s"
          - "read: p99 < 2s"
          - request_rate > 100/s
        data:
          accounts: { file: accounts.csv, pick: unique }
          dishes: { file: lists/dishes.jsonl }
          cuisines: { rows: [{ name: thai }, { name: french }], pick: random }
        users:
          - name: visitor
            weight: 3
            order: random
            think_time: 100ms-1s
            cookies: true
            headers: { Authorization: "Bearer {{token}}", X-Number: 7 }
            on_start:
              - request: POST /api/auth/login
                json: { email: "{{accounts.email}}", password: "{{accounts.password}}" }
                save: { token: /token }
              - GET /warm
            tasks:
              - GET /health
              - request: GET /api/chefs/{id}
                paths: [/api/chefs/1, "/api/chefs/{{random 1 100}}"]
                name: chef page
                weight: 5
                headers: { Accept: application/json }
                timeout: 2s
                tags: [read]
                check:
                  status: [200, 404, 300-399]
                  header: { Content-Type: application/json, ETag: any, Vary: { contains: Accept } }
                  body: { regex: "chef|cook" }
                  json: { /name: any, /count: 20, /deleted: null, /kind: "any" }
                  size: 100-20000
                save: { chef: /id, etag: header ETag, sid: cookie session, first: "regex id=(\\d+)" }
              - request: POST /api/orders
                form: { dish: "{{dishes.id}}", note: "as it is" }
              - request: POST /api/notes
                body: plain words
                headers: { Content-Type: text/plain }
                weight: 0.5
          - bearer: secret
            think_time: { normal: 1s, deviation: 200ms }
            tasks: ["GET /cuisines?name={{cuisines.name}}"]
          - basic: { user: alice, password: "open sesame" }
            order: sequence
            think_time: { pacing: 2s }
            tasks: [PURGE /cache]
          - basic: { user: "{{accounts.email}}", password: "{{accounts.password}}" }
            think_time: 500ms
            tasks: [GET /me]
        """#

    private static let accounts = (0..<200).map { ["u\($0)@example.com", "p,\($0)"] }

    static func folder() throws -> DataFolder {
        let rows = accounts.map { "\($0[0]),\"\($0[1])\"\n" }.joined()
        let folder = try DataFolder([
            "accounts.csv": "email,password\n\(rows)", "scenario.yaml": everything,
            "ca.pem": try FixtureCertificate.selfSigned().certificatePEM,
        ])
        try FileManager.default.createDirectory(atPath: folder["lists"], withIntermediateDirectories: true)
        try folder.write("lists/dishes.jsonl", Data("{\"id\": 1}\n{\"id\": 2}\n".utf8))
        return folder
    }

    private static var visitor: Scenario.UserClass {
        .init(
            name: "visitor", weight: 3,
            tasks: [
                .init("GET", "/health"),
                .init(
                    name: "chef page", paths: ["/api/chefs/1", "/api/chefs/{{random 1 100}}"],
                    headers: [.init("Accept", "application/json")], weight: 5, timeout: 2,
                    checks: [
                        .status([200...200, 404...404, 300...399]),
                        .value(.header("Content-Type"), .equal("application/json")), .value(.header("ETag"), .any),
                        .value(.header("Vary"), .contains("Accept")), .body(.regex("chef|cook")),
                        .value(.json("/name"), .any), .value(.json("/count"), .equal("20")),
                        .value(.json("/deleted"), .equal("null")), .value(.json("/kind"), .equal("any")),
                        .size(100...20_000),
                    ],
                    saves: [
                        .init("chef", .json("/id")), .init("etag", .header("ETag")), .init("sid", .cookie("session")),
                        .init("first", .regex("id=(\\d+)")),
                    ], tags: ["read"]),
                .init(
                    "POST", "/api/orders",
                    headers: [.init("Content-Type", "application/x-www-form-urlencoded")],
                    body: "dish={{dishes.id}}&note=as+it+is"),
                .init(
                    "POST", "/api/notes", headers: [.init("Content-Type", "text/plain")], body: "plain words",
                    weight: 0.5),
            ],
            thinkTime: .uniform(from: 0.1, to: 1),
            onStart: [
                .init(
                    "POST", "/api/auth/login", headers: [.init("Content-Type", "application/json")],
                    body: #"{"email":"{{accounts.email}}","password":"{{accounts.password}}"}"#,
                    saves: [.init("token", .json("/token"))]),
                .init("GET", "/warm"),
            ],
            headers: [.init("Authorization", "Bearer {{token}}"), .init("X-Number", "7")], keepsCookies: true)
    }

    @Test("A file with every key in it is the Swift value with every field in it")
    func everythingIsRead() throws {
        let folder = try Self.folder()
        let expected = Scenario(
            target: "http://127.0.0.1:8000/app",
            classes: [
                Self.visitor,
                .init(
                    name: "users 2", tasks: [.init("GET", "/cuisines?name={{cuisines.name}}")],
                    thinkTime: .normal(mean: 1, deviation: 0.2), headers: [.init("Authorization", "Bearer secret")]),
                .init(
                    name: "users 3", tasks: [.init("PURGE", "/cache")], order: .sequence,
                    thinkTime: .pacing(seconds: 2),
                    // printf 'alice:open sesame' | base64
                    headers: [.init("Authorization", "Basic YWxpY2U6b3BlbiBzZXNhbWU=")]),
                .init(
                    name: "users 4", tasks: [.init("GET", "/me")], thinkTime: .constant(seconds: 0.5),
                    headers: [.init("Authorization", "Basic {{basic accounts.email accounts.password}}")]),
            ],
            load: .users(200, ramp: 10, duration: 30), warmUp: 5, timeout: 10, seed: .max,
            acceptEncoding: "gzip, br",
            transport: .init(
                version: .http2, usersPerConnection: 4, unixSocket: "/run/app.sock", insecure: true,
                authorities: folder["ca.pem"]),
            redirects: 5, allowRemote: true, revalidate: true,
            data: [
                .init(name: "accounts", columns: ["email", "password"], rows: Self.accounts, pick: .unique),
                .init(name: "dishes", columns: ["id"], rows: [["1"], ["2"]]),
                .init(name: "cuisines", columns: ["name"], rows: [["thai"], ["french"]], pick: .random),
            ],
            thresholds: [
                .init(.p95, .below, 150), .init(.errorRate, .below, 0.001),
                .init(.p99, .below, 1_000, scope: "chef page"), .init(.p99, .below, 2_000, scope: "read"),
                .init(.requestRate, .above, 100),
            ])
        #expect(try Scenario(contentsOf: folder["scenario.yaml"]) == expected)
        #expect(try Scenario(yaml: Self.everything, folder: folder.path) == expected)
    }

    @Test("A target and a task are enough, with the defaults of Swift")
    func defaults() throws {
        let read = try Scenario(yaml: "target: http://127.0.0.1:8000\ntasks: [GET /]\n")
        #expect(read == Scenario(target: "http://127.0.0.1:8000", tasks: [.init("GET", "/")]))
        let empty = "load:\ntls:\nthresholds:\n  # - p95 < 1s\ndata:\non_start:\nheaders:\n"
        #expect(try Scenario(yaml: "target: http://127.0.0.1:8000\ntasks: [GET /]\n" + empty) == read)
    }

    static let loads: [(yaml: String, load: Scenario.Load)] = [
        ("{}", .users(10, duration: 10)), ("{ users: 5 }", .users(5, duration: 10)),
        ("{ users: 200, ramp: 50/s, duration: 1min }", .users(200, ramp: 4, duration: 60)),
        ("{ rate: 1000/s }", .rate(1_000, duration: 10)),
        ("{ rate: 30/min, duration: 1h, max_users: 7 }", .rate(0.5, duration: 3_600, mostUsers: 7)),
        (
            "{ rate: 100/s, ramp: 10/s, arrivals: poisson }",
            .init(.poisson, stages: [.init(100, ramp: 10, hold: 10)])
        ),
        ("{ rate: 100/s, arrivals: even }", .rate(100, duration: 10)),
        (
            "{ stages: [{ users: 10, hold: 30s }, { users: 100, ramp: 10s }, { users: 40, ramp: 30/s, hold: 1s }] }",
            .init(.closed, stages: [.init(10, hold: 30), .init(100, ramp: 10, hold: 0), .init(40, ramp: 2, hold: 1)])
        ),
        (
            "{ stages: [{ rate: 10/s, ramp: 1s }, { rate: 0/s, hold: 5s }], max_users: 3 }",
            .init(.open, stages: [.init(10, ramp: 1, hold: 0), .init(0, hold: 5)], mostUsers: 3)
        ),
    ]

    @Test("Load of all forms", arguments: loads.indices)
    func load(index: Int) throws {
        let row = Self.loads[index]
        let read = try Scenario(yaml: "target: http://127.0.0.1\ntasks: [GET /]\nload: \(row.yaml)\n")
        #expect(read.load == row.load)
    }

    @Test("Flags change what is read before it is checked")
    func adjusting() throws {
        let yaml = "target: http://192.0.2.1\ntasks: [GET /]\ndata: { a: { rows: [{ b: 1 }], pick: unique } }\n"
        let error = try #require(throws: FileError.self) { try Scenario(yaml: yaml) }
        #expect(error.line == 1)
        #expect(error.remedy.contains("allow_remote"), "\(error)")
        let scenario = try Scenario(yaml: yaml) { scenario in
            scenario.allowRemote = true
            scenario.load = .users(1, duration: 1)
        }
        #expect(scenario.allowRemote)
        let late = try #require(throws: FileError.self) {
            try Scenario(yaml: yaml) { scenario in
                scenario.allowRemote = true
                scenario.load = .users(2, duration: 1)
            }
        }
        #expect(late.line == 3)
    }

    @Test("A field that the file does not have is told without a line")
    func absentField() throws {
        let error = try #require(throws: FileError.self) {
            try Scenario(yaml: "target: http://127.0.0.1\ntasks: [GET /]\n") { $0.timeout = -1 }
        }
        #expect(error.line == nil)
        #expect(error.located.hasPrefix("scenario.yaml: 'timeout'"), "\(error)")
    }

    @Test("A scenario that is not there, or no text, is refused")
    func unreadable() throws {
        let folder = try DataFolder()
        let absent = try #require(throws: FileError.self) { try Scenario(contentsOf: folder["a.yaml"]) }
        #expect(absent.problem.contains("is not there"))
        try folder.write("a.yaml", Data([0x61, 0xFF]))
        let bytes = try #require(throws: FileError.self) { try Scenario(contentsOf: folder["a.yaml"]) }
        #expect(bytes.problem.contains("UTF-8"))
    }
}
