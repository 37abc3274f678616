import Testing

@testable import HoneLoad

@Suite("curl import")
struct CurlImportTests {
    private struct NoFile: Error {}

    private func read(_ command: String, files: [String: String] = [:]) throws -> Imported {
        try CurlImport().read(command) { name throws in
            guard let text = files[name] else { throw NoFile() }
            return Array(text.utf8)
        }
    }

    private func task(_ command: String, files: [String: String] = [:]) throws -> Scenario.Task {
        let imported = try read(command, files: files)
        try imported.scenario.validate()
        return imported.scenario.classes[0].tasks[0]
    }

    @Test(
        "Words are split as a shell does",
        arguments: [
            ("a  b\tc", ["a", "b", "c"]), ("'a b'\"c d\"", ["a bc d"]), (#""a\"b\$c\x""#, [#"a"b$c\x"#]),
            ("a \\\n  b", ["a", "b"]), (#"$'a\'b\n\x41\u00e9\101'"#, ["a'b\nA\u{E9}A"]), ("'' x", ["", "x"]),
            (#"a\ b"#, ["a b"]), ("a # rest", ["a"]), ("a#b", ["a#b"]), ("5$ x", ["5$", "x"]),
        ])
    func words(text: String, words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(
        "What a shell would run, fill in or redirect is refused",
        arguments: [
            "curl 'x", "curl \"x", "curl $'x", "curl http://h/?a=1&b=2", "curl x | jq", "curl $URL", "curl `x`",
            "curl \"$(cat t)\"", "curl ${H}", "curl x > f", "curl x; rm y",
        ])
    func refusedWords(text: String) throws {
        let error = try #require(throws: ImportError.self) { try read(text) }
        #expect(error.subject == "curl command")
    }

    @Test("Methods follow from the flags as in curl")
    func methods() throws {
        #expect(try task("curl http://127.0.0.1:1/a").method == "GET")
        #expect(try task("curl -I http://127.0.0.1:1/a").method == "HEAD")
        #expect(try task("curl -d x=1 http://127.0.0.1:1/a").method == "POST")
        #expect(try task("curl -sXPUT --data x=1 http://127.0.0.1:1/a").method == "PUT")
        #expect(try task("curl -G -d x=1 http://127.0.0.1:1/a").method == "GET")
    }

    @Test(
        "Bodies are put together as curl does",
        arguments: [
            ("-d a=1 -d b=2", "a=1&b=2"), ("--data-raw @x", "@x"), ("-d @f", "line1line2"),
            ("--data-binary @f", "line1\nline2\n"), ("--data-urlencode 'a b'", "a%20b"),
            ("--data-urlencode '=a&b'", "a%26b"), ("--data-urlencode 'q=ä+'", "q=%C3%A4%2B"),
            ("--data-urlencode q@f", "q=line1%0Aline2%0A"), (#"--json '{"a":' --json '1}'"#, #"{"a":1}"#),
            (#"-d '{"a": {"b": "{{x}}"}}'"#, #"{"a":{"b":"{\u007bx}}"}}"#),
        ])
    func bodies(flags: String, body: String) throws {
        #expect(try task("curl \(flags) http://127.0.0.1:1/a", files: ["f": "line1\nline2\n"]).body == body)
    }

    @Test("Types follow from the flags, and given ones win")
    func types() throws {
        let form = try task("curl -d a=1 http://127.0.0.1:1/")
        #expect(form.headers == [.init("Content-Type", "application/x-www-form-urlencoded")])
        let json = try task("curl --json '{}' http://127.0.0.1:1/")
        #expect(json.headers == [.init("Content-Type", "application/json"), .init("Accept", "application/json")])
        let own = try task("curl -d '<a/>' -H 'content-type: text/xml' -H 'X-Empty;' -H 'Accept:' http://127.0.0.1:1/")
        #expect(own.headers == [.init("content-type", "text/xml"), .init("X-Empty", "")])
    }

    @Test("Addresses: several paths, queries, a missing scheme, IPv6")
    func addresses() throws {
        let several = try read("curl http://127.0.0.1:1/chefs/1 --url 'http://127.0.0.1:1/chefs/2?a=b#part'")
        #expect(several.scenario.target == "http://127.0.0.1:1")
        #expect(several.scenario.classes[0].tasks[0].name == "GET /chefs/{id}")
        #expect(several.scenario.classes[0].tasks[0].paths == ["/chefs/1", "/chefs/2?a=b"])
        #expect(try task("curl localhost:8000").paths == ["/"])
        #expect(try task("curl -G -d x=1 -d y=2 'http://127.0.0.1:1/a?z=0'").paths == ["/a?z=0&x=1&y=2"])
        #expect(try read("curl http://[::1]:80/x").scenario.target == "http://[::1]:80")
        #expect(try task("curl -g 'http://127.0.0.1:1/a{1}'").paths == ["/a%7B1%7D"])
    }

    @Test("Settings of the connection become those of the scenario")
    func settings() throws {
        let imported = try read(
            """
            curl -k -L --max-redirs 3 --compressed --http2 --unix-socket /run/app.sock -c jar -m 2.5 \\
              -A 'agent/1' -e http://x/ --cacert ca.pem -sS -o /dev/null https://127.0.0.1/
            """)
        let scenario = imported.scenario
        #expect(scenario.transport.version == .http2)
        #expect(scenario.transport.insecure)
        #expect(scenario.transport.unixSocket == "/run/app.sock")
        #expect(scenario.transport.authorities == "ca.pem")
        #expect(scenario.redirects == 3)
        #expect(scenario.acceptEncoding == "gzip, br, zstd")
        #expect(scenario.classes[0].keepsCookies)
        #expect(scenario.classes[0].tasks[0].timeout == 2.5)
        #expect(
            scenario.classes[0].tasks[0].headers == [.init("User-Agent", "agent/1"), .init("Referer", "http://x/")])
        let plain = try read("curl http://127.0.0.1/").scenario
        #expect(plain.acceptEncoding == nil)
        #expect(plain.redirects == 0)
        #expect(plain.transport == .init())
        let other = try CurlImport(.init(target: "http://localhost:9")).read("curl https://shop.example/a") { _ in [] }
        #expect(other.scenario.target == "http://localhost:9")
    }

    @Test("Credentials are never written down")
    func secrets() throws {
        let imported = try read(
            """
            curl 'http://127.0.0.1:1/a?token=tok-secret' -u alice:pw-secret -b 'sid=ck-secret; theme=t-secret' \\
              -H 'X-Api-Key: key-secret' --json '{"password":"body-secret","n":1}'
            """)
        let yaml = ScenarioWriter(remarks: imported.remarks).files(imported.scenario).yaml
        #expect(!yaml.contains("-secret"))
        let task = imported.scenario.classes[0].tasks[0]
        #expect(task.headers.contains(.init("Authorization", "Basic {{basic secrets.user secrets.password}}")))
        #expect(task.headers.contains(.init("Cookie", "sid={{secrets.cookie_sid}}; theme={{secrets.cookie_theme}}")))
        #expect(task.headers.contains(.init("X-Api-Key", "{{secrets.x_api_key}}")))
        #expect(task.paths == ["/a?token={{secrets.token}}"])
        #expect(task.body == #"{"password":"{{secrets.password}}","n":1}"#)
        try imported.scenario.validate()
    }

    @Test(
        "Flags that cannot be taken over are refused by name, with a remedy",
        arguments: [
            ("--form a=b", "--form"), ("-F a=b", "-F"), ("-T f", "-T"), ("--frobnicate", "--frobnicate"),
            ("-sQx", "-Q"),
            ("--proxy p", "--proxy"), ("-b cookies.txt", "cookies.txt"), ("-d @-", "standard input"),
            ("-d @missing", "missing"), ("-H @headers", "headers"), ("--next", "--next"), ("-X", "-X"),
            ("-m soon", "soon"), ("--max-redirs x -L", "x"), ("-H 'A: {{b}}'", "A"), ("http://other/", "other"),
            ("'http://127.0.0.1/[1-3]'", "[1-3]"), ("ftp://127.0.0.1/", "ftp"),
        ])
    func refusedFlags(flag: String, named: String) throws {
        let error = try #require(throws: ImportError.self) { try read("curl http://127.0.0.1/ \(flag)") }
        #expect(error.description.contains(named))
        #expect(!error.remedy.isEmpty)
    }

    @Test("What is no curl command is refused", arguments: ["", "wget http://x/", "curl", "curl -s"])
    func refused(text: String) {
        #expect(throws: ImportError.self) { try read(text) }
    }

    @Test("A command cut off anywhere is refused or read")
    func truncated() {
        let command = Array(
            #"curl 'http://127.0.0.1:1/a?b=c' -X POST -H $'A: \x41\'' -u a:b --data-raw "x=\"1\"" -d @f -L --compressed"#
        )
        var outcomes = 0
        for length in 0..<command.count {
            let text = String(command[..<length])
            outcomes +=
                Fuzzing.isReadOrRefused { () throws(ImportError) in
                    try CurlImport().read(text) { _ in Array("file".utf8) }
                } ? 1 : 0
        }
        #expect(outcomes == command.count)
    }
}
