import Testing

@testable import HoneDatabase

@Suite struct CandidateTests {
    @Test func namesAreDeterministicAndFree() {
        let candidate = Candidate(table: "my table", columns: ["a-b", "Ünï", "c"])
        #expect(candidate.name(avoiding: []) == "hone_my_table_a_b__n__c")
        #expect(candidate.name(avoiding: ["HONE_my_table_a_b__n__c"]) == "hone_my_table_a_b__n__c_2")
        #expect(
            candidate.name(avoiding: ["hone_my_table_a_b__n__c", "hone_my_table_a_b__n__c_2"])
                == "hone_my_table_a_b__n__c_3")
    }

    @Test func prefixes() {
        let a = Candidate(table: "t", columns: ["a"])
        let ab = Candidate(table: "t", columns: ["a", "b"])
        #expect(a.isPrefix(of: ab))
        #expect(!ab.isPrefix(of: a))
        #expect(!a.isPrefix(of: a))
        #expect(!a.isPrefix(of: Candidate(table: "u", columns: ["a", "b"])))
        #expect(!Candidate(table: "t", columns: ["b"]).isPrefix(of: ab))
    }

    static let statements: [(sql: String, expected: [[String]])] = [
        ("SELECT * FROM booking WHERE chef = ?", [["chef"]]),
        ("SELECT * FROM booking WHERE chef = ? AND day > ?", [["chef", "day"]]),
        ("SELECT * FROM booking WHERE chef = ? AND guest = ? AND day > ?", [["chef", "guest", "day"]]),
        ("SELECT * FROM booking ORDER BY day LIMIT 3", [["day"]]),
        ("SELECT * FROM booking WHERE chef = ? ORDER BY day", [["chef", "day"]]),
        ("SELECT day, count(*) FROM booking GROUP BY day", [["day"]]),
        ("SELECT price FROM booking WHERE chef = ?", [["chef", "price"]]),
        ("SELECT * FROM booking WHERE chef = ? OR guest = ?", [["chef"], ["guest"]]),
        ("SELECT * FROM late WHERE chef = ?", [["chef"]]),
        ("SELECT note FROM chef JOIN booking ON chef.id = booking.chef WHERE chef.city = ?", [["chef"]]),
        ("SELECT * FROM chef WHERE id IN (SELECT chef FROM booking WHERE guest = ?)", [["guest"]]),
        ("UPDATE booking SET note = ? WHERE guest = ?", [["guest"]]),
        ("DELETE FROM booking WHERE day < ?", [["day"]]),
        ("SELECT * FROM booking WHERE id = ?", []),
        ("SELECT * FROM booking", []),
        ("SELECT * FROM booking WHERE length(note) > ?", []),
    ]

    @Test(arguments: statements.indices) func findsWhatThePlannerWouldUse(_ index: Int) throws {
        let (sql, expected) = Self.statements[index]
        let folder = try TestFolder()
        let path = try folder.database(
            bookings(2000) + "; CREATE VIEW late AS SELECT * FROM booking WHERE day + 0 > 300")
        let inspection = try DatabaseInspection.inspect(path: path)
        let finder = try CandidateFinder(
            Connection(path: path, mode: .readOnly), tables: inspection.tables, indexes: inspection.indexes,
            AdvisorSettings())
        let found = finder.candidates(sql, try finder.profile(sql)).filter { $0.table == "booking" }.map(\.columns)
        for columns in expected { #expect(found.contains(columns), "\(found)") }
        if expected.isEmpty { #expect(found == []) }
    }

    @Test func profilesByTheAuthorizer() throws {
        let db = try Connection(path: ":memory:", mode: .create)
        try db.execute(
            """
            CREATE TABLE a (x, y); CREATE TABLE b (z); CREATE VIEW v AS SELECT x FROM a;
            CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.x); END
            """)
        let query = try StatementProfile("SELECT x, x, (SELECT count(*) FROM b) FROM a WHERE y = ?", on: db)
        #expect(query.reads["a"] == ["x", "y"])
        #expect(query.writes.isEmpty)
        #expect(query.parameterCount == 1)
        #expect(!query.isControl)
        #expect(try StatementProfile("SELECT * FROM v", on: db).reads["a"] == ["x"])
        let insert = try StatementProfile("INSERT INTO a VALUES (?, ?)", on: db)
        #expect(insert.inserts == ["a", "b"])
        #expect(try StatementProfile("UPDATE b SET z = 1", on: db).writes == ["b"])
        #expect(try StatementProfile("UPDATE b SET z = 1", on: db).inserts.isEmpty)
        for control in [
            "BEGIN", "COMMIT", "PRAGMA page_size", "CREATE TABLE c (d)", "EXPLAIN SELECT 1", "ATTACH 'x' AS y",
        ] {
            #expect(try StatementProfile(control, on: db).isControl, "\(control)")
        }
    }
}
