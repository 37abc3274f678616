import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The normaliser")
struct NormaliserTests {
    typealias Function =
        @convention(c) (
            UnsafePointer<CChar>, Int, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<CInt>
        ) -> Int

    let function: Function

    init() throws {
        let handle = try #require(dlopen(try Tracer.library(), RTLD_NOW | RTLD_LOCAL))
        function = unsafeBitCast(try #require(dlsym(handle, "hone_trace_normalise")), to: Function.self)
    }

    func normalise(_ sql: String, capacity: Int = 16 << 10) -> (text: String, cut: Bool) {
        var output = [CChar](repeating: 0, count: capacity)
        var cut: CInt = 0
        let count = sql.withCString { function($0, strlen($0), &output, capacity, &cut) }
        return (String(decoding: output[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self), cut != 0)
    }

    @Test(
        "takes literals out and folds lists",
        arguments: [
            // Literals of every kind.
            ("SELECT * FROM t WHERE a = 1", "SELECT * FROM t WHERE a = ?"),
            ("SELECT 1.5, .5, 1e10, 1.5E-3, 0xFF, 12.", "SELECT ?, ?, ?, ?, ?, ?"),
            ("WHERE a='it''s' AND b=''", "WHERE a = ? AND b = ?"),
            ("WHERE a = 'a -- b' AND c = '/* d'", "WHERE a = ? AND c = ?"),
            ("WHERE a = x'00ff' OR a = X'AB'", "WHERE a = ? OR a = ?"),
            ("WHERE a = 'never closed", "WHERE a = ?"),
            ("WHERE a IS NULL AND b = TRUE", "WHERE a IS NULL AND b = TRUE"),
            // Signs.
            ("WHERE a = -5 AND b > - 3", "WHERE a = ? AND b > ?"),
            ("SELECT -1, +2, a -1, a - 1, (a)-1", "SELECT ?, ?, a -?, a - ?, (a)-?"),
            ("LIMIT -1 OFFSET -1", "LIMIT ? OFFSET ?"),
            // Placeholders.
            (
                "WHERE a=? AND b=?2 AND c=:name AND d=@at AND e=$dollar",
                "WHERE a = ? AND b = ? AND c = ? AND d = ? AND e = ?"
            ),
            ("WHERE a = $ns::name(x) AND b", "WHERE a = ? AND b"),
            // Identifiers stay, and digits in them.
            (#"SELECT "a b", [c d], `e f`, t1.c2 FROM "t""#, #"SELECT "a b", [c d], `e f`, t1.c2 FROM "t""#),
            (#"SELECT "größe""#, #"SELECT "größe""#),
            ("SELECT größe FROM müller", "SELECT größe FROM müller"),
            // In double quotes SQLite also takes strings: what is no name may be one.
            (#"WHERE mail = "a@b.example""#, "WHERE mail = ?"),
            // Whitespace, comments, the semicolon.
            ("  SELECT\n\ta ,b\r\n FROM   t ;  ", "SELECT a, b FROM t"),
            ("/* user 7 */ SELECT a -- 'x'\nFROM t /* y */", "SELECT a FROM t"),
            ("SELECT( a )", "SELECT(a)"),
            (
                "CREATE TRIGGER g BEGIN DELETE FROM t ;SELECT 1; END;",
                "CREATE TRIGGER g BEGIN DELETE FROM t; SELECT ?; END"
            ),
            ("a=b and c<>d and e||f", "a = b and c <> d and e || f"),
            ("SELECT j->'$.a', j->>'b'", "SELECT j->?, j->>?"),
            // IN lists.
            ("WHERE a IN (1)", "WHERE a IN (?)"),
            ("WHERE a in(1,2, 3,'x')", "WHERE a in (?)"),
            ("WHERE a IN (?, ?, ?) AND b IN (4, 5)", "WHERE a IN (?) AND b IN (?)"),
            ("WHERE a NOT IN ( -1 , -2 )", "WHERE a NOT IN (?)"),
            ("WHERE (a, b) IN ((1, 2), (3, 4), (5, 6))", "WHERE (a, b) IN ((?, ?))"),
            ("WHERE a IN (SELECT 1, 2, 2)", "WHERE a IN (SELECT ?, ?, ?)"),
            ("WHERE a IN (x + 1, 2, 3)", "WHERE a IN (x + ?, ?)"),
            ("WHERE a IN ()", "WHERE a IN ()"),
            ("SELECT f(1, 2, 3)", "SELECT f(?, ?, ?)"),
            // Rows of VALUES.
            ("INSERT INTO t VALUES (1, 'a')", "INSERT INTO t VALUES (?, ?)"),
            ("INSERT INTO t(a,b) VALUES(1,2),(3,4),(5,6)", "INSERT INTO t(a, b) VALUES (?, ?)"),
            (
                "INSERT INTO t VALUES (lower('A'), 1), (lower('B'), 2) ON CONFLICT (a) DO UPDATE SET b = (1), c = (2)",
                "INSERT INTO t VALUES (lower(?), ?) ON CONFLICT (a) DO UPDATE SET b = (?), c = (?)"
            ),
            ("VALUES (1, 2), (NULL, 3) RETURNING a", "VALUES (?, ?), (NULL, ?) RETURNING a"),
            // Numbers that name a column of the result.
            (
                "SELECT a, b FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT 3",
                "SELECT a, b FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT ?"
            ),
            ("ORDER BY a + 1", "ORDER BY a + ?"),
            // Nothing at all.
            ("", ""), (" ; ", ""), ("-- only a comment", ""),
        ])
    func table(sql: String, normalised: String) {
        let result = normalise(sql)
        #expect(result.text == normalised)
        #expect(!result.cut)
    }

    @Test("is stable: what is normalised stays as it is")
    func idempotent() {
        for sql in [
            "SELECT a, -1 FROM t WHERE b IN (1, 2) AND c = 'x' ORDER BY 1",
            "INSERT INTO t(a, b) VALUES (1, 2), (3, 4)", "SELECT a->>'b' || 'c' FROM [t] WHERE x NOT IN (SELECT 1)",
        ] {
            let once = normalise(sql).text
            #expect(normalise(once).text == once)
        }
    }

    @Test("gives a list of any length the room of one element")
    func longLists() {
        let many = (0..<50_000).map(String.init).joined(separator: ", ")
        #expect(
            normalise("SELECT * FROM t WHERE a IN (\(many))", capacity: 200).text == "SELECT * FROM t WHERE a IN (?)")
        let rows = (0..<20_000).map { "(\($0), 'n\($0)')" }.joined(separator: ", ")
        #expect(normalise("INSERT INTO t VALUES \(rows)", capacity: 200).text == "INSERT INTO t VALUES (?, ?)")
    }

    @Test("says when it had to cut, and cuts between characters", arguments: 1..<60)
    func cut(capacity: Int) {
        let sql = "SELECT größe, länge, \"ö\" FROM müller WHERE ä"
        let result = normalise(sql, capacity: capacity)
        #expect(result.cut == (capacity < sql.utf8.count))
        #expect(sql.hasPrefix(result.text))
        #expect(!result.text.contains("\u{FFFD}"))
        #expect(result.text.utf8.count <= capacity)
    }

    @Test("survives what is not SQL", arguments: [7, 42, 20_26])
    func noise(seed: UInt64) {
        var state = seed
        let alphabet = Array("SELECT IN VALUES (),;'\"[]`?:@$-+*/x0159.eé\n\\ ")
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            let result = normalise(text, capacity: 400)
            #expect(result.text.utf8.count <= 2 * text.utf8.count, "seed \(seed): \(text)")
        }
    }
}
