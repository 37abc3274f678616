/// Texts as YAML scalars (YAML 1.2.2 §7.3) and comments: whatever stands in them, what is read back is the same text.
public enum YAMLText {
    /// The text as it is where nothing in it could be read as something else, and in double quotes otherwise.
    public static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// A text in double quotes.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xFF: result += "\\x" + hexadecimal(scalar.value, digits: 2)
            case _ where scalar.value <= 0xFFFF: result += "\\u" + hexadecimal(scalar.value, digits: 4)
            default: result += "\\U" + hexadecimal(scalar.value, digits: 8)
            }
        }
        return result + "\""
    }

    /// `[a, "b c"]`.
    public static func list(_ texts: [String]) -> String { "[\(texts.map(scalar).joined(separator: ", "))]" }

    /// A comment in lines of about 110 characters, each after a `#`. Whatever line breaks are in it cannot end it, and
    /// what may not stand in a YAML stream becomes a question mark.
    public static func comment(_ text: String) -> [String] {
        var lines: [String] = []
        var line = "#"
        for word in text.split(whereSeparator: { $0.isNewline || $0.isWhitespace }) {
            if line.count + word.count > 110, line != "#" {
                lines.append(line)
                line = "#  "
            }
            line += " "
            for scalar in word.unicodeScalars { line.unicodeScalars.append(isPrintable(scalar) ? scalar : "?") }
        }
        return lines + [line]
    }

    /// Words that mean something other than themselves in YAML 1.1 or 1.2, or in a scenario.
    private static let words: Set<String> = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "any", "none",
    ]

    /// Letters, digits and a few signs, beginning with a letter or a slash: safe in and outside of brackets. A request
    /// line may have the space after its method.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, isLetter(first) || first == 0x2F, !words.contains(text.lowercased()) else {
            return false
        }
        var spaces = 0
        return bytes.allSatisfy { byte in
            if byte == 0x20 { spaces += 1 }
            return isLetter(byte) || (0x30...0x39).contains(byte) || "/._-+=".utf8.contains(byte)
                || byte == 0x20 && spaces == 1
        } && bytes.last != 0x20
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    /// What may stand in a YAML stream as it is (§5.1), without the line breaks of YAML 1.1 and the byte order mark.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x85, 0x2028, 0x2029, 0xFEFF: false
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
