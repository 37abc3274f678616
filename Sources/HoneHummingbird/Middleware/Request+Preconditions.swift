import HTTPTypes
import HoneHTTP
import Hummingbird

extension Request {
    /// Checks the conditions under which a request wants to be done; for handlers that write, before they do.
    ///
    ///     try request.checkPreconditions(exists: chef != nil, entityTag: chef?.entityTag)
    ///
    /// - Parameters:
    ///   - exists: whether the resource has a representation now.
    ///   - entityTag: the tag of its representation.
    ///   - lastModified: when it was last modified, as `Last-Modified` says it.
    /// - Throws: an error that Hummingbird answers with 412 and a problem document, when a condition of `If-Match`,
    ///   `If-Unmodified-Since` or, for what is not GET or HEAD, `If-None-Match` does not hold (RFC 9110 §13.2.2).
    public func checkPreconditions(exists: Bool = true, entityTag: EntityTag?, lastModified: String? = nil) throws {
        let conditional = Conditional(
            ifMatch: headers.value(.ifMatch), ifUnmodifiedSince: headers.value(.ifUnmodifiedSince),
            ifNoneMatch: headers.value(.ifNoneMatch), ifModifiedSince: headers.value(.ifModifiedSince))
        let outcome = conditional.outcome(
            isRead: method == .get || method == .head, exists: exists, entityTag: entityTag, lastModified: lastModified)
        if outcome == .preconditionFailed { throw Problem.preconditionFailed() }
    }
}
