import HoneCore

/// What of a `Content-Type` the rules here look at: `type/subtype` in small letters, without parameters.
public struct MediaType: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// The type before the slash, such as `text`.
    public let type: String
    /// The subtype after the slash, such as `html`.
    public let subtype: String

    /// Parses a `Content-Type` value (RFC 9110 §8.3.1); nil when it has no `type/subtype`.
    public init?(contentType: String) {
        let essence = contentType.prefix { $0 != ";" }.trimmed.lowercased()
        let parts = essence.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        type = String(parts[0])
        subtype = String(parts[1])
    }

    /// `type/subtype`.
    public var description: String { "\(type)/\(subtype)" }

    /// Whether bodies of this type shrink when compressed.
    ///
    /// Text, and the application, font and image types that are text or uncompressed inside, after the `compressible`
    /// flags of the mime-db list. Images, video, archives and WOFF are compressed already: doing it again costs CPU
    /// and makes them larger.
    public var isCompressible: Bool {
        if type == "text" { return true }
        if subtype.hasSuffix("+json") || subtype.hasSuffix("+xml") || subtype.hasSuffix("+text") { return true }
        return Self.compressible.contains(description)
    }

    private static let compressible: Set<String> = [
        "application/json", "application/javascript", "application/x-javascript", "application/ecmascript",
        "application/xml", "application/xml-dtd", "application/xhtml+xml", "application/wasm",
        "application/manifest+json", "application/graphql", "application/x-ndjson", "application/jsonl",
        "application/json-seq", "application/x-www-form-urlencoded", "application/rtf", "application/toml",
        "application/yaml", "application/sql", "application/x-sh", "application/vnd.ms-fontobject",
        "font/ttf", "font/otf", "font/collection", "image/bmp", "image/svg+xml", "image/x-icon",
        "image/vnd.microsoft.icon",
    ]
}
