import HoneCore
import HonePostgres
import Testing

@testable import HoneAgent

@Suite("hone.yaml")
struct TargetReaderTests {
    private let head = "target:\n  url: http://127.0.0.1:8000\n"

    @Test("A file with everything in it is read")
    func everything() throws {
        let target = try Target(
            yaml: """
                target:
                  url: http://127.0.0.1:8000/
                  start: "./app --port 8000"
                  environment: { MODE: test }
                  ready: /health
                  ready_timeout: 5s
                  insecure_tls: true
                  allow_remote: true
                login:
                  request: POST /login
                  body: '{"user": "a"}'
                  token: /data/token
                endpoints:
                  - request: GET /api/products
                    weight: 5
                  - request: GET /api/chefs/{id}
                    paths: [/api/chefs/1, /api/chefs/2]
                  - request: POST /api/bookings
                    body: '{"n": {{sequence}}}'
                    weight: 0.5
                pages: [/explore]
                database:
                  path: app.db
                switches:
                  PAT-010: { environment: { POOL: "1" } }
                  PAT-013: { flag: --compress }
                  PAT-015: { append: { PATTERNS: eager } }
                thresholds:
                  response_p95: 0.2s
                  error_rate: 1%
                load:
                  users: [50, 10]
                  reference: 10
                  seconds: 2.5
                  think_time: 100ms-1s
                  timeout: 3s
                trial:
                  users: 4
                  think_time: 0ms
                  seconds: 1
                  blocks: 6
                  minimum_gain: 5%
                  network: 20
                """)
        #expect(target.url == "http://127.0.0.1:8000")
        #expect(target.start == "./app --port 8000")
        #expect(target.environment == ["MODE": "test"])
        #expect(target.ready == .init(path: "/health", timeout: 5))
        #expect(target.insecureTLS && target.allowRemote)
        #expect(target.login?.credential == .token("/data/token"))
        #expect(target.endpoints.map(\.name) == ["GET /api/products", "GET /api/chefs/{id}", "POST /api/bookings"])
        #expect(target.endpoints.map(\.weight) == [5, 1, 0.5])
        #expect(target.endpoints[1].paths == ["/api/chefs/1", "/api/chefs/2"])
        #expect(target.endpoints.map(\.isSafe) == [true, true, false])
        #expect(target.database == "app.db")
        #expect(target.switches[.connectionPooling]?.environment == ["POOL": "1"])
        #expect(target.switches[.compression]?.flag == "--compress")
        #expect(target.switches[.eagerLoading]?.append == ["PATTERNS": "eager"])
        #expect(target.threshold(.responseP95).value == 200)
        #expect(target.threshold(.errorRate).value == 1)
        #expect(target.threshold(.responseAverage).value == 80)
        #expect(target.load.users == [10, 50])
        #expect(target.load.reference == 10)
        #expect(target.load.thinkTime == 100...1_000)
        #expect(target.trial.blocks == 6 && target.trial.minimumGain == 0.05)
    }

    @Test("An address alone is enough, with the defaults of the mission")
    func defaults() throws {
        let target = try Target(yaml: head)
        #expect(target.load.users == [10, 25, 50, 100, 200])
        #expect(target.thresholds == Threshold.defaults)
        #expect(target.load.reference == 50)
    }

    @Test("The reference level follows the levels that are asked for")
    func reference() throws {
        #expect(try Target(yaml: head + "load:\n  users: [2, 4]\n").load.reference == 4)
    }

