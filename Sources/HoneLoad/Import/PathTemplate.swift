/// Paths with variable parts in braces, such as `/chefs/{id}`.
package enum PathTemplate {
    /// Whether a concrete path (its query aside) is an instance of a template.
    package static func matches(_ template: String, _ path: String) -> Bool {
        let parts = components(template)
        let concrete = components(path)
        guard parts.count == concrete.count else { return false }
        return zip(parts, concrete).allSatisfy { part, value in
            guard part != value, part.hasPrefix("{"), let end = part.firstIndex(of: "}") else { return part == value }
            return value.hasSuffix(part[part.index(after: end)...])
        }
    }

    /// The path with what looks like an identifier taken out: numbers, UUIDs, long hexadecimal words. Its query too.
    package static func generalized(_ path: String) -> String {
        let plain = path.prefix { $0 != "?" }
        var result = ""
        for part in plain.split(separator: "/") {
            result += "/"
            result += generalized(part: part)
        }
        return result.isEmpty ? "/" : result
    }

    /// `12` and `12.json` become `{id}` and `{id}.json`.
    private static func generalized(part: Substring) -> String {
        if isIdentifier(part) { return "{id}" }
        guard let dot = part.lastIndex(of: "."), isIdentifier(part[..<dot]) else { return String(part) }
        return "{id}" + part[dot...]
    }

    private static func components(_ path: String) -> [Substring] {
        path.prefix { $0 != "?" }.split(separator: "/")
    }

    /// Digits alone; a UUID (RFC 9562 §4); at least 16 hexadecimal digits.
    static func isIdentifier(_ part: Substring) -> Bool {
        let bytes = part.utf8
        guard !bytes.isEmpty else { return false }
        if bytes.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        if bytes.count >= 16, bytes.allSatisfy(isHexDigit) { return true }
        return bytes.count == 36
            && bytes.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == 0x2D : isHexDigit(byte)
            }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

extension PathTemplate {
    /// Endings of files that a web server hands out as they are.
    private static let assetEndings: Set<String> = [
        "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "mjs", "mp3", "mp4", "ogg", "otf", "png",
        "svg", "ttf", "wasm", "webm", "webmanifest", "webp", "woff", "woff2",
    ]

    /// Whether a path (its query aside) looks like that of an image, font, style, script or media file.
    package static func isAsset(_ path: String) -> Bool {
        let name = path.prefix { $0 != "?" }
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return false }
        return assetEndings.contains(name[name.index(after: dot)...].lowercased())
    }

    /// Whether a media type is that of an image, font, style, script or media file.
    package static func isAsset(mediaType: String) -> Bool {
        let type = mediaType.lowercased()
        return [
            "image/", "font/", "video/", "audio/", "text/css", "text/javascript", "application/javascript",
            "application/x-javascript", "application/font", "application/wasm", "application/manifest+json",
        ].contains { type.hasPrefix($0) }
    }
}
