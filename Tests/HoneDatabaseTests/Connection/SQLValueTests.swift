import Foundation
import Testing

@testable import HoneDatabase

@Suite struct SQLValueTests {
    static let values: [SQLValue] = [
        .null, .integer(0), .integer(.min), .integer(.max), .real(0.5), .real(2), .real(-1e300), .text(""),
        .text("a\u{0}b"),
        .text("Ωmega 🍲"), .blob([]), .blob([0, 255, 1]),
    ]

    @Test(arguments: values) func survivesJSON(_ value: SQLValue) throws {
        let bytes = try JSONEncoder().encode([value])
        #expect(try JSONDecoder().decode([SQLValue].self, from: bytes) == [value])
    }

    @Test(arguments: values) func survivesSQLite(_ value: SQLValue) throws {
        let db = try Connection(path: ":memory:", mode: .create)
        #expect(try db.value("SELECT ?", [value]) == value)
    }

    @Test func readsPlainJSON() throws {
        let read = try JSONDecoder().decode(
            [SQLValue].self, from: Data(#"[null, 3, 2.5, "x", {"base64": "AP8="}]"#.utf8))
        #expect(read == [.null, .integer(3), .real(2.5), .text("x"), .blob([0, 255])])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SQLValue].self, from: Data(#"[{"base64": "?"}]"#.utf8))
        }
    }

    @Test(arguments: ["plain", "a \"b\" c", "", "select", "ä.ö"]) func quotesAnyName(_ name: String) throws {
        let db = try Connection(path: ":memory:", mode: .create)
        try db.execute("CREATE TABLE t (\(quoted(name)))")
        #expect(try db.text("SELECT name FROM pragma_table_info('t')") == name)
    }

    @Test func errorsCarryStatementAndFile() throws {
        let db = try Connection(path: ":memory:", mode: .create)
        let error = try #require(throws: SQLiteError.self) { try db.execute("SELECT * FROM nowhere") }
        #expect(error.sql == "SELECT * FROM nowhere")
        #expect(error.description.contains("no such table"))
        #expect(throws: SQLiteError.self) { try db.prepare("-- only words") }
        #expect(throws: SQLiteError.self) { try db.rows("SELECT ?", [.null, .null]) }
        #expect(throws: SQLiteError.self) { try Connection(path: "/nowhere/at/all.db", mode: .readWrite) }
    }
}
