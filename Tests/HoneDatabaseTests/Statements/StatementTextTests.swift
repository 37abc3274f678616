import HoneCore
import Testing

@testable import HoneDatabase

@Suite struct StatementTextTests {
    @Test(arguments: [
        ("SELECT 1", "SELECT ?"),
        ("  SELECT\n\t* FROM chef ; ", "SELECT * FROM chef"),
        ("SELECT * FROM chef WHERE id = ? AND name = :name", "SELECT * FROM chef WHERE id = ? AND name = :name"),
        ("SELECT * FROM a1 WHERE b2 = 3", "SELECT * FROM a1 WHERE b2 = ?"),
        ("SELECT 'O''Brien', x'00ff', X'aB', xs FROM t", "SELECT ?, ?, ?, xs FROM t"),
        ("SELECT 1.5e-3, .5, 0x1F, 1e5+2, 3-4", "SELECT ?, ?, ?, ?+?, ?-?"),
        ("SELECT \"1\"\"2\", `3`, [4 'x'] FROM t", "SELECT \"1\"\"2\", `3`, [4 'x'] FROM t"),
        ("SELECT a -- the 'answer' 42\nFROM t /* 'no' 1 */ WHERE b = 1", "SELECT a FROM t WHERE b = ?"),
        ("SELECT * FROM t WHERE a IN (1, 2, 3)", "SELECT * FROM t WHERE a IN (?)"),
        ("SELECT * FROM t WHERE a in(?,?, ?3)", "SELECT * FROM t WHERE a in(?)"),
        ("SELECT * FROM t WHERE a IN (SELECT b FROM u)", "SELECT * FROM t WHERE a IN (SELECT b FROM u)"),
        ("SELECT max(1, 2), min(?, ?)", "SELECT max(?, ?), min(?, ?)"),
        ("INSERT INTO t VALUES (?1, @two, $three)", "INSERT INTO t VALUES (?1, @two, $three)"),
        ("SELECT naïve FROM café", "SELECT naïve FROM café"),
        ("SELECT 'never closed", "SELECT ?"),
        ("SELECT /*/ 1 */ 2", "SELECT ?"),
        ("", ""),
    ]) func takesValuesOut(sql: String, text: String) {
        #expect(StatementText.withoutValues(sql) == text)
    }

    @Test func isBounded() {
        let names = (0..<5_000).map { "column\($0)" }.joined(separator: ", ")
        let text = StatementText.withoutValues("SELECT \(names) FROM t WHERE secret = 'x'")
        #expect(text.utf8.count < StatementText.maximumLength + 50)
        #expect(text.hasSuffix(" …"))
        #expect(!text.contains("secret"))
    }

    /// Any bytes end, and no digit of a quoted text comes through.
    @Test(arguments: [UInt64(1), 2, 3]) func survivesAnything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(" '\"`[]-/*x0(),?:.eE+$@;a\n".utf8) + [0xC3, 0xFF, 0]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let text = bytes.withUnsafeBufferPointer { StatementText.withoutValues($0) }
            #expect(text.utf8.count <= bytes.count * 3 + 4, "seed \(seed)")
        }
    }
}
