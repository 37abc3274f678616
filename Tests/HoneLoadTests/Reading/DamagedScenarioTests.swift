import HoneCore
import HoneYAML
import Testing

@testable import HoneLoad

/// The file with every key in it, damaged in every place: whatever comes of it is a scenario or an error that a person
/// can act on, never a crash.
@Suite("Damaged scenario files")
struct DamagedScenarioTests {
    private static let lines = ScenarioReadingTests.everything.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)

    /// Every key with the number of its line, from 1; names that people choose are left out.
    private static let keys: [(line: Int, range: Range<String.Index>)] = {
        let chosen: Set<String> = [
            "accounts", "dishes", "cuisines", "Authorization", "Accept", "Content", "Type", "ETag", "Vary", "name",
            "count",
            "deleted", "kind", "chef", "etag", "sid", "first", "token", "email", "password", "dish", "note", "Number",
            "page",
            "user", "read",
        ]
        var keys: [(line: Int, range: Range<String.Index>)] = []
        for (index, line) in lines.enumerated() {
            for match in line.matches(of: /([A-Za-z_]+):( |$)/) where !chosen.contains(String(match.1)) {
                keys.append((index + 1, match.1.startIndex..<match.1.endIndex))
            }
        }
        return keys
    }()

    /// Reads a damaged file.
    /// - Returns: the error, or nil when it is a scenario still.
    private func read(_ text: String, _ folder: DataFolder) -> FileError? {
        do {
            _ = try Scenario(yaml: text, file: "shop.yaml", folder: folder.path)
            return nil
        } catch {
            #expect(!error.problem.isEmpty && !error.remedy.isEmpty, "\(error)")
            #expect(error.line.map { $0 >= 1 && $0 <= Self.lines.count + 1 } ?? true, "\(error)")
            return error
        }
    }

    @Test func everyMisspelledKeyIsToldAtItsLine() throws {
        let folder = try ScenarioReadingTests.folder()
        #expect(Self.keys.count > 60)
        for key in Self.keys {
            var lines = Self.lines
            let name = String(lines[key.line - 1][key.range])
            lines[key.line - 1].replaceSubrange(key.range, with: name + "q")
            let error = try #require(read(lines.joined(separator: "\n"), folder), "\(name)q is accepted")
            #expect(error.problem.contains("unknown key '\(name)q'"), "\(error)")
            #expect(error.line == key.line, "\(error)")
            #expect(error.remedy.contains("Did you mean '"), "\(error)")
        }
    }

    @Test func everyValueOfAWrongTypeIsToldAtItsLine() throws {
        let folder = try ScenarioReadingTests.folder()
        var count = 0
        for (index, line) in Self.lines.enumerated() {
            // Lines of one key and a plain value; a list of lists is right nowhere but in JSON.
            guard let match = line.wholeMatch(of: /( *(?:- )?[a-z_]+: )[^ {\[|].*/) else { continue }
            var lines = Self.lines
            lines[index] = match.1 + "[[1]]"
            let error = try #require(read(lines.joined(separator: "\n"), folder), "\(lines[index]) is accepted")
            #expect(error.line == index + 1, "\(error)")
            count += 1
        }
        #expect(count > 25)
    }

    @Test func whatIsCutOffIsReadOrRefused() throws {
        let folder = try ScenarioReadingTests.folder()
        let text = ScenarioReadingTests.everything
        var refused = 0
        for length in stride(from: 0, to: text.count, by: 7) {
            if read(String(text.prefix(length)), folder) != nil { refused += 1 }
        }
        #expect(refused > 50, "a file that ends too early is seldom whole")
    }

    @Test func whatIsGarbledIsReadOrRefused() throws {
        let seed: UInt64 = 22_11
        var random = SeededGenerator(seed: seed, stream: 0)
        let folder = try ScenarioReadingTests.folder()
        let marks = Array("{}[]:,-\"'#&*!|>%@ \n\t~0é\u{0}")
        var refused = 0
        for _ in 0..<300 {
            var text = Array(ScenarioReadingTests.everything)
            for _ in 0...random.next(in: 0...3) {
                let place = Int(random.next(in: 0...UInt64(text.count - 1)))
                text[place] = marks[Int(random.next(in: 0...UInt64(marks.count - 1)))]
            }
            if read(String(text), folder) != nil { refused += 1 }
        }
        #expect(refused > 100, "seed \(seed)")
    }
}
