/// Tags as the bytes of one column: each by its length in four bytes, least significant first, and its UTF-8.
enum TagList {
    static func bytes(of tags: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for tag in tags {
            let length = UInt32(clamping: tag.utf8.count)
            for shift in stride(from: 0, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
            }
            bytes += tag.utf8
        }
        return bytes
    }

    /// The tags of bytes; nil when they are none's.
    static func tags(of bytes: [UInt8]) -> [String]? {
        var tags: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length, let tag = String(validating: rest.prefix(length), as: UTF8.self) else {
                return nil
            }
            tags.append(tag)
            rest = rest.dropFirst(length)
        }
        return tags
    }
}
