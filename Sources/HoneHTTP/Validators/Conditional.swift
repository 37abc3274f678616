/// The conditions of a request (RFC 9110 §13.1).
public struct Conditional: Sendable, Equatable {
    /// `If-Match`.
    public var ifMatch: EntityTagList?
    /// `If-Unmodified-Since`, as the number of seconds since 1970; a malformed one is ignored.
    public var ifUnmodifiedSince: Int?
    /// `If-None-Match`.
    public var ifNoneMatch: EntityTagList?
    /// `If-Modified-Since`, as the number of seconds since 1970; a malformed one is ignored.
    public var ifModifiedSince: Int?

    /// The conditions of a request, from the values of its fields; nil where a field is missing.
    public init(
        ifMatch: String? = nil, ifUnmodifiedSince: String? = nil, ifNoneMatch: String?, ifModifiedSince: String? = nil
    ) {
        self.ifMatch = ifMatch.map { EntityTagList($0) }
        self.ifUnmodifiedSince = ifUnmodifiedSince.flatMap { HTTPDate.parse($0) }
        self.ifNoneMatch = ifNoneMatch.map { EntityTagList($0) }
        self.ifModifiedSince = ifModifiedSince.flatMap { HTTPDate.parse($0) }
    }

    /// Whether there is a condition at all.
    public var isPresent: Bool {
        ifNoneMatch != nil || ifModifiedSince != nil || ifMatch != nil || ifUnmodifiedSince != nil
    }

    /// What the conditions make of a request.
    public enum Outcome: Sendable, Equatable {
        /// It is done as if there were none.
        case proceed
        /// 304: the client holds the representation.
        case notModified
        /// 412: the representation is not the one the client means.
        case preconditionFailed
    }

    /// Evaluates the conditions in their order of precedence (RFC 9110 §13.2.2).
    /// - Parameters:
    ///   - isRead: whether the method is GET or HEAD.
    ///   - exists: whether the resource has a representation now; when not, the validators do not count.
    ///   - entityTag: the tag of its representation.
    ///   - lastModified: its `Last-Modified`.
    public func outcome(
        isRead: Bool, exists: Bool = true, entityTag: EntityTag?, lastModified: String? = nil
    ) -> Outcome {
        let modified = lastModified.flatMap { HTTPDate.parse($0) }
        if let ifMatch {
            let holds = exists && (entityTag.map { ifMatch.matchesStrongly($0) } ?? (ifMatch == .any))
            if !holds { return .preconditionFailed }
        } else if let ifUnmodifiedSince, exists, let modified, modified > ifUnmodifiedSince {
            return .preconditionFailed
        }
        if let ifNoneMatch {
            let matches = exists && (entityTag.map { ifNoneMatch.matchesWeakly($0) } ?? (ifNoneMatch == .any))
            return matches ? (isRead ? .notModified : .preconditionFailed) : .proceed
        }
        if isRead, exists, let ifModifiedSince, let modified, modified <= ifModifiedSince { return .notModified }
        return .proceed
    }

    /// Whether the answer to a GET or HEAD is 304, given the validators of the representation; see
    /// ``outcome(isRead:exists:entityTag:lastModified:)``.
    public func isNotModified(entityTag: EntityTag?, lastModified: String? = nil) -> Bool {
        outcome(isRead: true, entityTag: entityTag, lastModified: lastModified) == .notModified
    }

    /// Whether a `Range` field is to be heard, given `If-Range` (RFC 9110 §13.1.5): without one, or when it names the
    /// representation by a strong tag or by its exact `Last-Modified`.
    ///
    /// A date counts only when it lies at least a second before `Date`, as what changed within that second has the same
    /// (RFC 9110 §8.8.2.2).
    public static func hearsRange(
        ifRange: String?, entityTag: EntityTag?, lastModified: String?, date: String?
    ) -> Bool {
        guard let ifRange else { return true }
        if let wanted = EntityTag(parsing: ifRange) { return entityTag.map { wanted.matchesStrongly($0) } ?? false }
        guard let wanted = HTTPDate.parse(ifRange), let modified = lastModified.flatMap({ HTTPDate.parse($0) }) else {
            return false
        }
        guard let made = date.flatMap({ HTTPDate.parse($0) }), made > modified else { return false }
        return wanted == modified
    }

    /// The fields that describe a body and so do not belong into a 304 (RFC 9110 §15.4.5), in small letters.
    public static let fieldsOfBody: [String] = [
        "content-type", "content-length", "content-encoding", "content-language", "content-range", "content-digest",
        "content-md5", "accept-ranges", "transfer-encoding", "trailer",
    ]
}
