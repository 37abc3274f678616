/// Rows as comma-separated values (RFC 4180) with a header line and LF line ends.
enum CSVText {
    static func text(columns: [String], rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
    }

    /// An empty value is quoted too: a line with nothing on it would be no row.
    private static func field(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.utf8.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            && text.utf8.first != 0xEF
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
