/// The conditions of a GET or HEAD request that can make its answer 304 (RFC 9110 §13).
public struct Conditional: Sendable, Equatable {
    /// `If-None-Match`.
    public var ifNoneMatch: EntityTagList?
    /// `If-Modified-Since`, as the number of seconds since 1970.
    public var ifModifiedSince: Int?

    /// The conditions of a request, from the values of its fields; nil where a field is missing.
    public init(ifNoneMatch: String?, ifModifiedSince: String? = nil) {
        self.ifNoneMatch = ifNoneMatch.map { EntityTagList($0) }
        self.ifModifiedSince = ifModifiedSince.flatMap { HTTPDate.parse($0) }
    }

    /// Whether there is a condition at all.
    public var isPresent: Bool { ifNoneMatch != nil || ifModifiedSince != nil }

    /// Whether the answer to a GET or HEAD is 304, given the validators of the representation.
    ///
    /// `If-None-Match` decides alone when it is there (RFC 9110 §13.2.2).
    /// - Parameters:
    ///   - entityTag: The representation's tag.
    ///   - lastModified: The representation's `Last-Modified`.
    public func isNotModified(entityTag: EntityTag?, lastModified: String? = nil) -> Bool {
        if let ifNoneMatch {
            if let entityTag { return ifNoneMatch.matchesWeakly(entityTag) }
            return ifNoneMatch == .any
        }
        if let ifModifiedSince, let lastModified = lastModified.flatMap({ HTTPDate.parse($0) }) {
            return lastModified <= ifModifiedSince
        }
        return false
    }

    /// The fields that describe a body and so do not belong into a 304 (RFC 9110 §15.4.5), in small letters.
    public static let fieldsOfBody: [String] = [
        "content-type", "content-length", "content-encoding", "content-language", "content-range", "content-digest",
        "accept-ranges", "transfer-encoding", "trailer",
    ]
}
