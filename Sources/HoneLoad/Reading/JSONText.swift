import HoneYAML

/// JSON written from YAML, in the file's order and without white space.
enum JSONText {
    /// A body written as YAML may have as many bytes. Aliases can make a few lines stand for any number of values.
    static let limit = 1 << 20

    /// - Throws: `FileError` when the text would become longer than ``limit``.
    static func of(_ value: YAMLValue) throws(FileError) -> String {
        var text = ""
        try write(value, into: &text)
        return text
    }

    private static func write(_ value: YAMLValue, into text: inout String) throws(FileError) {
        guard text.utf8.count <= limit else {
            throw value.invalid(
                "the body becomes larger than \(limit >> 20) MiB.",
                remedy: "Write it as a text, or with fewer aliases of aliases.")
        }
        switch value.kind {
        case .nothing: text += "null"
        case .text(let scalar): text += value.isPlain && isLiteral(scalar) ? scalar : quoted(scalar)
        case .list(let values):
            text += "["
            for (index, item) in values.enumerated() {
                if index > 0 { text += "," }
                try write(item, into: &text)
            }
            text += "]"
        case .section(let section):
            text += "{"
            for (index, entry) in try section.entries().enumerated() {
                text += "\(index > 0 ? "," : "")\(quoted(entry.key)):"
                try write(entry.value, into: &text)
            }
            text += "}"
        }
    }

    /// Whether the text is a number, a truth value or null as JSON writes them (RFC 8259 §3, §6).
    static func isLiteral(_ text: String) -> Bool {
        switch try? JSONNode(parsing: Array(text.utf8)) {
        // White space around it would belong to the text.
        case let node? where node.isScalar: node.json == text
        default: false
        }
    }

    /// A JSON string (RFC 8259 §7).
    /// - Parameter escapesBraces: whether two opening braces are written so that no template takes them for a value to
    ///   fill in. Such values are escaped when they are filled in.
    static func quoted(_ text: String, escapesBraces: Bool = false) -> String {
        var result = "\""
        var wasBrace = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "{" where wasBrace && escapesBraces: result += "\\u007b"
            case "\u{0}"..<" ": result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
            wasBrace = scalar == "{"
        }
        return result + "\""
    }
}

/// Pairs written as a form is sent (application/x-www-form-urlencoded, WHATWG URL §5).
enum FormText {
    static func of(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// Values in double braces stay as they are.
    private static func encoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            result += PercentCoding.encoded(form: rest[..<open.lowerBound]) + rest[open.lowerBound..<close.upperBound]
            rest = rest[close.upperBound...]
        }
        return result + PercentCoding.encoded(form: rest)
    }
}
