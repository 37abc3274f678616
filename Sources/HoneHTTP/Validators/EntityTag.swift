import HoneCore

/// An entity tag: names one representation of a resource (RFC 9110 §8.8.3).
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What stands between the quotation marks.
    public let opaque: String
    /// Whether the tag promises only that representations mean the same, not that their bytes are the same.
    public let isWeak: Bool

    /// A tag from its text without quotation marks; nil when a byte of it may not stand in a tag.
    public init?(opaque: String, isWeak: Bool = false) {
        guard opaque.utf8.allSatisfy(Self.mayStandInTag) else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Without a check, for text that is known to be right.
    init(trusted opaque: String, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Parses `"text"` or `W/"text"`; nil for anything else. `W` is a capital (RFC 9110 §8.8.3).
    public init?(parsing value: some StringProtocol) {
        var text = Substring(value).trimmed
        let isWeak = text.hasPrefix("W/")
        if isWeak { text = text.dropFirst(2) }
        guard text.utf8.count >= 2, text.utf8.first == UInt8(ascii: "\""), text.utf8.last == UInt8(ascii: "\"") else {
            return nil
        }
        self.init(opaque: String(text.dropFirst().dropLast()), isWeak: isWeak)
    }

    /// The tag as a field value.
    public var description: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// The same tag, weak: for a representation whose coding was changed on the way.
    public var weakened: EntityTag { EntityTag(trusted: opaque, isWeak: true) }

    /// Strong comparison: both strong and the same (RFC 9110 §8.8.3.2). For ranges and `If-Match`.
    public func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    /// Weak comparison: the same, strong or not (RFC 9110 §8.8.3.2). For `If-None-Match`.
    public func matchesWeakly(_ other: EntityTag) -> Bool {
        opaque == other.opaque
    }

    /// etagc: visible ASCII but the quotation mark, and everything above ASCII.
    private static func mayStandInTag(_ byte: UInt8) -> Bool {
        byte == 0x21 || (0x23...0x7E).contains(byte) || byte >= 0x80
    }
}
