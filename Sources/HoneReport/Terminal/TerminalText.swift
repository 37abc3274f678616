/// Text as a terminal shows it: how wide it is, and what must not reach the terminal.
public enum TerminalText {
    /// The text without what a terminal would obey: control characters (ESC among them), and the marks that turn the
    /// direction of writing. Tabs and line breaks become spaces. Names of endpoints and SQL come from the measured
    /// application.
    public static func safe(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: result.unicodeScalars.append(" ")
            case ..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Columns that the text takes. East Asian wide characters and emoji take two (Unicode UAX #11, its main ranges).
    static func width(_ text: String) -> Int {
        text.reduce(0) { total, character in
            let wide = character.unicodeScalars.contains { scalar in
                switch scalar.value {
                case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                    true
                default: false
                }
            }
            return total + (wide ? 2 : 1)
        }
    }

    /// The text cut to `columns`, with `…` where something is missing.
    public static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        var result = ""
        var used = 0
        for character in text {
            let next = width(String(character))
            if used + next > columns - 1 { break }
            result.append(character)
            used += next
        }
        return result + "…"
    }

    /// The text in lines of at most `columns`, broken at spaces; a word that is longer is broken where it must be.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        let columns = max(8, columns)
        var lines: [String] = []
        var line = ""
        for word in safe(text).split(separator: " ", omittingEmptySubsequences: true) {
            var word = String(word)
            if !line.isEmpty, width(line) + 1 + width(word) > columns {
                lines.append(line)
                line = ""
            }
            while width(word) > columns {
                var head = ""
                while let first = word.first, width(head) + width(String(first)) <= columns {
                    head.append(first)
                    word.removeFirst()
                }
                lines.append(head)
            }
            line += line.isEmpty ? word : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
