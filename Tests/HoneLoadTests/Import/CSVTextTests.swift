import Testing

@testable import HoneLoad

struct CSVTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
        ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("\"\u{200D}", "\"\"\"\u{200D}\""),
    ])
    func aValueCannotLeaveItsField(text: String, field: String) {
        #expect(CSVText.field(text).unicodeScalars.elementsEqual(field.unicodeScalars))
    }

    @Test func rowsReadBackAsTheyWere() throws {
        let rows = [["a\"\u{301},\n", "\"\u{200D}\""], ["", "é"]]
        let text = CSVText.text(columns: ["x", "y,\u{301}"], rows: rows)
        let read = try CSVReader.rows(Array(text.utf8), file: "rows.csv")
        #expect(read.columns.map { Array($0.utf8) } == ["x", "y,\u{301}"].map { Array($0.utf8) })
        #expect(read.rows.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
    }
}
