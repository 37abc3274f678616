/// The body that curl's `-d` and its relatives make.
struct CurlBody {
    /// nil when none is given.
    var text: String?
    /// Whether it is JSON by curl's word (`--json`).
    var isJSON = false

    /// - Parameter file: reads the file that an `@name` refers to.
    /// - Throws: ``ImportError`` for a file that cannot be read or is no text.
    init(_ command: CurlCommand, file: (String) throws -> [UInt8]) throws(ImportError) {
        for (option, value) in command.options {
            switch option {
            case .data, .dataAscii:
                // curl takes line ends and zeros out of such files.
                let text = try Self.text(value, file: file)
                append(
                    value.hasPrefix("@")
                        ? String(text.unicodeScalars.filter { !"\r\n\0".unicodeScalars.contains($0) }) : text)
            case .dataBinary: append(try Self.text(value, file: file))
            case .dataRaw: append(value)
            case .dataURLEncode: append(try Self.encoded(value, file: file))
            case .json:
                text = (text ?? "") + (try Self.text(value, file: file))
                isJSON = true
            default: continue
            }
        }
    }

    private mutating func append(_ part: String) { text = text.map { "\($0)&\(part)" } ?? part }

    private static func text(_ value: String, file: (String) throws -> [UInt8]) throws(ImportError) -> String {
        value.hasPrefix("@") ? try contents(String(value.dropFirst()), file) : value
    }

    /// `content`, `=content`, `name=content`, `@file` or `name@file`: the content is encoded, the name is not.
    private static func encoded(_ value: String, file: (String) throws -> [UInt8]) throws(ImportError) -> String {
        guard let mark = value.firstIndex(where: { $0 == "=" || $0 == "@" }) else {
            return PercentCoding.encoded(component: value)
        }
        let name = value[..<mark]
        let rest = String(value[value.index(after: mark)...])
        let content = value[mark] == "=" ? rest : try contents(rest, file)
        return (name.isEmpty ? "" : "\(name)=") + PercentCoding.encoded(component: content)
    }

    private static func contents(_ name: String, _ file: (String) throws -> [UInt8]) throws(ImportError) -> String {
        guard name != "-" else {
            throw ImportError(
                "curl command", found: "reads its body from standard input", remedy: "name a file after the @")
        }
        let bytes: [UInt8]
        do {
            bytes = try file(name)
        } catch {
            throw ImportError(
                "curl command", found: "the file \(name) of its body cannot be read (\(error))",
                remedy: "check its name")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ImportError("curl command", found: "the file \(name) of its body is no UTF-8", remedy: "send text")
        }
        return text
    }
}
