import HoneDatabase
import Testing

@testable import HonePostgres

@Suite struct StatementTextTests {
    @Test(arguments: [
        ("BEGIN", QueryRecord.Kind.transaction), ("START TRANSACTION READ ONLY", .transaction),
        ("commit", .transaction),
        ("SET search_path TO a", .pragma), ("SHOW timezone", .pragma), ("SELECT $1", .ping), ("SELECT 1", .ping),
        ("select version()", .pragma), ("SELECT pg_catalog.version()", .pragma),
        ("SELECT oid FROM pg_type WHERE typname = $1", .pragma),
        ("SELECT * FROM pg_class c JOIN users u ON u.id = c.oid", .statement),
        ("SELECT * FROM users", .statement), ("/* app */ SELECT now() FROM users", .statement),
        ("INSERT INTO users VALUES ($1)", .statement), ("", .statement),
    ])
    func kinds(sql: String, kind: QueryRecord.Kind) { #expect(StatementText(sql).kind == kind) }

    @Test(arguments: [
        ("UPDATE t SET a = $1", true), ("SELECT * FROM t FOR UPDATE", false),
        ("SELECT * FROM t FOR NO KEY UPDATE", false), ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", true),
        ("SELECT 'DELETE' AS \"insert\"", false), ("INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING", true),
        ("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DO NOTHING", true),
    ])
    func writes(sql: String, writes: Bool) { #expect(StatementText(sql).writes == writes) }

    @Test(arguments: [
        ("SELECT * FROM t WHERE a IN ($1, $2,$3) AND b = $4", "SELECT * FROM t WHERE a IN ($1, …) AND b = $4"),
        ("SELECT a\n  FROM \"T x\" -- note\n WHERE a.b IN ($1)", "SELECT a FROM \"T x\" WHERE a.b IN ($1)"),
        ("SELECT x IN (SELECT $1)", "SELECT x IN (SELECT $1)"), ("SELECT a::int, b[1]", "SELECT a::int, b[1]"),
    ])
    func folded(sql: String, folded: String) { #expect(StatementText(sql).folded == folded) }

    @Test func limitsAreFound() {
        let limits = StatementText("SELECT a FROM t WHERE b = $1 LIMIT $2 OFFSET $3").limits
        #expect(limits.limit == [2])
        #expect(limits.offset == [3])
    }
}

@Suite struct SQLTokenTests {
    @Test(
        arguments: [
            ("a.\"B\"\"c\" = $12", [.word("a"), .symbol("."), .quoted("B\"c"), .symbol("="), .parameter(12)]),
            ("'it''s'::text", [.string("'it''s'"), .symbol("::"), .word("text")]),
            ("E'a\\'b' x", [.string("E'a\\'b'"), .word("x")]), ("E'a''b' x", [.string("E'a''b'"), .word("x")]),
            ("e1 1.5e3 .5", [.word("e1"), .number("1.5e3"), .number(".5")]),
            ("a<=b!~~c", [.word("a"), .symbol("<="), .word("b"), .symbol("!~~"), .word("c")]),
            ("/* a /* b */ c */ d", [.word("d")]), ("$q$ it's $$ $q$ e", [.string("$q$ it's $$ $q$"), .word("e")]),
            ("X'ff' b'1' bar", [.string("X'ff'"), .string("b'1'"), .word("bar")]), ("größe", [.word("größe")]),
            ("'no end", [.string("'no end")]), ("/* no end", []), ("$", [.symbol("$")]), ("E'\\", [.string("E'\\")]),
            ("$a$ no end", [.string("$a$ no end")]), ("\"no end", [.quoted("no end")]),
        ] as [(String, [SQLToken])])
    func tokens(text: String, tokens: [SQLToken]) { #expect(SQLToken.tokens(of: text) == tokens) }
}
