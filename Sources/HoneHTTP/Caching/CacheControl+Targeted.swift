import RawStructuredFieldValues

extension CacheControl {
    /// Parses a targeted field such as `CDN-Cache-Control` (RFC 9213), which is a structured dictionary.
    ///
    /// Of a directive that is repeated the last holds, as of any member of a dictionary (RFC 9651 §4.2.2), and
    /// parameters are ignored (RFC 9213 §2.1). A lifetime of another type than an integer, or below 0, counts as 0;
    /// a restriction holds whatever its value.
    /// - Returns: nil when the value is empty or does not parse: the field then counts as absent (RFC 9213 §2.1).
    public init?(targeted value: String) {
        guard let members = structuredDictionary(value), !members.isEmpty else { return nil }
        self.init()
        for (name, item) in members { apply(name, item?.rfc9651BareItem) }
    }

    private mutating func apply(_ name: String, _ item: RFC9651BareItem?) {
        let isTrue = item == .bool(true)
        switch name {
        case "max-age": maxAge = Self.lifetime(item) ?? 0
        case "s-maxage": sharedMaxAge = Self.lifetime(item) ?? 0
        case "stale-while-revalidate": staleWhileRevalidate = Self.lifetime(item)
        case "stale-if-error": staleIfError = Self.lifetime(item)
        case "no-cache": noCache = Self.restriction(item)
        case "private": isPrivate = Self.restriction(item)
        case "public": isPublic = isTrue
        case "no-store": noStore = true
        case "must-revalidate":
            mustRevalidate = true
            isRevalidationMalformed = !isTrue
        case "proxy-revalidate": proxyRevalidate = true
        case "must-understand": mustUnderstand = isTrue
        case "no-transform": noTransform = true
        case "immutable": immutable = isTrue
        default: extensions.append(Extension(name: name, argument: Self.argument(item)))
        }
    }

    private static func lifetime(_ item: RFC9651BareItem?) -> Int? {
        guard case .integer(let seconds) = item, seconds >= 0 else { return nil }
        return min(Int(seconds), longestSeconds)
    }

    private static func restriction(_ item: RFC9651BareItem?) -> Restriction {
        switch item {
        case .string(let names): Restriction.absent.joined(by: names)
        case .token(let name): Restriction.absent.joined(by: name)
        default: .whole
        }
    }

    private static func argument(_ item: RFC9651BareItem?) -> String? {
        switch item {
        case .integer(let number): String(number)
        case .string(let text), .token(let text): text
        default: nil
        }
    }
}
