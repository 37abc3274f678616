import Testing

@testable import HoneYAML

@Suite("Texts written as YAML")
struct YAMLTextTests {
    @Test(
        "Texts are quoted where YAML would read something else",
        arguments: [
            ("GET /health", "GET /health"), ("/a?b=c", "\"/a?b=c\""), ("true", "\"true\""), ("No", "\"No\""),
            ("1", "\"1\""), ("", "\"\""),
            ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("- a", "\"- a\""),
            ("\u{7}\u{85}\u{2028}\u{FEFF}", #""\x07\x85\u2028\uFEFF""#),
            ("a\"\\\n\t", #""a\"\\\n\t""#), ("😀", "\"😀\""), ("a ", "\"a \""), ("a\"\u{301}", "\"a\\\"\u{301}\""),
        ])
    func quoting(text: String, yaml: String) {
        #expect(YAMLText.scalar(text).unicodeScalars.elementsEqual(yaml.unicodeScalars))
    }

    @Test(
        "Whatever is written is read back",
        arguments: [
            "a\u{0}\u{1B}[31m\u{85}\u{2028}b", "\r\n", "\" #\nkey: value", "\\", "\u{202E}x", "\"\u{301}", "~", "=",
            "0x1F",
        ])
    func readBack(text: String) throws {
        let document = "key: \(YAMLText.scalar(text))\nlist: \(YAMLText.list([text, "b"]))\n"
        let section = try YAMLSection(file: "a.yaml", text: document, hint: "see the manual")
        #expect(try section.string("key") == text)
    }

    @Test(
        "Nothing in a comment ends it",
        arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{0}", "\n\u{301}", "\u{C}"])
    func comments(sign: String) {
        let lines = YAMLText.comment("left out\(sign)allow_remote: true\(sign)" + String(repeating: "word ", count: 60))
        #expect(lines.count > 2)
        for line in lines {
            #expect(line.unicodeScalars.first == "#")
            #expect(line.count <= 120)
            #expect(!line.unicodeScalars.contains { $0.properties.isPatternWhitespace && $0 != " " || $0.value < 0x20 })
        }
        #expect(YAMLText.comment("") == ["#"])
    }
}
