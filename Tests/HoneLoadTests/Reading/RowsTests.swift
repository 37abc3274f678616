import HoneCore
import Foundation
import HoneYAML
import Testing

@testable import HoneLoad

@Suite("CSV")
struct CSVReaderTests {
    static let read: [(text: String, columns: [String], rows: [[String]])] = [
        ("a,b\n1,2\n", ["a", "b"], [["1", "2"]]), ("a,b\n1,2", ["a", "b"], [["1", "2"]]),
        ("a,b\r\n1,2\r\n3,4\r\n", ["a", "b"], [["1", "2"], ["3", "4"]]), ("a\r\n1\r", ["a"], [["1"]]),
        ("\u{FEFF}a,b\n1,2\n", ["a", "b"], [["1", "2"]]), ("a,b\n,\n", ["a", "b"], [["", ""]]),
        ("a,b\n1,", ["a", "b"], [["1", ""]]), ("a,b\n\n1,2\n\n\n3,4\n", ["a", "b"], [["1", "2"], ["3", "4"]]),
        ("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", ["a", "b"], [["x, y", "say \"hi\""]]),
        ("a,b\n\"two\nlines\",\"two\r\nmore\"\n3,4\n", ["a", "b"], [["two\nlines", "two\r\nmore"], ["3", "4"]]),
        ("\"a,1\",b\n1,2\n", ["a,1", "b"], [["1", "2"]]), ("a\n\"\"\n", ["a"], [[""]]),
        ("a,b\n 1 ,\t2\n", ["a", "b"], [[" 1 ", "\t2"]]), ("a\nx\ry\n", ["a"], [["x\ry"]]),
        ("näme\ncrème brûlée\n", ["näme"], [["crème brûlée"]]), ("a\n", ["a"], []), ("a", ["a"], []),
        ("a,b\n\"\",\"\"", ["a", "b"], [["", ""]]),
    ]

    @Test(arguments: read.indices)
    func isReadAsTheStandardSays(index: Int) throws {
        let row = Self.read[index]
        let rows = try CSVReader.rows(Array(row.text.utf8), file: "a.csv")
        #expect(rows == Rows(columns: row.columns, rows: row.rows))
    }

    static let wrong: [(text: String, line: Int?, words: String)] = [
        ("", nil, "no header line"), ("\n\n", nil, "no header line"), ("a,b\n1,2\n3\n", 3, "1 values"),
        ("a,b\n1,2\n3,4,5\n", 3, "names 2 columns"), ("a,b\n\"x\ny\",2\n3\n", 4, "Give it 2 values (a, b)"),
        ("a,b\n1,5\" pipe\n", 2, "inner one twice"), ("a\n\"x\" y\n", 2, "behind a closing quote"),
        ("a\nb\n\"x\ny\n", 3, "never closed"), ("a,a\n1,2\n", 1, "two columns are called 'a'"),
        ("a,,b\n1,2,3\n", 1, "no name"), ("\n\na,a\n", 3, "two columns"),
    ]

    @Test(arguments: wrong.indices)
    func whatIsWrongIsToldWithItsLine(index: Int) throws {
        let row = Self.wrong[index]
        let error = try #require(throws: FileError.self) {
            try CSVReader.rows(Array(row.text.utf8), file: "a.csv")
        }
        #expect(error.file == "a.csv")
        #expect(error.line == row.line, "\(error)")
        let words = "\(error)"
        #expect(words.contains(row.words), "\(error)")
    }

    @Test func bytesThatAreNoTextAreRefused() throws {
        let error = try #require(throws: FileError.self) {
            try CSVReader.rows(Array("a\nb\n".utf8) + [0xFF, 0x0A], file: "a.csv")
        }
        #expect(error.line == 3)
        #expect(error.problem.contains("UTF-8"))
    }

    @Test func whatIsWrittenAsTheStandardSaysIsReadBack() throws {
        let seed: UInt64 = 4_180
        var random = SeededGenerator(seed: seed, stream: 0)
        let alphabet = ["a", "ü", ",", "\"", "\n", "\r\n", "\r", " ", "7"]
        for _ in 0..<300 {
            let width = Int(random.next(in: 1...4))
            let rows = (0..<Int(random.next(in: 1...5))).map { _ in
                (0..<width).map { _ in
                    (0..<Int(random.next(in: 0...6))).map { _ in alphabet[Int(random.next(in: 0...8))] }.joined()
                }
            }
            let columns = (0..<width).map { "c\($0)" }
            let text = ([columns] + rows).map { row in
                row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n"
            }.joined()
            let result = try CSVReader.rows(Array(text.utf8), file: "a.csv")
            #expect(result == Rows(columns: columns, rows: rows), "seed \(seed): \(text.debugDescription)")
        }
    }
}

