/// What a scenario can be imported from.
public enum ImportFormat: String, Sendable, CaseIterable {
    /// A HAR file.
    case har
    /// An OpenAPI 3 description.
    case openapi
    /// An access log of nginx, Apache or Caddy.
    case log
    /// A curl command line.
    case curl

    /// Bytes that ``guess(_:)`` looks at.
    public static let guessedBytes = 64 << 10

    /// What a text is, by how it begins: `curl`; a line of a log among the first ten; the members of a HAR file; the
    /// word `openapi` (or `swagger`, whose import then says what to do). nil when it is none of these.
    /// - Parameter bytes: the text, or the first ``guessedBytes`` of it.
    public static func guess(_ bytes: [UInt8]) -> ImportFormat? {
        let start = bytes.prefix(guessedBytes)
        let text = String(decoding: start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start, as: UTF8.self)
        let words = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        if let first = words.first(where: { $0 != "$" }),
            ["curl", "curl.exe"].contains(first) || first.hasSuffix("/curl")
        {
            return .curl
        }
        let lines = start.split(separator: 0x0A, maxSplits: 10).prefix(10)
        if lines.contains(where: { AccessRecord($0.last == 0x0D ? $0.dropLast() : $0) != nil }) { return .log }
        if text.contains(/"log"\s*:\s*\{/) { return .har }
        if text.contains(/(?m)^\s*\{?\s*"?(openapi|swagger)"?\s*:/) { return .openapi }
        return nil
    }
}
