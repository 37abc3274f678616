import Foundation
import HoneAgent
import HoneCore
import Testing

@Suite struct CatalogueTests {
    @Test func everyPatternIsThereOnceAndInOrder() {
        #expect(Pattern.all.map(\.id) == PatternID.allCases.sorted())
        #expect(Pattern.all.map(\.id.rawValue) == (10...21).map { "PAT-0\($0)" })
    }

    @Test(arguments: PatternID.allCases)
    func lookingUpAnIdGivesItsPattern(id: PatternID) {
        #expect(Pattern.of(id).id == id)
        #expect(Pattern.all.contains(Pattern.of(id)))
    }

    @Test func titlesAreDifferent() {
        #expect(Set(Pattern.all.map(\.title)).count == PatternID.allCases.count)
    }

    @Test(arguments: PatternID.allCases)
    func everyFieldSaysSomething(id: PatternID) {
        let pattern = Pattern.of(id)
        let texts = [pattern.title, pattern.problem, pattern.when, pattern.risk, pattern.mitigation]
        for text in texts + [pattern.verification] + pattern.how + pattern.sources {
            #expect(!text.isEmpty)
            #expect(text == text.trimmingCharacters(in: .whitespacesAndNewlines), "stray space around '\(text)'")
            #expect(!text.contains("  "), "double space in '\(text)'")
            #expect(!text.contains("\n"), "a line break in '\(text)'; renderers wrap by themselves")
        }
        #expect(pattern.how.count >= 3)
        #expect(!pattern.sources.isEmpty)
    }

    /// "When" that only praises is no knowledge: each names a case in which the pattern is the wrong thing to do.
    @Test(arguments: PatternID.allCases)
    func whenAlsoSaysWhenNot(id: PatternID) {
        let pattern = Pattern.of(id)
        #expect(pattern.when.localizedCaseInsensitiveContains("not "))
    }

    @Test(arguments: PatternID.allCases)
    func everyPatternHasCodeForThreeStacksOrMore(id: PatternID) {
        let pattern = Pattern.of(id)
        let stacks = pattern.snippets.map(\.stack)
        #expect(stacks.count >= 3)
        #expect(Set(stacks).count == stacks.count, "a stack appears twice: \(stacks)")
        for snippet in pattern.snippets {
            #expect(!snippet.language.isEmpty)
            #expect(!snippet.code.isEmpty)
        }
    }

    /// A wide or indented snippet cannot be read in a terminal, and a tab or a fence in it breaks Markdown.
    @Test(arguments: PatternID.allCases)
    func codeFitsATerminalAndAFence(id: PatternID) throws {
        let pattern = Pattern.of(id)
        for snippet in pattern.snippets {
            let lines = snippet.code.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 120 }, "\(snippet.stack): a line is too long")
            #expect(lines.allSatisfy { !$0.hasSuffix(" ") }, "\(snippet.stack): a space at the end of a line")
            #expect(try #require(lines.first).first?.isWhitespace == false, "\(snippet.stack): indented")
            #expect(!snippet.code.contains("\t"))
            #expect(!snippet.code.contains("```"))
            #expect(lines.count <= 45, "\(snippet.stack): \(lines.count) lines are more than an example")
        }
    }

    /// Beside SQL that is the same everywhere, something for the people who write Swift is expected of each pattern
    /// that is applied in the server's code.
    @Test(arguments: PatternID.allCases.filter { ![.codeSplitting, .loadTesting].contains($0) })
    func everyServerPatternHasSwift(id: PatternID) {
        let pattern = Pattern.of(id)
        #expect(pattern.snippets.contains { $0.stack.hasPrefix("Swift") })
    }

    @Test(arguments: PatternID.allCases)
    func effortIsBetweenHalfAnHourAndTwoWeeks(id: PatternID) {
        let pattern = Pattern.of(id)
        #expect((0.5...80).contains(pattern.effortHours))
    }

    @Test(arguments: PatternID.allCases)
    func verificationIsACommandOfHone(id: PatternID) {
        let pattern = Pattern.of(id)
        let words = pattern.verification.split { " ;".contains($0) }
        #expect(words.first == "hone")
        #expect(["baseline", "verify"].contains(words.dropFirst().first), "the others do not measure again")
    }

    @Test(arguments: PatternID.allCases)
    func aPatternSurvivesJSON(id: PatternID) throws {
        let pattern = Pattern.of(id)
        let json = try JSONEncoder().encode(pattern)
        #expect(try JSONDecoder().decode(Pattern.self, from: json) == pattern)
    }

    /// The example of the load test is a `hone.yaml` that Hone itself reads.
    @Test func theLoadTestExampleIsAValidTarget() throws {
        let snippet = try #require(Pattern.of(.loadTesting).snippets.first { $0.stack.hasPrefix("Hone") })
        let target = try Target(yaml: snippet.code)
        #expect(target.url == "http://127.0.0.1:8000")
        #expect(target.endpoints.map(\.weight) == [5, 3])
        #expect(target.endpoints.last?.paths.count == 3)
        #expect(target.threshold(.responseP95).value == 150)
    }
}
