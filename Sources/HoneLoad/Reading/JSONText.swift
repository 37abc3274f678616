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
        if text == "true" || text == "false" || text == "null" { return true }
        var rest = Substring(text).utf8
        func digits() -> Int {
            let run = rest.prefix { (0x30...0x39).contains($0) }.count
            rest.removeFirst(run)
            return run
        }
        func take(_ bytes: UInt8...) -> Bool {
            guard let first = rest.first, bytes.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        _ = take(0x2D)
        let startsWithZero = rest.first == 0x30
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return false }
        if take(0x2E), digits() == 0 { return false }
        if take(0x65, 0x45) {
            _ = take(0x2B, 0x2D)
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }

    /// A JSON string (RFC 8259 §7). Values in double braces stay as they are: they are escaped when they are filled in.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
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
            result += percentEncoded(rest[..<open.lowerBound]) + rest[open.lowerBound..<close.upperBound]
            rest = rest[close.upperBound...]
        }
        return result + percentEncoded(rest)
    }

    private static func percentEncoded(_ text: Substring) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x20: result += "+"
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