@Suite("JSON lines")
struct JSONLinesReaderTests {
    static let read: [(text: String, columns: [String], rows: [[String]])] = [
        (#"{"b": "x", "a": 1}"#, ["b", "a"], [["x", "1"]]),
        ("{\"a\":1}\n{\"a\":2}\n", ["a"], [["1"], ["2"]]), ("{\"a\":1}\r\n\r\n  \n{\"a\":2}", ["a"], [["1"], ["2"]]),
        ("{\"a\":1,\"b\":2}\n{ \"b\" : 4 , \"a\" : 3 }\n", ["a", "b"], [["1", "2"], ["3", "4"]]),
        (#"{"a": 12345678901234567890123.10, "b": -1e5}"#, ["a", "b"], [["12345678901234567890123.10", "-1e5"]]),
        (#"{"a": true, "b": null, "c": false}"#, ["a", "b", "c"], [["true", "null", "false"]]),
        (#"{"a": {"x": [1, "}, {"]}, "b": []}"#, ["a", "b"], [[#"{"x":[1,"}, {"]}"#, "[]"]]),
        (
            #"{"a": {"n": 12345678901234567890.10, "t": "{{user}} \u0022\n"}}"#, ["a"],
            [[#"{"n":12345678901234567890.10,"t":"{{user}} \"\n"}"#]]
        ),
        (#"{"a": "say \"hi\"\n\u00e9\ud83d\ude00", "b\/c": ""}"#, ["a", "b/c"], [["say \"hi\"\né😀", ""]]),
        ("\u{FEFF}{\"a\": \"\\\\\"}", ["a"], [["\\"]]), ("", [], []), ("{}", [], [[]]),
    ]

    @Test(arguments: read.indices)
    func objectsAreRows(index: Int) throws {
        let row = Self.read[index]
        let rows = try JSONLinesReader.rows(Array(row.text.utf8), file: "a.jsonl")
        #expect(rows == Rows(columns: row.columns, rows: row.rows))
    }

    static let wrong: [(text: String, line: Int, words: String)] = [
        ("{\"a\":1}\n[1]\n", 2, "no JSON object"), ("{\"a\":1}\n\n{\"a\":\n2}", 3, "no JSON object"),
        ("{\"a\":1}\n{\"a\":1,\"b\":2}\n", 2, "the first line has no member 'b'"),
        ("{\"a\":1,\"b\":2}\n{\"a\":1}\n", 2, "'b' is missing"), ("{\"a\":1}\n{}\n", 2, "'a' is missing"),
        ("{\"a\":1,\"a\":2}\n", 1, "two columns are called 'a'"), ("{\"a\":1}\n{\"a\":1,\"a\":2}\n", 2, "there twice"),
        ("{\"\":1}\n", 1, "no name"), ("{\"a\":1} x\n", 1, "no JSON object"), ("{\"a\":01}\n", 1, "no JSON object"),
        ("{\"a\":yes}\n", 1, "no JSON object"), ("{\"a\":\"x}\n", 1, "no JSON object"),
        ("{\"a\"}\n", 1, "no JSON object"),
        ("{\"a\":1,}\n", 1, "no JSON object"), ("email,password\n", 1, "no JSON object"),
        ("{\"a\":\"\\q\"}", 1, "no JSON"),
    ]

    @Test(arguments: wrong.indices)
    func whatIsWrongIsToldWithItsLine(index: Int) throws {
        let row = Self.wrong[index]
        let error = try #require(throws: FileError.self, "\(row.text)") {
            try JSONLinesReader.rows(Array(row.text.utf8), file: "a.jsonl")
        }
        #expect(error.line == row.line, "\(error)")
        let words = "\(error)"
        #expect(words.contains(row.words), "\(error)")
    }

    @Test func whatIsNotUTF8IsRefused() {
        let error = #expect(throws: FileError.self) {
            try JSONLinesReader.rows(Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8), file: "a.jsonl")
        }
        #expect(error?.problem == "it is not UTF-8.")
    }

    @Test func bracketsByTheThousandAreRefused() {
        let text = "{\"a\":" + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(throws: FileError.self) { try JSONLinesReader.rows(Array(text.utf8), file: "a.jsonl") }
    }
}

@Suite("Files")
struct ReadFileTests {
    @Test func bytesComeWhole() throws {
        let folder = try DataFolder()
        let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try folder.write("a", bytes)
        #expect(try readFile(folder["a"], limit: 300_000) == Array(bytes))
        try folder.write("empty", Data())
        #expect(try readFile(folder["empty"], limit: 0) == [])
        try FileManager.default.createSymbolicLink(atPath: folder["link"], withDestinationPath: folder["a"])
        #expect(try readFile(folder["link"], limit: 1 << 20).count == 300_000)
    }

    @Test func aFileBeyondTheLimitIsRefused() throws {
        let folder = try DataFolder()
        // A sparse file: large, and takes no room.
        #expect(truncate(try folder.touched("a.csv"), off_t(Rows.limit + 1)) == 0)
        let error = try #require(throws: UnreadableFile.self) { try readFile(folder["a.csv"], limit: Rows.limit) }
        #expect(error.problem.contains("larger than the 256 MiB"))
    }

    @Test func whatIsNoRegularFileIsRefused() throws {
        let folder = try DataFolder()
        #expect(mkfifo(folder["pipe"], 0o600) == 0)
        for (path, words) in [
            (folder["absent"], "is not there"), (folder["absent/a"], "is not there"),
            (folder.path, "not a regular file"),
            ("/dev/zero", "not a regular file"), (folder["pipe"], "not a regular file"),
        ] {
            let error = try #require(throws: UnreadableFile.self) { try readFile(path, limit: 100) }
            #expect(error.problem.contains(words), "\(error)")
        }
    }
}

extension DataFolder {
    /// The path of a file that is there and empty.
    fileprivate func touched(_ name: String) throws -> String {
        try write(name, Data())
        return self[name]
    }
}
