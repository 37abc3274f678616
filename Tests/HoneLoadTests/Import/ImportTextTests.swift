import Testing

@testable import HoneLoad

@Suite("Texts of imports")
struct ImportTextTests {
    @Test(
        "JSON is read and written as it was",
        arguments: [
            "null", "true", "[]", "{}", #"{"b":1,"a":[1.50,-0,1e400,{"x":null}]}"#, #""a\"\\\n\té😀""#, #"[[["deep"]]]"#,
        ])
    func json(text: String) throws {
        #expect(try JSONNode(parsing: Array(text.utf8)).json == text)
    }

    @Test(
        "Escapes are undone, halves of pairs replaced",
        arguments: [
            (#""\u0041\/\b\f\ud83d\ude00""#, "A/\u{8}\u{C}😀"), (#""\ud83d""#, "\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"),
            ("\u{FEFF} \"x\" ", "x"),
        ])
    func escapes(text: String, value: String) throws {
        #expect(try JSONNode(parsing: Array(text.utf8)).string == value)
    }

    @Test(
        "What is not JSON is refused",
        arguments: [
            "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "+1", "tru", "\"a", "\"\\x\"", "\"\\u12\"",
            "\"\\u+123\"", "1 2",
            "\"\n\"", "{a:1}",
        ])
    func malformed(text: String) {
        #expect(throws: JSONNode.Malformed.self) { try JSONNode(parsing: Array(text.utf8)) }
    }

    @Test("Deep nesting is refused and not followed")
    func deep() throws {
        let error = try #require(throws: JSONNode.Malformed.self) {
            try JSONNode(parsing: [UInt8](repeating: 0x5B, count: 1_000_000))
        }
        #expect(error.expected.contains("128"))
    }

