import HoneCore

/// The value of `If-None-Match` or `If-Match`: any representation, or a list of tags (RFC 9110 §13.1.1, §13.1.2).
public enum EntityTagList: Sendable, Equatable {
    /// `*`: whatever representation there is.
    case any
    /// These tags.
    case tags([EntityTag])

    /// Parses a field value. Elements that are no tags are left out: they match nothing.
    public init(_ value: some StringProtocol) {
        if Substring(value).trimmed == "*" {
            self = .any
        } else {
            // A tag has no escapes: a backslash in it is a plain character, so commas are split here by quotes alone.
            self = .tags(Self.split(value).compactMap { EntityTag(parsing: $0) })
        }
    }

    /// Whether a tag matches by weak comparison, as `If-None-Match` demands.
    public func matchesWeakly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.matchesWeakly(tag) }
        }
    }

    /// Whether a tag matches by strong comparison, as `If-Match` demands.
    public func matchesStrongly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.matchesStrongly(tag) }
        }
    }

    /// The form of `tag` to send in a 304: weak when that is the only form the client holds.
    ///
    /// A body that was compressed on the way carried the weak form, and a cache updates the response it stored only
    /// when a strong tag in the 304 is the stored one exactly (RFC 9111 §4.3.4).
    public func formHeld(of tag: EntityTag) -> EntityTag {
        guard case .tags(let tags) = self, !tag.isWeak else { return tag }
        return tags.contains(tag) || !tags.contains(tag.weakened) ? tag : tag.weakened
    }

    private static func split(_ value: some StringProtocol) -> [Substring] {
        var quoted = false
        return Substring(value).split { character in
            if character == "\"" { quoted.toggle() }
            return character == "," && !quoted
        }
    }
}
