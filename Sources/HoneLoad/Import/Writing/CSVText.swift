/// Rows as comma-separated values (RFC 4180) with a header line and LF line ends.
enum CSVText {
    static func text(columns: [String], rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
    }

    /// An empty value is quoted too: a line with nothing on it would be no row.
    static func field(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.utf8.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            && text.utf8.first != 0xEF
        guard !isPlain else { return text }
        // Scalar by scalar: a quote with a combining mark behind it is another Character, and ends the value all the
        // same.
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
