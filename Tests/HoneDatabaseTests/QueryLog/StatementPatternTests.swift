import HoneCore
import HoneDatabase
import Testing

@Suite("Patterns of statements")
struct StatementPatternTests {
    /// A letter a statement, its values counted up.
    private func records(_ letters: String) -> [QueryRecord] {
        var records = Records()
        for (number, letter) in letters.enumerated() {
            records.add("SELECT \(letter)", values: [.integer(Int64(number))], nanoseconds: 10)
        }
        return records.all
    }

    // The statements in order; the patterns as "letters×rounds".
    @Test(
        "come again and again",
        arguments: [
            ("ababab", ["ab×3"]), ("xababaB", ["ab×2"]), ("abab", []), ("aaaaaaaa", []), ("abcabcabc", ["abc×3"]),
            ("xyababababz", ["ab×4"]), ("babababa", ["ba×4"]), ("abbbabbabbbb", ["ab×3"]),
            ("abababcdcdcd", ["ab×3", "cd×3"]), ("", []), ("a", []), ("abcdefghabcdefghabcdefgh", ["abcdefgh×3"]),
            ("abcdefghiabcdefghiabcdefghi", []), ("abacabacabac", ["abac×3"]),
        ])
    func found(letters: String, expected: [String]) {
        let found = StatementPattern.find(in: records(letters), minimum: expected.contains("ab×2") ? 2 : 3)
        let said = found.map { $0.statements.map { String($0.suffix(1)) }.joined() + "×\($0.repetitions)" }
        #expect(said == expected)
    }

    @Test("add up the calls, the time and the values of an inner loop")
    func sums() throws {
        let pattern = try #require(StatementPattern.find(in: records("abbabbbabb"), minimum: 3).first)
        #expect(
            (pattern.repetitions, pattern.calls, pattern.nanoseconds, pattern.distinctParameters) == (3, 10, 100, 7))
    }

    @Test("are not found in statements that come in no order", arguments: [1, 2, 3] as [UInt64])
    func none(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Each letter once: no group can come twice.
        let letters = String("abcdefghijklmnopqrstuvwxyz".shuffled(using: &generator))
        #expect(StatementPattern.find(in: records(letters), minimum: 2).isEmpty)
    }

    @Test("are sought in the first executions of a very long request only")
    func bounded() throws {
        let letters = String(repeating: "ab", count: StatementPattern.bound)
        let found = StatementPattern.find(in: records(letters), minimum: 5)
        #expect(found.map(\.calls) == [StatementPattern.bound])
    }
}
