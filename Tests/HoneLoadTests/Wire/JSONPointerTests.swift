import HoneCore
import Foundation
import Testing

@testable import HoneLoad

struct JSONPointerTests {
    private func value(_ pointer: String, _ text: String) throws -> String? {
        try value(#require(JSONPointer(pointer)), Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func value(_ pointer: JSONPointer, _ text: [UInt8]) -> [UInt8]? {
        text.withUnsafeBytes { pointer.value(in: $0) }
    }

    /// The examples of RFC 6901 §5.
    @Test(arguments: [
        ("/foo", #"["bar", "baz"]"#), ("/foo/0", "bar"), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
        ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
    ])
    func theExamplesOfTheStandard(pointer: String, expected: String) throws {
        let text = #"""
            {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
             "m~n": 8}
            """#
        #expect(try value(pointer, text) == expected)
        #expect(try value("", " \(text) ") == text)
    }

    @Test(
        arguments: [
            ("/t", #"{"t": "a\nb\u00e4\ud83d\ude00\/"}"#, "a\nbä😀/"), ("/t", #"{"\u0074": true}"#, "true"),
            ("", #""bare""#, "bare"), ("", "42", "42"), ("/1/0", "[[1],[-2.5e3]]", "-2.5e3"), ("/x", "{}", nil),
            ("/0", "[]", nil), ("/2", "[1,2]", nil), ("/0", "[", nil), ("/a", "", nil), ("/a", "not json", nil),
            ("/a/b", #"{"a": "b"}"#, nil), ("/01", "[1,2]", nil), ("/-1", "[1,2]", nil), ("/+1", "[1,2]", nil),
            ("/-", "[1,2]", nil), ("/99999999999999999999", "[1]", nil), ("/a", #"{"a": }"#, nil),
            ("/a", #"{"a": "x"#, nil),
            ("/a", #"{"b": {"a": 1}, "a": 2}"#, "2"), ("/~01", #"{"~1": 1}"#, "1"), ("/~", #"{"~": 1}"#, "1"),
            ("/a", #"{"a": null}"#, "null"), ("/0/a", #"[{"b": "]}", "a": 5}]"#, "5"),
            ("/a", #"{"c": "\\", "a": "\""}"#, "\""), ("/\u{301}", "{\"\u{301}\": 1}", "1"),
        ] as [(String, String, String?)])
    func cases(pointer: String, text: String, expected: String?) throws {
        #expect(try value(pointer, text) == expected)
    }

    @Test(arguments: ["a", "a/b", " /a", "~1a"])
    func whatIsNoPointer(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    // MARK: Against Foundation

    /// Any JSON, with white space, escapes and characters of all planes.
    private static func randomText(_ random: inout SeededGenerator, depth: Int) -> String {
        func space() -> String { ["", "", " ", "\n\t", "\r "].randomElement(using: &random) ?? "" }
        switch Int.random(in: 0...(depth > 0 ? 8 : 5), using: &random) {
        case 0: return ["true", "false", "null"].randomElement(using: &random) ?? ""
        case 1: return "\(Int.random(in: -1_000...1_000, using: &random))"
        case 2: return "\(Double(Int.random(in: -9_999...9_999, using: &random)) / 16)"
        case 3: return "\(Int.random(in: 1...9, using: &random))e\(Int.random(in: 0...9, using: &random))"
        case 4, 5: return randomString(&random, suffix: "")
        case 6:
            let items = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                space() + randomText(&random, depth: depth - 1) + space()
            }
            return "[" + (items.isEmpty ? space() : items.joined(separator: ",")) + "]"
        default:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { number in
                space() + randomString(&random, suffix: "\(number)") + space() + ":" + space()
                    + randomText(&random, depth: depth - 1) + space()
            }
            return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
        }
    }

    private static func randomString(_ random: inout SeededGenerator, suffix: String) -> String {
        let pieces = [
            "a", "b", "0", "/", "~", "~1", "ä", "日", "😀", "]", "}", ",", ":", "{", "\\\"", "\\\\", "\\/", "\\n", "\\t",
            "\\b", "\\u00e9", "\\u4E2d", "\\ud83d\\ude00", "\\u0001", " ",
        ]
        let inside = (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        return "\"" + inside.joined() + suffix + "\""
    }

    /// Every value of the text with its pointer, as Foundation reads it.
    private static func walk(_ value: Any, _ pointer: String, _ found: (String, Any) -> Void) {
        found(pointer, value)
        if let items = value as? [Any] {
            for (index, item) in items.enumerated() { walk(item, "\(pointer)/\(index)", found) }
        } else if let members = value as? [String: Any] {
            for (key, member) in members {
                let name = key.replacing("~", with: "~0").replacing("/", with: "~1")
                walk(member, "\(pointer)/\(name)", found)
            }
        }
    }

    private static func read(_ text: [UInt8]) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
    }

    private static func isSame(_ found: [UInt8], _ expected: Any) throws -> Bool {
        if let text = expected as? String { return found == Array(text.utf8) }
        if expected is NSNull { return found == Array("null".utf8) }
        if expected is [Any] || expected is [String: Any] {
            return NSDictionary(dictionary: ["v": try read(found)]).isEqual(to: ["v": expected])
        }
        let text = String(decoding: found, as: UTF8.self)
        guard let number = expected as? NSNumber else { return false }
        if text == "true" || text == "false" { return number.boolValue == (text == "true") }
        return Double(text) == number.doubleValue
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everyValueIsTheOneFoundationFinds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, stream: 0)
        var compared = 0
        for _ in 0..<150 {
            let text = Array(Self.randomText(&random, depth: 4).utf8)
            let root = try Self.read(text)
            Self.walk(root, "") { _, _ in compared += 1 }
            var wrong: [String] = []
            Self.walk(root, "") { name, expected in
                guard let pointer = JSONPointer(name), let found = value(pointer, text),
                    (try? Self.isSame(found, expected)) == true
                else { return wrong.append(name) }
            }
            #expect(wrong.isEmpty, "seed \(seed): \(wrong) in \(String(decoding: text, as: UTF8.self))")
        }
        #expect(compared > 150)
    }

    /// A text that ends early gives what lies before its end, whole, or nothing.
    @Test(arguments: [UInt64(1), 2, 3])
    func truncatedTextsGiveNothingOrTheTruth(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, stream: 1)
        var looked = 0
        for _ in 0..<40 {
            let text = Array("[\(Self.randomText(&random, depth: 3)),\(Self.randomText(&random, depth: 3))]".utf8)
            var pointers: [(pointer: JSONPointer, whole: [UInt8])] = []
            Self.walk(try Self.read(text), "") { name, _ in
                if let pointer = JSONPointer(name), let whole = value(pointer, text) {
                    pointers.append((pointer, whole))
                }
            }
            for end in text.indices {
                let part = Array(text[..<end])
                for (pointer, whole) in pointers {
                    looked += 1
                    // A number or a word that is cut looks like a shorter one.
                    guard let found = value(pointer, part), found != whole else { continue }
                    #expect(
                        whole.starts(with: found) && part.reversed().starts(with: found.reversed()),
                        "seed \(seed): \(String(decoding: part, as: UTF8.self))")
                }
            }
        }
        #expect(looked > 1_000)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func anyBytesAreSurvived(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, stream: 2)
        let pointers = ["", "/0", "/a", "/0/0", "/3/a/b", "/~1"].compactMap { JSONPointer($0) }
        let alphabet = Array(#"{}[]",:\u0a1 tn-."#.utf8)
        var found = 0
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            for pointer in pointers where value(pointer, text).map({ $0.count <= text.count }) == true { found += 1 }
        }
        #expect(found > 0, "seed \(seed)")
    }
}
