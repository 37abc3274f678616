import HoneCore

extension Vary {
    /// What of a request the response depends on, as one text: two requests get the same response when their texts are
    /// equal (RFC 9111 §4.1).
    ///
    /// White space around values and list elements does not count, nor the case of field names, nor the order of the
    /// codings in `Accept-Encoding`, where order means nothing; a field that is missing differs from an empty one.
    /// - Parameter value: the request's value of a field, its lines joined by commas; nil when it has none.
    /// - Returns: nil for `*`, which no request matches.
    public func key(_ value: (String) -> String?) -> String? {
        guard case .fields(let names) = self else { return nil }
        var key = ""
        for name in names.map({ $0.lowercased() }).sorted() {
            key += name
            if let value = value(name) {
                key += ":"
                key += name == "accept-encoding" ? AcceptEncoding.canonical(value) : Self.normalised(value)
            }
            // No field value holds a line break (RFC 9110 §5.5), so nothing in one looks like the next.
            key += "\n"
        }
        return key
    }

    /// Whether the response depends on a field, or on everything.
    public func names(_ field: String) -> Bool {
        switch self {
        case .everything: true
        case .fields(let names): names.contains { equalsIgnoringCase($0, field) }
        }
    }

    private static func normalised(_ value: String) -> String {
        guard value.utf8.contains(UInt8(ascii: ",")) else { return String(Substring(value).trimmed) }
        return listElements(of: value).joined(separator: ",")
    }
}

extension AcceptEncoding {
    /// The codings a value names with their weights, in the order of their names: equal for values that ask for the
    /// same.
    static func canonical(_ value: String) -> String {
        AcceptEncoding(value).listed.sorted { $0.key < $1.key }.map { "\($0.key);\($0.value)" }.joined(separator: ",")
    }
}
