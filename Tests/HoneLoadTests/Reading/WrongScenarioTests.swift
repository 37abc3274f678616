import Foundation
import HoneYAML
import Testing

@testable import HoneLoad

@Suite("Wrong scenario files")
struct WrongScenarioTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var yaml: String
        var line: Int?
        var words: [String]
        /// The file that the error is about, when it is a data file.
        var file = "shop.yaml"
        var testDescription: String { yaml }
    }

    /// Lines put behind a target at line 1 and a task at line 2.
    private static func more(_ yaml: String, _ line: Int?, _ words: String...) -> Row {
        Row(yaml: "target: http://127.0.0.1:8000\ntasks: [GET /]\n\(yaml)\n", line: line, words: words)
    }

    /// A task, its first line at line 3.
    private static func task(_ yaml: String, _ line: Int, _ words: String...) -> Row {
        Row(yaml: "target: http://127.0.0.1:8000\ntasks:\n  - \(yaml)\n", line: line, words: words)
    }

    private static func whole(_ yaml: String, _ line: Int?, _ words: String...) -> Row {
        Row(yaml: yaml, line: line, words: words)
    }

    static let tops: [Row] = [
        whole("", nil, "empty", "docs/scenario.md"), whole("target: [\n", 2, "not YAML"),
        whole("tasks: [GET /]\n", 1, "'target' is missing"),
        whole("target: http://127.0.0.1\n", 1, "'tasks' is missing"),
        whole("target:\ntasks: [GET /]\n", 1, "'target' is empty"),
        whole("target: 127.0.0.1:8000\ntasks: [GET /]\n", 1, "'target'", "http://"),
        whole("target: http://127.0.0.1:99999\ntasks: [GET /]\n", 1, "port"),
        whole("target: http://example.com\ntasks: [GET /]\n", 1, "not this machine", "allow_remote"),
        whole("target: http://127.0.0.1\ntasks: []\n", 2, "'tasks'", "at least one task"),
        whole("target: http://127.0.0.1\nusers: []\n", 2, "'users'", "at least one class"),
        whole("target: http://127.0.0.1\nusers: 200\n", 2, "classes of users", "load: { users: 10 }"),
        more("tasks: [GET /a]", 2, "there twice: tasks"),
        more("usrs: 3", 3, "unknown key 'usrs'", "Did you mean 'users'"),
        more("timeout: 10", 3, "no unit", "10s"), more("timeout: 10m", 3, "'m' is no unit"),
        more("timeout: fast", 3, "no time"), more("timeout: -1s", 3, "no time"), more("timeout: [1s]", 3, "a list"),
        more("timeout: 0s", 3, "'timeout'", "3600"), more("timeout:", 3, "'timeout' is empty"),
        more("seed: -1", 3, "whole number"), more("seed: many", 3, "whole number"),
        more("http: 1", 3, "1.1, 2, auto"), more("http: aut", 3, "Write auto"),
        more("keep_alive: 1", 3, "true or false"),
        more("http: 2\nkeep_alive: false", 4, "'keep_alive'", "HTTP/2 keeps"),
        more("users_per_connection: 0", 3, "from 1 to 1000"), more("users_per_connection: 8", 3, "HTTP/2"),
        more("redirects: -1", 3, "from 0 to 20"), more("allow_remote: perhaps", 3, "true or false"),
        more("tls: { insecur: true }", 3, "Did you mean 'insecure'"),
        more("tls:\n  authorities: absent.pem", 4, "absent.pem", "is not there"),
        more("tls:\n  authorities: accounts.csv", 4, "no certificate"),
        more("users: [{ tasks: [GET /] }]", 2, "'tasks'", "under 'users'"),
        more("thresholds: p95 < 1s", 3, "a list"), more("thresholds:\n  - p95 < 1s\n  - p95 < 1", 5, "no unit"),
        more("thresholds:\n  - p42 < 1s", 4, "p50, p90"), more("thresholds:\n  - GET /: p95 < 1s", 4, "quotes"),
        more("thresholds:\n  - \"GET /x: p95 < 1s\"", 4, "no task and no tag", "Did you mean 'GET /'?"),
        more("think_time: 5", 3, "no unit"), more("think_time: 1-5s", 3, "'1' has no unit"),
        more("think_time: 2s-1s", 3, "ends before"), more("think_time: { normal: 1s }", 3, "deviation: 200ms"),
        more("think_time: { pacing: 0s }", 3, "no pace"), more("think_time: { pace: 1s }", 3, "Did you mean 'pacing'"),
        more("think_time: 2000h", 3, "86400"), more("order: randm", 3, "Write random"),
        more("cookies: maybe", 3, "true"),
        more("headers: [a]", 3, "keys and values"), more("headers: { A: [b] }", 3, "a text"),
        more("headers:\n  A: b\n  \"B C\": d", 2, "header needs a name"),
        more("headers:\n  A: b\n  B: \"{{nothing}}\"", 5, "{{nothing}}", "nothing gives this value"),
        more("basic: { user: a }", 3, "'basic.password' is missing"),
        more("basic: { user: \"a:b\", password: c }", 3, "colon"),
        more("basic: { user: \"{{user}}x\", password: c }", 3, "both"), more("basic: a", 3, "keys and values"),
        more("basic: { user: a, password: b }\nbearer: c", 4, "exclude"),
        more("bearer: c\nheaders: { authorization: d }", 4, "twice"),
        more("on_start: POST /login", 3, "a list"), more("on_start: [{ request: GET /, weight: 2 }]", 3, "unknown key"),
    ]

    static let loads: [Row] = [
        more("load: 5", 3, "keys and values"), more("load: { user: 5 }", 3, "Did you mean 'users'"),
        more("load: { users: 0 }", 3, "from 1"), more("load: { users: 2.5 }", 3, "whole number"),
        more("load: { users: -1 }", 3, "from 1"), more("load: { users: 9000000 }", 3, "to 1000000"),
        more("load: { rate: 100 }", 3, "no unit", "100/s"), more("load: { rate: 100s }", 3, "'s' is no unit"),
        more("load: { rate: 0/s }", 3, "nothing would arrive"), more("load: { rate: fast }", 3, "no number"),
        more("load:\n  users: 5\n  rate: 5/s", 5, "exclude"), more("load:\n  users: 5\n  duration: 0s", 5, "no time"),
        more("load:\n  users: 5\n  duration: 30", 5, "no unit"),
        more("load:\n  users: 5\n  ramp: 0/s", 5, "speed of 0"),
        more("load:\n  users: 5\n  ramp: fast", 5, "no time"), more("load:\n  users: 5\n  ramp: -1s", 5, "no time"),
        more("load:\n  users: 5\n  duration: 200h", 4, "week"),
        more("load:\n  duration: 5s\n  warm_up: 5s", 5, "nothing would be recorded"),
        more("load:\n  users: 5\n  max_users: 9", 5, "belongs to a 'rate'"),
        more("load:\n  users: 5\n  arrivals: even", 5, "belongs to a 'rate'"),
        more("load:\n  rate: 5/s\n  arrivals: odd", 5, "even, poisson"),
        more("load:\n  rate: 5/s\n  max_users: 0", 5, "from 1"),
        more("load:\n  stages: []", 4, "no stage"), more("load:\n  stages: 5", 4, "a list of stages"),
        more("load:\n  users: 4\n  stages: [{ users: 5, hold: 1s }]", 4, "beside 'stages'"),
        more("load:\n  stages:\n    - { users: 5, hold: 1s }\n    - { users: 9 }", 6, "lasts no time"),
        more("load:\n  stages:\n    - { users: 5, hold: 0s }", 5, "lasts no time"),
        more("load:\n  stages:\n    - { users: 5, hold: 1s }\n    - { users: 5, ramp: 9/s }", 6, "lasts no time"),
        more("load:\n  stages:\n    - { users: 5, hold: 1s }\n    - { rate: 9/s, hold: 1s }", 6, "other stages"),
        more("load:\n  stages:\n    - { hold: 1s }", 5, "'load.stages[0].users' is missing"),
        more("load:\n  stages:\n    - { users: 5, duration: 1s }", 5, "users, rate, ramp, hold"),
        more("load:\n  stages:\n    - { users: 0, hold: 1s }", 5, "never any load"),
        more("load:\n  stages:\n    - { users: 5, hold: -1s }", 5, "no time"),
        more("load:\n  stages:\n    - users: 5\n      hold: 1s\n      ramp: 0/s", 7, "speed of 0"),
    ]

    static let tasks: [Row] = [
        task("/health", 3, "'/health' is no request", "GET /health"), task("GET health", 3, "GET /health"),
        task("GET http://127.0.0.1/a", 3, "stand in 'target'"), task("get /", 3, "no request"),
        task("GET", 3, "no request"), task("[GET /]", 3, "a list"), task("GET /a b", 3, "percent-encode"),
        task("GET /{id}", 3, "single braces", "/1"), task("request: GET /a/{id}", 3, "paths: [/a/1]"),
        task("name: x", 3, "'tasks[0].request' is missing"),
        task("request: GET /\n    wieght: 2", 4, "Did you mean 'weight'"),
        task("request: GET /\n    weight: many", 4, "a number"), task("request: GET /\n    weight: -1", 4, "'-1'"),
        task("request: GET /\n    weight: 0", 3, "weight above 0"),
        task("request: GET /\n    timeout: 5", 4, "no unit"),
        task("request: GET /\n    timeout: 0s", 4, "3600"),
        more("on_start: [{ request: GET /, timeout: 0s }]", 3, "3600"),
        more("on_start: [{ request: GET /, timeout: 10000000h }]", 3, "3600"),
        more("load: { users: 1000001 }", 3, "1000000"), more("load: { rate: 5/s, max_users: 1000001 }", 3, "1000000"),
        task("request: GET /\n    paths: /a", 4, "a list of paths"),
        task("request: GET /\n    paths: []", 4, "'tasks[0].paths' is empty"),
        task("request: GET /{id}\n    paths:\n      - /1\n      - a", 6, "starts with /"),
        task("request: GET /{id}\n    paths:\n      - /1\n      - /{id}", 6, "single braces"),
        task("request: GET /{id}\n    paths:\n      - /1\n      - /{{id}}", 6, "{{id}}", "nothing gives this value"),
        task("GET /{{chef}}", 3, "{{chef}}", "nothing gives"), task("GET /{{seqence}}", 3, "{{sequence}}"),
        task("GET /{{random 9 1}}", 3, "smaller first"), task("GET /{{user", 3, "{{ without }}"),
        task(
            "request: POST /\n    headers:\n      A: b\n    body: \"{{nothing}}\"", 6, "'tasks[0].body'", "{{nothing}}"),
        task("request: POST /\n    json:\n      a: \"{{nothing}}\"", 5, "'tasks[0].json'", "{{nothing}}"),
        task("request: POST /\n    headers: { A: \"{{nothing}}\" }", 4, "{{nothing}}"),
        task("request: GET /\n    headers: { Content-Length: 3 }", 4, "leave it out"),
        task("request: POST /\n    body: a\n    json: { b: 1 }", 5, "exclude"),
        task("request: POST /\n    json:", 4, "empty"),
        task("request: POST /\n    body: { a: 1 }", 4, "a text"), task("request: POST /\n    form: [a]", 4, "keys"),
        task("request: POST /\n    form: { a: [b] }", 4, "a text"), task("request: GET /\n    tags: read", 4, "a list"),
        task("request: GET /\n    check:\n      satus: 200", 5, "Did you mean 'status'"),
        task("request: GET /\n    check:\n      status: ok", 5, "no status"),
        task("request: GET /\n    check:\n      status: 600", 5, "100 to 599"),
        task("request: GET /\n    check:\n      status: 299-200", 5, "200-299"),
        task("request: GET /\n    check:\n      status: []", 5, "no status would do"),
        task("request: GET /\n    check:\n      status: [200, 20]", 5, "'20'"),
        task("request: GET /\n    check:\n      size: \"-\"", 5, "no number of bytes"),
        task("request: GET /\n    check:\n      size: 9-1", 5, "no number of bytes"),
        task("request: GET /\n    check:\n      json: { name: any }", 5, "/name"),
        task("request: GET /\n    check:\n      json: { /name: }", 5, "empty"),
        task("request: GET /\n    check:\n      body: { has: a }", 5, "equal, contains, regex"),
        task("request: GET /\n    check:\n      body: { contains: a, regex: b }", 5, "one of them"),
        task("request: GET /\n    check:\n      status: 200\n      body: { regex: \"(\" }", 6, "("),
        task("request: GET /\n    save: { a: token }", 4, "/token"),
        task("request: GET /\n    save: { a: head X }", 4, "header NAME"),
        task("request: GET /\n    save: { a: [b] }", 4, "where the value lies"),
        task("request: GET /\n    save:\n      a: /a\n      b: regex [", 6, "["),
        task("request: GET /\n    save:\n      a b: /a", 5, "letters, digits"),
        task("request: GET /\n    save:\n      user: /a", 5, "built-in"),
        task("request: GET /a\n    name: x\n  - request: GET /b\n    name: x", 5, "line 3", "name of its own"),
    ]

    static let data: [Row] = [
        more("data: [a]", 3, "keys and values"), more("data: { a: { fil: b } }", 3, "Did you mean 'file'"),
        more("data:\n  a: {}", 4, "'data.a.file' is missing"),
        more("data:\n  a: { file: absent.csv }", 4, "is not there"),
        more("data:\n  a: { file: a.txt }", 4, ".csv", ".jsonl"),
        more("data:\n  a: { file: folder.csv }", 4, "regular file"),
        more("data:\n  a: { file: empty.csv }", 4, "holds no rows"),
        more("data:\n  a: { file: empty.jsonl }", 4, "no rows"),
        more("data:\n  a: { file: accounts.csv, pick: any }", 4, "sequential, random, unique"),
        more("data:\n  a:\n    file: accounts.csv\n    rows: []", 6, "exclude"),
        more("data:\n  a: { rows: [] }", 4, "no rows"), more("data:\n  a: { rows: [b] }", 4, "keys and values"),
        more("data:\n  a:\n    rows:\n      - { b: 1, c: 2 }\n      - { b: 1 }", 7, "no 'c'", "b, c"),
        more("data:\n  a:\n    rows:\n      - { b: 1 }\n      - { b: 1, c: 2 }", 7, "the first row has no 'c'"),
        more("data:\n  a: { rows: [{ b: [1] }] }", 4, "a text"),
        more("data:\n  a b: { rows: [{ b: 1 }] }", 4, "letters"),
        more("load: { users: 4 }\ndata:\n  a:\n    file: accounts.csv\n    pick: unique", 6, "3 rows for 4 users"),
        more("load: { rate: 4/s }\ndata:\n  a: { file: accounts.csv, pick: unique }", 5, "3 rows for 1000 users"),
        more("data:\n  a: { file: accounts.csv }\non_start:\n  - GET /{{a.mail}}", 6, "email, password"),
        Row(
            yaml: "target: http://127.0.0.1\ntasks: [GET /]\ndata: { a: { file: wide.csv } }\n", line: 3,
            words: ["3 values", "2 columns"], file: "wide.csv"),
        Row(
            yaml: "target: http://127.0.0.1\ntasks: [GET /]\ndata: { a: { file: odd.jsonl } }\n", line: 2,
            words: ["'b'"], file: "odd.jsonl"),
    ]

    static let classes: [Row] = [
        whole("target: http://127.0.0.1\nusers:\n  - name: a\n", 3, "'users[0].tasks' is missing"),
        whole("target: http://127.0.0.1\nusers:\n  - visitor\n", 3, "keys and values"),
        whole(
            "target: http://127.0.0.1\nusers:\n  - { name: a, tasks: [GET /] }\n  - { name: a, tasks: [GET /] }\n", 4,
            "two"),
        whole("target: http://127.0.0.1\nusers:\n  - { weight: 0, tasks: [GET /] }\n", 3, "class", "weight above 0"),
        whole(
            "target: http://127.0.0.1\nusers:\n  - tasks:\n      - request: GET /\n        save: { a: /a }\n  - tasks:\n"
                + "      - GET /b\n      - GET /{{a}}\n", 8, "'users[1].tasks[1]'", "{{a}}", "on_start"),
    ]

    private static func folder() throws -> DataFolder {
        let folder = try DataFolder([
            "accounts.csv": "email,password\na@x,1\nb@x,2\nc@x,3\n", "wide.csv": "a,b\n1,2\n1,2,3\n",
            "empty.csv": "a,b\n", "empty.jsonl": "\n", "odd.jsonl": "{\"a\":1}\n{\"b\":1}\n",
        ])
        try FileManager.default.createDirectory(atPath: folder["folder.csv"], withIntermediateDirectories: false)
        return folder
    }

    @Test("is refused with file, line and remedy", arguments: tops + loads + tasks + data + classes)
    func refused(row: Row) throws {
        let folder = try Self.folder()
        let error = try #require(throws: FileError.self, "accepted:\n\(row.yaml)") {
            try Scenario(yaml: row.yaml, file: "shop.yaml", folder: folder.path)
        }
        #expect(error.file == (row.file == "shop.yaml" ? row.file : folder[row.file]), "\(error)")
        #expect(error.line == row.line, "\(error)\n\(row.yaml)")
        let text = "\(error.problem) \(error.remedy)"
        for words in row.words { #expect(text.lowercased().contains(words.lowercased()), "\(error)") }
        #expect(!error.remedy.isEmpty)
        #expect(!text.contains("classes[") && !text.contains("onStart"), "Swift's words in \(error)")
    }

    @Test("Tasks may share a name where they share the request")
    func sharedNames() throws {
        let yaml = """
            target: http://127.0.0.1
            tasks:
              - GET /a
              - { request: GET /a, headers: { A: b } }
              - { request: "GET /b/{id}", paths: [/b/1] }
              - { request: "GET /b/{id}", paths: [/b/2] }
            """
        #expect(try Scenario(yaml: yaml).classes.first?.tasks.count == 4)
    }
}
