/// Text made safe for HTML and XML, in content and in attributes between double quotes.
enum MarkupText {
    /// The text with `&`, `<`, `>` and quotes as references. What XML 1.0 §2.2 does not allow, and the marks that
    /// turn the direction of writing, become U+FFFD, so that it is seen that something was there.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            default:
                switch scalar.value {
                case ..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF:
                    result += "\u{FFFD}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
