import Testing

@testable import HoneLoad

@Suite("HAR entries")
struct HAREntryTests {
    /// A HAR file of entries given by what differs: JSON members of the request, of the answer and of the entry.
    private func file(_ entries: [(request: String, response: String, entry: String)]) -> [UInt8] {
        let nodes = entries.map { entry in
            #"{"request":{\#(entry.request)},"response":{\#(entry.response)}\#(entry.entry.isEmpty ? "" : ",")\#(entry.entry)}"#
        }
        return Array(#"{"log":{"entries":[\#(nodes.joined(separator: ","))]}}"#.utf8)
    }

    private func only(_ request: String, _ response: String = #""status":200"#, _ entry: String = "") throws
        -> Scenario.Task
    {
        let imported = try HARImport().read(file([(request, response, entry)]))
        try imported.scenario.validate()
        return try #require(imported.scenario.classes[0].tasks.first)
    }

    @Test("Parameters of a form are its body where the file has no text")
    func parameters() throws {
        let task = try only(
            #""method":"post","url":"http://127.0.0.1/f","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a b","value":"ä&"},{"name":"pin","value":"1"},{"value":"x"}]}"#
        )
        #expect(task.method == "POST")
        #expect(task.body == "a%20b=%C3%A4%26&pin={{secrets.pin}}")
        #expect(task.headers == [.init("Content-Type", "application/x-www-form-urlencoded")])
    }

    @Test("A user in a URL is dropped, a fragment too, and what cannot stand in a request line is encoded")
    func urls() throws {
        let task = try only(#""method":"GET","url":"http://al:pw-secret@127.0.0.1:80/a b/{x}?q=ü#part""#)
        #expect(task.paths == ["/a%20b/%7Bx%7D?q=%C3%BC"])
        #expect(try only(#""method":"GET","url":"HTTP://127.0.0.1""#).paths == ["/"])
    }

    @Test("A body that may hold a secret is left out and named")
    func unfit() throws {
        let imported = try HARImport().read(
            file([
                (
                    #""method":"POST","url":"http://127.0.0.1/soap","postData":{"mimeType":"text/xml","text":"<password>x-secret</password>"}"#,
                    #""status":200"#, ""
                )
            ]))
        #expect(imported.scenario.classes[0].tasks[0].body == nil)
        #expect(imported.remarks.contains { $0.hasPrefix("POST /soap: its body is left out") })
    }

    @Test("Headers that cannot be sent, or that braces would change, are dropped")
    func headers() throws {
        let task = try only(
            #""method":"GET","url":"http://127.0.0.1/","headers":[{"name":":authority","value":"x"},{"name":"A","value":"a\nb"},{"name":"B","value":"{{x}}"},{"name":"c d","value":"x"},{"name":"E","value":" ok "},{"name":"X-CSRF-Token","value":"t"},{"name":"Authorization","value":"Digest username=x"}]"#
        )
        #expect(
            task.headers == [
                .init("E", "ok"), .init("X-CSRF-Token", "{{secrets.x_csrf_token}}"),
                .init("Authorization", "Digest {{secrets.authorization}}"),
            ])
    }

    @Test("Tokens that no recorded answer gave, or that came later, are to be completed")
    func tokens() throws {
        let get = { (token: String) in
            #""method":"GET","url":"http://127.0.0.1/a","headers":[{"name":"Authorization","value":"Bearer \#(token)"}]"#
        }
        let late = try HARImport().read(
            file([
                (get("abc"), #""status":200"#, ""),
                (
                    #""method":"GET","url":"http://127.0.0.1/b""#,
                    #""status":200,"content":{"text":"{\"t\":\"abc\"}"}"#, ""
                ),
            ]))
        #expect(late.scenario.classes[0].onStart.isEmpty)
        #expect(late.scenario.classes[0].tasks[0].headers == [.init("Authorization", "Bearer {{secrets.token}}")])
        // Base64 content is no text, so no token is found in it.
        let encoded = try HARImport().read(
            file([
                (
                    #""method":"GET","url":"http://127.0.0.1/b""#,
                    #""status":200,"content":{"encoding":"base64","text":"{\"t\":\"abc\"}"}"#, ""
                ), (get("abc"), #""status":200"#, ""),
            ]))
        #expect(encoded.scenario.classes[0].onStart.isEmpty)
    }

    @Test("A login that is all there is stays what users do")
    func loginOnly() throws {
        let imported = try HARImport().read(
            file([
                (
                    #""method":"POST","url":"http://127.0.0.1/login""#, #""status":200,"content":{"text":"[\"abc\"]"}"#,
                    ""
                ),
                (
                    #""method":"GET","url":"http://127.0.0.1/me","headers":[{"name":"authorization","value":"bearer abc"}]"#,
                    #""status":200"#, ""
                ),
            ]))
        let users = imported.scenario.classes[0]
        #expect(users.onStart.map(\.saves) == [[.init("token", .json("/0"))]])
        #expect(users.tasks.map(\.headers) == [[.init("authorization", "Bearer {{token}}")]])
        try imported.scenario.validate()
    }

    @Test("Entries are put in the order in which they were sent")
    func order() throws {
        let entry = { (path: String, second: Int) in
            (
                request: #""method":"GET","url":"http://127.0.0.1/\#(path)""#, response: #""status":200"#,
                entry: #""time":500,"startedDateTime":"2026-11-22T10:00:0\#(second)Z""#
            )
        }
        let imported = try HARImport().read(file([entry("b", 2), entry("a", 1), entry("c", 9)]))
        #expect(imported.scenario.classes[0].tasks.map(\.name) == ["GET /a", "GET /b", "GET /c"])
        // Half a second and six and a half.
        #expect(imported.scenario.classes[0].thinkTime == .uniform(from: 1.75, to: 5.25))
    }

    @Test("A long pause counts as a minute, and none at all as none")
    func pauses() throws {
        func step(_ start: Double?) throws -> HARRecording.Step {
            let bytes = file([(#""method":"GET","url":"http://127.0.0.1/""#, #""status":200"#, "")])
            var entry = try #require(try HARFile(bytes).entries.first)
            entry.start = start
            return .init(entry: entry, path: "/")
        }
        #expect(HARImport.thinkTime([try step(0), try step(3_600)]) == .uniform(from: 30, to: 90))
        #expect(HARImport.thinkTime([try step(0), try step(0)]) == .none)
        #expect(HARImport.thinkTime([try step(nil), try step(nil)]) == .none)
        #expect(HARImport.thinkTime([]) == .none)
    }
}