    @Test("A pointer leads to a text")
    func pointer() throws {
        let node = try JSONNode(parsing: Array(#"{"a":[1,{"b/c":"x","~":"y"}]}"#.utf8))
        #expect(node.pointer(to: "x") == "/a/1/b~1c")
        #expect(node.pointer(to: "y") == "/a/1/~0")
        #expect(node.pointer(to: "z") == nil)
    }

    @Test("YAML is read by the core schema")
    func yaml() throws {
        let node = try JSONNode(yaml: "a: [1, '1', 0x1F, yes, true, ~, 1.5e3]\n200: &x { b: c }\nd: *x\n", subject: "x")
        #expect(node.json == #"{"a":[1,"1","0x1F","yes",true,null,1.5e3],"200":{"b":"c"},"d":{"b":"c"}}"#)
    }

    @Test(
        "Names of secrets, and words that only look like them",
        arguments: [
            ("password", true), ("new_password", true), ("X-Api-Key", true), ("csrfmiddlewaretoken", true),
            ("accessToken", true), ("client_secret", true), ("PHPSESSID", true), ("cvv", true), ("max_tokens", false),
            ("page_token", false), ("token_type", false), ("email", false), ("keyword", false), ("passenger", false),
            ("author", false), ("", false),
        ])
    func secretNames(name: String, isSecret: Bool) {
        #expect(Secrets.isSecret(name: name) == isSecret)
    }

    @Test("Bodies of any type lose their secrets or are left out")
    func bodies() {
        var secrets = Secrets()
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"
        #expect(secrets.masked(body: #"{ "a" : 1 }"#, type: "application/json") == .clean(#"{ "a" : 1 }"#))
        #expect(
            secrets.masked(body: #"{"a":{"pin":1234,"x":"\#(jwt)"},"password":null}"#, type: "application/vnd.x+json")
                == .clean(#"{"a":{"pin":"{{secrets.pin}}","x":"{{secrets.x}}"},"password":null}"#))
        #expect(
            secrets.masked(body: "a=1&Pass=x%20y&b", type: "application/x-www-form-urlencoded; charset=utf-8")
                == .clean("a=1&Pass={{secrets.pass}}&b"))
        let form = { (value: String) in
            "--B\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nal\r\n--B\r\n"
                + "Content-Disposition: form-data; name=\"password\"\r\n\r\n\(value)\r\n--B--\r\n"
        }
        #expect(
            secrets.masked(body: form("pw"), type: "multipart/form-data; boundary=B")
                == .clean(form("{{secrets.password}}")))
        #expect(secrets.masked(body: "<a>1</a>", type: "text/xml") == .clean("<a>1</a>"))
        for unfit in ["<password>x</password>", "{{x}}", "token: \(jwt)", "a \(jwt)"] {
            guard case .unfit = secrets.masked(body: unfit, type: "text/plain") else {
                Issue.record("\(unfit) was taken over")
                continue
            }
        }
        #expect(secrets.data.map(\.columns) == [["pin", "x", "pass", "password"]])
    }

    @Test("Whoever sends requests cannot make columns without end")
    func columns() {
        var secrets = Secrets()
        for number in 0..<1_000 { _ = secrets.masked(path: "/?token\(number)=1") }
        #expect(secrets.columns.count == 51)
        #expect(secrets.columns.last == "secret")
    }

    @Test(
        "Paths are made fit for a request line",
        arguments: [
            ("/a b#c", "/a%20b"), ("/ä?x={{y}}", "/%C3%A4?x=%7B%7By%7D%7D"), ("x", "/x"), ("", "/"),
            ("/a%20b?c=d&e", "/a%20b?c=d&e"),
        ])
    func paths(text: String, path: String) {
        #expect(PercentCoding.requestTarget(text) == path)
    }

    @Test(
        "Identifiers become variable parts",
        arguments: [
            ("/chefs/12", "/chefs/{id}"), ("/chefs/12/menu?page=2", "/chefs/{id}/menu"), ("/", "/"),
            ("/rows/7.json", "/rows/{id}.json"),
            ("/files/8f14e45fceea167a5a36dedd4bea2543", "/files/{id}"),
            ("/u/123e4567-e89b-12d3-a456-426614174000", "/u/{id}"),
            ("/about-us", "/about-us"),
            ("/123e4567-e89b-12d3-a456_426614174000", "/123e4567-e89b-12d3-a456_426614174000"),
        ])
    func templates(path: String, template: String) {
        #expect(PathTemplate.generalized(path) == template)
        #expect(PathTemplate.matches(template, path))
    }

    @Test(
        "A concrete path belongs to its template",
        arguments: [
            ("/a/{id}", "/a/7?x=1", true), ("/a/{id}.json", "/a/7.json", true), ("/a/{id}.json", "/a/7", false),
            ("/a/{id}", "/b/7", false), ("/a/{id}", "/a/7/b", false), ("/a", "/a", true),
        ])
    func matches(template: String, path: String, matches: Bool) {
        #expect(PathTemplate.matches(template, path) == matches)
    }

    @Test(
        "Assets by their ending and their type",
        arguments: [
            ("/a.JS?v=1", true), ("/img/x.webp", true), ("/a.json", false), ("/", false), ("/v1.2/users", false),
            ("/app.js/x", false),
        ])
    func assets(path: String, isAsset: Bool) {
        #expect(PathTemplate.isAsset(path) == isAsset)
    }

    @Test(
        "Times of HAR files and logs",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T10:00:00.250+01:00", 1_795_338_000.25),
            ("2024-02-29T23:59:59", 1_709_251_199),
            ("2026-13-01T00:00:00Z", nil), ("yesterday", nil), ("2026-11-22T10:00:00+1", nil),
        ] as [(String, Double?)])
    func times(text: String, seconds: Double?) {
        #expect(Timestamp.iso8601(text) == seconds)
    }

    @Test(
        "Numbers are written without exponents and read back the same",
        arguments: [
            (0, "0"), (12, "12"), (0.25, "0.25"), (1e-7, "0.0000001"), (1.5e-5, "0.000015"),
            (1e17, "100000000000000000"),
            (1.25e16, "12500000000000000"), (-2.5e-6, "-0.0000025"), (123_456.789, "123456.789"),
        ] as [(Double, String)])
    func decimals(value: Double, text: String) {
        #expect(decimal(value) == text)
        #expect(Double(text) == value)
    }
}
