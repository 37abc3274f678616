import RawStructuredFieldValues

extension CacheStatus {
    /// Parses a `Cache-Status` field (several lines joined by commas): the cache nearest to the origin first.
    ///
    /// A member that is no name is left out, as are parameters of a wrong type (RFC 9211 §2). Empty when the value does
    /// not parse, as then none of it counts.
    public static func parse(_ value: String) -> [CacheStatus] {
        (structuredList(value) ?? []).compactMap(CacheStatus.init)
    }

    private init?(_ item: Item) {
        guard let cache = Self.text(item.rfc9651BareItem) else { return nil }
        self.init(cache: cache)
        let parameters = item.rfc9651Parameters
        isHit = parameters["hit"] == .bool(true)
        forward = parameters["fwd"].flatMap(Self.text).flatMap { Forward(rawValue: $0) }
        forwardStatus = parameters["fwd-status"].flatMap(Self.number)
        timeToLive = parameters["ttl"].flatMap(Self.number)
        isStored = parameters["stored"] == .bool(true)
        if case .bool(let collapsed) = parameters["collapsed"] { isCollapsed = collapsed }
        key = parameters["key"].flatMap(Self.text)
        detail = parameters["detail"].flatMap(Self.text)
    }

    private static func text(_ item: RFC9651BareItem) -> String? {
        switch item {
        case .string(let text), .token(let text): text
        default: nil
        }
    }

    private static func number(_ item: RFC9651BareItem) -> Int? {
        if case .integer(let number) = item { Int(number) } else { nil }
    }
}
