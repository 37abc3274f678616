import Testing

@testable import HoneYAML

@Suite("YAML, key by key")
struct YAMLSectionTests {
    private static func top(_ text: String) throws -> YAMLSection {
        try YAMLSection(file: "a.yaml", text: text, hint: "the manual shows the form")
    }

    /// Reads every kind of value, so that each wrong type has a key to stand under.
    private static func readAll(_ text: String) throws {
        let top = try top(text)
        try top.allow(["text", "number", "count", "flag", "list", "counts", "texts", "section", "sections"])
        _ = try top.string("text")
        _ = try top.number("number")
        _ = try top.integer("count")
        _ = try top.boolean("flag")
        _ = try top.strings("list")
        _ = try top.integers("counts")
        _ = try top.texts("texts")
        if let section = try top.section("section") { _ = try section.required("name") }
        for section in try top.sections("sections") { try section.allow(["a"]) }
    }

    @Test("Values of all kinds are read")
    func values() throws {
        let top = try Self.top(
            """
            text: "two words"
            number: 1.5
            count: 3
            flag: true
            list: [a, ~, 7]
            counts: [1, 2]
            texts: { b: x, a: 1 }
            section:
              name: inner
            sections: [{ a: 1 }, { a: 2 }]
            nothing:
            """)
        #expect(try top.string("text") == "two words")
        #expect(try top.number("number") == 1.5)
        #expect(try top.number("count") == 3)
        #expect(try top.integer("count") == 3)
        #expect(try top.boolean("flag") == true)
        #expect(try top.strings("list") == ["a", "~", "7"])
        #expect(try top.integers("counts") == [1, 2])
        #expect(try top.texts("texts") == ["a": "1", "b": "x"])
        #expect(try top.section("section")?.required("name") == "inner")
        #expect(try top.sections("sections").map { try $0.integer("a") } == [1, 2])
        #expect(try top.string("nothing") == nil)
        #expect(try top.string("absent") == nil)
        #expect(try top.integers("absent") == nil)
        #expect(try top.strings("absent").isEmpty)
        #expect(try top.section("texts")?.entries().map(\.key) == ["b", "a"], "the file's order")
    }

    @Test("A value knows its line, its path and whether it was quoted")
    func places() throws {
        let top = try Self.top("a:\n  - x\n  -\n    b: \"1\"\n    c: 1\n")
        let values = try top.values("a")
        #expect(values.map(\.line) == [2, 4])
        #expect(values.map(\.path) == ["a[0]", "a[1]"])
        let inner = try #require(values.last).section()
        #expect(inner.value("c")?.line == 5)
        #expect(inner.value("c")?.path == "a[1].c")
        #expect(inner.value("b")?.isPlain == false)
        #expect(inner.value("c")?.isPlain == true)
        #expect(inner.missing("d").located == "a.yaml:4: 'a[1].d' is missing.")
    }

    @Test("Aliases stand for what they name")
    func aliases() throws {
        let top = try Self.top("a: &a { x: 1 }\nb: *a\n")
        #expect(try top.section("b")?.integer("x") == 1)
    }

    // What is written, the line it is told with, and words of the problem or the remedy.
    static let wrong: [(yaml: String, line: Int?, words: String)] = [
        ("", nil, "the file is empty"), ("# only a comment\n", nil, "the manual shows the form"),
        ("a: [\n", 2, "not YAML"), ("a: b: c\n", 1, "mapping values"), ("text: a\ntext: b\n", 1, "there twice: text"),
        ("- a\n", 1, "'the top' is a list, but keys and values"), ("just words\n", 1, "'just words'"),
        ("text: a\n\ntxt: b\n", 3, "Did you mean 'text'?"),
        ("zzzzzzzzzzzz: b\n", 1, "Known here: text, number"), ("text: [a]\n", 1, "'text' is a list, but a text"),
        ("text:\n  a: b\n", 2, "keys and values, but a text"), ("number: many\n", 1, "a number of 0 or more"),
        ("number: -1\n", 1, "'-1'"), ("number: .inf\n", 1, "a number of 0 or more"),
        ("text: a\ncount: 0\n", 2, "whole number above 0"), ("count: 1.5\n", 1, "whole number above 0"),
        ("flag: maybe\n", 1, "true or false"), ("flag: \"true\"\n", 1, "true or false"),
        ("list: a\n", 1, "a list"), ("list:\n  - a\n  - [b]\n", 3, "a list of texts"),
        ("counts:\n  - 1\n  - 0\n", 3, "whole numbers above 0"), ("texts:\n  a:\n    b: c\n", 3, "'texts.a'"),
        ("section: a\n", 1, "'section' is 'a', but keys"), ("section:\n  nam: a\n", 2, "'section.name' is missing"),
        ("sections:\n  - a: 1\n  - b\n", 3, "'sections[1]' is 'b'"),
        ("sections:\n  - a: 1\n  - b: 1\n", 3, "unknown key 'b' in 'sections[1]'. Did you mean 'a'?"),
    ]

    @Test("What is wrong is told with its line and remedy", arguments: wrong.indices)
    func refused(index: Int) throws {
        let row = Self.wrong[index]
        let error = try #require(throws: FileError.self) { try Self.readAll(row.yaml) }
        #expect(error.file == "a.yaml")
        #expect(error.line == row.line, "\(error)")
        let words = "\(error.problem) \(error.remedy)"
        #expect(words.contains(row.words), "\(error)")
        #expect(!error.remedy.isEmpty)
    }

    @Test("Brackets by the thousand are refused or read, not a crash")
    func depth() throws {
        let text = "a: " + String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
        let error = try #require(throws: FileError.self) { try Self.top(text) }
        #expect(error.problem.contains("not YAML"))
    }

    @Test("An error says the place, the problem and on a line of its own the remedy")
    func description() {
        let error = FileError(file: "a.yaml", line: 3, problem: "odd.", remedy: "Mend it.")
        #expect("\(error)" == "a.yaml:3: odd.\n  Mend it.")
        #expect(FileError(file: "a.yaml", line: nil, problem: "odd.", remedy: "").located == "a.yaml: odd.")
    }
}

@Suite("Nearest words")
struct NearestTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("users", "usres", 2), ("a", "a", 0),
    ])
    func distance(a: String, b: String, expected: Int) {
        #expect(editDistance(a, b) == expected)
        #expect(editDistance(b, a) == expected)
    }

    @Test func onlyNearWordsAreMeant() {
        #expect(nearest(to: "user", in: ["load", "users"]) == "users")
        #expect(nearest(to: "completely", in: ["load", "users"]) == nil)
        #expect(nearest(to: String(repeating: "x", count: 100_000), in: ["load"]) == nil)
        #expect(nearest(to: "a", in: []) == nil)
    }
}