    // What is wrong, the line it is on, and a word of the remedy.
    @Test(
        "What is wrong is told with its line and remedy",
        arguments: [
            ("target: http://x\n", "1", "keys and values"),
            ("targets:\n  url: http://x\n", "1", "Did you mean 'target'"),
            ("target:\n  url: 8000\n", "2", "http://127.0.0.1:8000"), ("target:\n  start: ./app\n", "2", "url"),
            ("target:\n  url: http://x\n  tls: yes\n", "3", "insecure_tls"),
            ("target:\n  url: http://x\n  insecure_tls: maybe\n", "3", "true or false"),
            ("target:\n  url: http://x\nthresholds:\n  response_p95: 150\n", "4", "150ms"),
            ("target:\n  url: http://x\nthresholds:\n  response_p99: 150ms\n", "4", "response_p95"),
            ("target:\n  url: http://x\nthresholds:\n  memory: 3s\n", "4", "MB"),
            ("target:\n  url: http://x\nendpoints: /api\n", "3", "a list"),
            ("target:\n  url: http://x\nendpoints:\n  - /api\n", "4", "keys and values"),
            ("target:\n  url: http://x\nendpoints:\n  - request: /api\n", "4", "GET /api/products"),
            ("target:\n  url: http://x\nendpoints:\n  - request: GET /a/{id}\n", "4", "paths: [/a/1]"),
            ("target:\n  url: http://x\nload:\n  users: [0]\n", "4", "whole numbers above 0"),
            ("target:\n  url: http://x\nload:\n  users: []\n", "4", "[10, 25, 50, 100, 200]"),
            ("target:\n  url: http://x\nload:\n  reference: 7\n", "4", "one of"),
            ("target:\n  url: http://x\nload:\n  think_time: 2s-1s\n", "4", "200ms-1s"),
            ("target:\n  url: http://x\ntrial:\n  blocks: 3\n", "4", "even number"),
            ("target:\n  url: http://x\nswitches:\n  PAT-999: {}\n", "4", "PAT-01"),
            ("target:\n  url: http://x\nlogin:\n  request: GET /login\n  body: x\n  token: /t\n", "4", "POST"),
            ("target:\n  url: http://x\nlogin:\n  request: POST /login\n  body: x\n", "", "token"),
            ("", "", "hone init"), ("target: [\n", "", "YAML"),
        ])
    func wrong(yaml: String, line: String, remedy: String) throws {
        let error = try #require(throws: AgentError.self) { try Target(yaml: yaml, file: "hone.yaml") }
        #expect(error.status == .usage)
        if !line.isEmpty { #expect(error.problem.contains("hone.yaml:\(line):"), "\(error)") }
        #expect("\(error)".contains(remedy), "\(error)")
    }

    @Test(
        "Whatever an application or a recording is called, it stays a text",
        arguments: [
            "/a\nallow_remote: true", "/\u{85}b", "/\u{2028}b", "/\u{1B}[31m\u{0}", "/\"\u{301}: {", "/'#\\",
            "/\u{FEFF}",
        ])
    func hostile(text: String) throws {
        var target = Target(url: "http://127.0.0.1:8000")
        target.start = text
        target.ready.path = text
        target.database = text
        target.login = .init(path: "/login", body: text, credential: .token(text))
        target.endpoints = [
            .init(template: "/x/{id}", paths: [text]), .init(method: "POST", template: "/b", body: text),
        ]
        target.pages = [text]
        target.switches = [.compression: .init(environment: ["A": text], append: [text: "c"], flag: text)]
        let read = try Target(yaml: target.yaml(notes: ["GET \(text)\(text): left out", text]))
        #expect(read == target)
        #expect(!read.allowRemote)
    }

    @Test("What hone init writes reads back as the same target")
    func roundTrip() throws {
        var target = Target(url: "http://127.0.0.1:8000")
        target.start = #"./app --name "a \ b""#
        target.login = .init(path: "/login", body: #"{"a":"b\n"}"#, credential: .cookie("session"))
        target.endpoints = [
            .init(template: "/"), .init(template: "/chefs/{id}", paths: ["/chefs/1"], weight: 2.5),
            .init(method: "POST", template: "/b", body: #"{"x": 1}"#),
        ]
        target.pages = ["/", "/a?b=c"]
        target.database = "app.db"
        target.switches = [.compression: .init(environment: ["A": "1"], append: ["B": "c"], flag: "--z")]
        target.thresholds[0].value = 12.5
        target.insecureTLS = true
        #expect(try Target(yaml: target.yaml(notes: ["something: #odd"])) == target)
        #expect(try Target(yaml: Target(url: "https://127.0.0.1").yaml()) == Target(url: "https://127.0.0.1"))
    }

    @Test("A PostgreSQL address is read, written again, and shown without its password")
    func postgres() throws {
        let target = try Target(yaml: head + "database:\n  postgres: postgresql://ann:s3cret@db:5433/shop\n")
        #expect(target.database == nil)
        #expect(target.postgres?.description == "ann@db:5433/shop")
        #expect(!"\(target)".contains("s3cret"))
        #expect(try Target(yaml: target.yaml()).postgres == target.postgres)
    }

    @Test(
        "What is no PostgreSQL address, or one beside a file, is refused without repeating it",
        arguments: ["  postgres: s3cret\n", "  postgres: postgresql://a:s3cret@db/shop\n  path: app.db\n", "  {}\n"])
    func notPostgres(lines: String) {
        let error = #expect(throws: AgentError.self) { try Target(yaml: head + "database:\n" + lines) }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("s3cret") == false)
    }
}
