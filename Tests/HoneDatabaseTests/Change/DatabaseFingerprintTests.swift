import Foundation
import Testing

@testable import HoneDatabase

@Suite struct DatabaseFingerprintTests {
    static let changes: [(sql: String, difference: String)] = [
        ("UPDATE booking SET note = note || ' ' WHERE id = 77", "rows of booking have other values"),
        ("UPDATE booking SET price = price + 1e-9 WHERE id = 77", "rows of booking have other values"),
        ("UPDATE booking SET note = CAST(note AS BLOB) WHERE id = 77", "rows of booking have other values"),
        ("DELETE FROM booking WHERE id = 77", "booking has 99 rows instead of 100"),
        ("CREATE INDEX i ON booking (day)", "index i was added"),
        ("DROP VIEW late", "view late was removed"),
        ("ALTER TABLE chef ADD COLUMN stars INTEGER", "table chef has another definition"),
        ("PRAGMA user_version = 3", "user_version is 3"),
        ("PRAGMA application_id = 4", "application_id is 4"),
        ("UPDATE word SET meaning = 'x'", "rows of word have other values"),
        ("UPDATE odd SET rowid = 8", "rows of odd have other values"),
        ("INSERT INTO page VALUES ('more')", "page_content has 2 rows instead of 1"),
    ]

    private func make(_ folder: TestFolder) throws -> String {
        try folder.database(
            """
            \(bookings(100));
            CREATE VIEW late AS SELECT * FROM booking WHERE day > 300;
            CREATE TABLE word (word TEXT PRIMARY KEY, meaning TEXT) WITHOUT ROWID;
            INSERT INTO word VALUES ('b', 'two'), ('a', 'one');
            CREATE TABLE odd (rowid TEXT, "a ""quoted"" name" BLOB);
            INSERT INTO odd VALUES ('7', x'0102');
            CREATE VIRTUAL TABLE page USING fts5 (body);
            INSERT INTO page VALUES ('some words')
            """)
    }

    @Test(arguments: changes.indices) func tellsADifference(_ index: Int) throws {
        let (sql, difference) = Self.changes[index]
        let folder = try TestFolder()
        let path = try make(folder)
        let before = try DatabaseFingerprint.of(path: path)
        try Connection(path: path, mode: .readWrite).execute(sql)
        let after = try DatabaseFingerprint.of(path: path)
        #expect(after.differences(from: before).contains(difference), "\(after.differences(from: before))")
        #expect(after != before)
    }

    @Test func doesNotSeeHowPagesLie() throws {
        let folder = try TestFolder()
        let path = try make(folder)
        let before = try DatabaseFingerprint.of(path: path)
        let db = try Connection(path: path, mode: .readWrite)
        try db.execute("CREATE TABLE big AS SELECT * FROM booking; DROP TABLE big; VACUUM; PRAGMA journal_mode = WAL")
        db.close()
        #expect(try DatabaseFingerprint.of(path: path) == before)
        let again = try JSONDecoder().decode(DatabaseFingerprint.self, from: JSONEncoder().encode(before))
        #expect(again == before)
    }

    @Test func hashesDependOnOrderAndOnWhereValuesEnd() {
        func hash(_ words: [String]) -> String {
            var hash = RowHash()
            for word in words { Array(word.utf8).withUnsafeBytes { hash.add(bytes: $0) } }
            return hash.text
        }
        let all = [
            ["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], ["abc", ""], [], [""], ["a quite long sentence"],
        ]
        #expect(Set(all.map(hash)).count == all.count)
        #expect(hash(["a", "b"]) == hash(["a", "b"]))
        #expect(hash([]).count == 32)
    }
}
