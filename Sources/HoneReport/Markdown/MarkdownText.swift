/// Text made safe for Markdown (CommonMark with GitHub's tables and task lists).
enum MarkdownText {
    /// Plain text: whatever Markdown or HTML would read as markup is escaped, line breaks become spaces, and control
    /// characters go. Scalar by scalar: a sign with a combining mark behind it is another `Character`, and the same
    /// markup.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in TerminalText.safe(text).unicodeScalars {
            if "\\`*_[]<>|&~".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// A code span: its fence is longer than any run of backticks inside (CommonMark §6.1), and `|` is escaped as
    /// GitHub's tables ask for, inside and outside of them.
    static func code(_ text: String) -> String {
        var safe = ""
        var longest = 0
        var run = 0
        for scalar in TerminalText.safe(text).unicodeScalars {
            if scalar == "|" { safe += "\\" }
            safe.unicodeScalars.append(scalar)
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        guard !safe.isEmpty else { return "" }
        let fence = String(repeating: "`", count: longest + 1)
        let pad = safe.utf8.first == 0x60 || safe.utf8.last == 0x60 ? " " : ""
        return fence + pad + safe + pad + fence
    }

    /// A table; cells must be escaped already. Nothing when there are no rows. `numbers` are the columns that lean
    /// right.
    static func table(_ heading: [String], numbers: Set<Int> = [], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let rule = heading.indices.map { numbers.contains($0) ? "---:" : "---" }
        return ([heading, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    /// Sections with an empty line between them, those without lines left out.
    static func document(_ sections: [[String]]) -> String {
        sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}
