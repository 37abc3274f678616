import NIOCore
import Testing

@testable import HoneLoad

struct TemplateTests {
    private func fill(_ text: String, _ values: inout TemplateValues) throws -> String {
        var buffer = ByteBuffer()
        try Template(text, field: "body").write(into: &buffer, values: &values)
        return String(buffer: buffer)
    }

    @Test(arguments: ["", "plain", "{single}", "}} {", "ü"])
    func textWithoutValuesStays(text: String) throws {
        var values = TemplateValues(user: 0, users: 1, seed: 1)
        #expect(try fill(text, &values) == text)
        #expect(try Template(text, field: "body").fixed == Array(text.utf8))
    }

    @Test func sequencesNeverRepeatAmongUsers() throws {
        var seen: Set<String> = []
        for user in 0..<7 {
            var values = TemplateValues(user: user, users: 7, seed: 1)
            for _ in 0..<50 { seen.insert(try fill("{{sequence}}", &values)) }
        }
        #expect(seen.count == 350)
        #expect(seen.contains("349"))
    }

    @Test func randomNumbersStayInRangeAndReachItsEnds() throws {
        var values = TemplateValues(user: 3, users: 10, seed: 7)
        var seen: Set<Int> = []
        for _ in 0..<500 { seen.insert(try #require(Int(try fill("{{random 5 9}}", &values)))) }
        #expect(seen == [5, 6, 7, 8, 9])
    }

    @Test func theSeedFixesEveryValue() throws {
        func text(seed: UInt64, user: Int) throws -> String {
            var values = TemplateValues(user: user, users: 10, seed: seed)
            return try fill("{{random 1 1000000}}-{{ random 1 1000000 }}-{{user}}", &values)
        }
        #expect(try text(seed: 1, user: 2) == text(seed: 1, user: 2))
        #expect(try text(seed: 1, user: 2) != text(seed: 2, user: 2))
        #expect(try text(seed: 1, user: 2).hasSuffix("-2"))
    }

    @Test(arguments: [0, 1, 9, 10, 12_345, UInt64.max])
    func decimalsAreWrittenAsDigits(value: UInt64) {
        var buffer = ByteBuffer()
        buffer.writeDecimal(value)
        #expect(String(buffer: buffer) == "\(value)")
    }
}

struct TokenTests {
    private func line(_ token: Scenario.Token, body: String = "", cookies: [String] = []) -> String? {
        token.headerLine(body: Array(body.utf8), cookies: cookies.map { Array($0.utf8) })
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("/token", #"{"token": "abc"}"#, "abc"),
        ("/data/0/a~1b~0c", #"{"data": [{"a/b~c": "deep"}]}"#, "deep"),
        ("", #""bare""#, "bare"),
        ("/id", #"{"id": 42}"#, "42"),
    ])
    func pointers(pointer: String, body: String, token: String) {
        #expect(line(.jsonPointer(pointer), body: body) == "Authorization: Bearer \(token)\r\n")
    }

    @Test(arguments: [
        ("/token", "not json"), ("/token", "{}"), ("/token", #"{"token": ""}"#), ("/token", #"{"token": null}"#),
        ("/0", #"["#), ("/1", #"["a"]"#), ("/token/x", #"{"token": "abc"}"#), ("/token", #"{"token": "a\r\nX: y"}"#),
    ])
    func whatIsNoToken(pointer: String, body: String) {
        #expect(line(.jsonPointer(pointer), body: body) == nil)
    }

    @Test func cookiesAreSentBackWithoutTheirAttributes() {
        let cookies = ["theme=dark", "session=a1; Path=/; HttpOnly", "session2=no"]
        #expect(line(.cookie("session"), cookies: cookies) == "Cookie: session=a1\r\n")
        #expect(line(.cookie("other"), cookies: cookies) == nil)
    }
}
