import Foundation
import HoneYAML
import Testing

@testable import HoneLoad

@Suite("Bodies from YAML")
struct BodyTextTests {
    private func json(_ yaml: String) throws -> String {
        let top = try YAMLSection(file: "a.yaml", text: yaml, hint: "-")
        return try JSONText.of(#require(top.value("k")))
    }

    @Test(arguments: [
        ("{ b: 1, a: -2.5e3 }", #"{"b":1,"a":-2.5e3}"#), ("[true, false, null, ~]", "[true,false,null,null]"),
        (#"["1", "true", 'null']"#, #"["1","true","null"]"#),
        (
            "[yes, 007, 0x1F, 1_000, .5, +1]",
            #"["yes","007","0x1F","1_000",".5","+1"]"#
        ),
        (#"{ a: "x\ty\n\"\\é\u0001" }"#, #"{"a":"x\ty\n\"\\é\u0001"}"#),
        ("{ a: { b: [] , c: {} } }", #"{"a":{"b":[],"c":{}}}"#),
        (#"{ "{{user}}": "{{random 1 9}}" }"#, #"{"{{user}}":"{{random 1 9}}"}"#),
        ("[0, -0, 10, 1.0]", "[0,-0,10,1.0]"),
    ])
    func isJSON(yaml: String, expected: String) throws {
        let text = try json("k: \(yaml)")
        #expect(text == expected)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }

    @Test(arguments: ["", "-", "01", "1.", ".1", "1e", "1e+", "--1", "1 ", "nan", "True", "NULL", "1a"])
    func whatIsNoJSONLiteralIsAText(text: String) { #expect(!JSONText.isLiteral(text)) }

    @Test(arguments: ["0", "-0", "1.0", "-12e+3", "true", "false", "null", "12345678901234567890.10"])
    func whatIsAJSONLiteralIsNoText(text: String) { #expect(JSONText.isLiteral(text)) }

    @Test func bracesAreEscapedWhereNothingIsToBeFilledIn() {
        #expect(JSONText.quoted("a {{b}} {{{") == #""a {{b}} {{{""#)
        #expect(JSONText.quoted("a {{b}} {{{", escapesBraces: true) == #""a {\u007bb}} {\u007b\u007b""#)
    }

    @Test func aliasesOfAliasesAreBounded() throws {
        var yaml = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            yaml += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        let error = try #require(throws: FileError.self) { try json(yaml + "k: *a9\n") }
        #expect(error.problem.contains("1 MiB"))
    }

    @Test func formsAreEncoded() {
        #expect(
            FormText.of([("q", "crème brûlée & co"), ("a b", "1+1=2"), ("t", "x{{random 1 9}}/{{user}}é")])
                == "q=cr%C3%A8me+br%C3%BBl%C3%A9e+%26+co&a+b=1%2B1%3D2&t=x{{random 1 9}}%2F{{user}}%C3%A9")
        #expect(FormText.of([]) == "")
        #expect(FormText.of([("open", "{{a")]) == "open=%7B%7Ba")
    }
}
