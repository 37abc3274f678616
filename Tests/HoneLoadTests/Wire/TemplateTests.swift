import NIOCore
import Testing

@testable import HoneLoad

struct TemplateTests {
    private func fill(_ text: String, _ values: inout UserValues) throws -> String {
        var buffer = ByteBuffer()
        let isWhole = try Template(text, field: "body").write(into: &buffer, values: &values)
        #expect(isWhole)
        return String(buffer: buffer)
    }

    @Test(arguments: ["", "plain", "{single}", "}} {", "ü"])
    func textWithoutValuesStays(text: String) throws {
        var values = UserValues(user: 0, seed: 1)
        #expect(try fill(text, &values) == text)
        #expect(try Template(text, field: "body").fixed == Array(text.utf8))
    }

    @Test func sequencesNeverRepeatAmongUsers() throws {
        var seen: Set<String> = []
        for user in 0..<7 {
            var values = UserValues(user: user, seed: 1)
            for _ in 0..<50 { seen.insert(try fill("{{sequence}}", &values)) }
        }
        #expect(seen.count == 350)
        #expect(seen.contains("49000006"))
    }

    @Test func randomNumbersStayInRangeAndReachItsEnds() throws {
        var values = UserValues(user: 3, seed: 7)
        var seen: Set<Int> = []
        for _ in 0..<500 { seen.insert(try #require(Int(try fill("{{random 5 9}}", &values)))) }
        #expect(seen == [5, 6, 7, 8, 9])
    }

    @Test func theSeedFixesEveryValue() throws {
        func text(seed: UInt64, user: Int) throws -> String {
            var values = UserValues(user: user, seed: seed)
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

/// How a value from outside is written where it goes.
struct TemplateContextTests {
    private func fill(_ text: String, _ context: Template.Context, value: String?) throws -> String? {
        let scenario = Scenario(
            target: "http://127.0.0.1", tasks: [.init("GET", "/", saves: [.init("v", .header("v"))])])
        let template = try Template(text, field: "x", context: context, names: ValueNames(scenario))
        var values = UserValues(user: 0, seed: 1, slots: 1)
        if let value { values.save(Array(value.utf8), slot: 0) }
        var buffer = ByteBuffer()
        return template.write(into: &buffer, values: &values) ? String(buffer: buffer) : nil
    }

    @Test(arguments: [
        ("plain", "plain"), ("/a/b?c=d&e", "/a/b?c=d&e"), ("a b", "a%20b"), ("ä", "%C3%A4"), ("a#b", "a%23b"),
        ("x\r\nY: z", "x%0D%0AY:%20z"), ("\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D"), ("100%", "100%"),
        ("\u{7F}\u{0}", "%7F%00"),
    ])
    func paths(value: String, expected: String) throws {
        #expect(try fill("/{{v}}", .path, value: value) == "/" + expected)
    }

    /// A line break in a header would let the server write our next request.
    @Test(
        arguments: [
            ("Bearer ü", "Bearer ü"), ("a\tb", "a\tb"), ("a\r\nX: y", nil), ("a\n", nil), ("\u{0}", nil),
            ("\u{7F}", nil),
        ] as [(String, String?)])
    func headers(value: String, expected: String?) throws {
        #expect(try fill("[{{v}}]", .header, value: value) == expected.map { "[\($0)]" })
    }

    @Test(arguments: ["plain", "a\"b\\c", "line\r\nbreak\t", "\u{1}\u{1F}", "ä😀/", ""])
    func jsonStringsMeanTheSame(value: String) throws {
        let text = try #require(try fill("{\"v\": \"{{v}}\"}", .json, value: value))
        let found = try #require(JSONPointer("/v")).value
        #expect(Array(text.utf8).withUnsafeBytes { found($0) } == Array(value.utf8))
        #expect(!text.utf8.contains { $0 < 0x20 })
    }

    @Test(arguments: [
        ("plain", "plain"), ("a b&c=d", "a+b%26c%3Dd"), ("ä+%", "%C3%A4%2B%25"), ("*-._", "*-._"), ("\r\n", "%0D%0A"),
    ])
    func formValues(value: String, expected: String) throws {
        #expect(try fill("v={{v}}&w=1", .form, value: value) == "v=\(expected)&w=1")
    }

    @Test func plainIsAsItIs() throws {
        #expect(try fill("{{v}}", .plain, value: "a\r\n\"b ä") == "a\r\n\"b ä")
    }

    @Test(arguments: [Template.Context.path, .header, .json, .form, .plain])
    func aMissingValueWritesNothingWhole(context: Template.Context) throws {
        #expect(try fill("a{{v}}", context, value: nil) == nil)
        #expect(try fill("{{basic v v}}", context, value: nil) == nil)
    }

    /// RFC 7617 §2.
    @Test func basicCredentials() throws {
        #expect(try fill("Basic {{basic v v}}", .header, value: "Aladdin") == "Basic QWxhZGRpbjpBbGFkZGlu")
        #expect(try fill("{{basic v v}}", .header, value: "ÿ") == "w786w78=")
    }

    @Test func templatesJoin() throws {
        var first = try Template("a", field: "x", context: .header)
        first.append(try Template("b{{user}}c", field: "x", context: .header))
        first.append("d")
        #expect(first.segments == [.literal(Array("ab".utf8)), .user, .literal(Array("cd".utf8))])
        #expect(first.fixed == nil)
        #expect(first.slots == [])
    }
}
