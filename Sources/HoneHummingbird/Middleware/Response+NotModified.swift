import HTTPTypes
import HoneHTTP
import Hummingbird

extension Response {
    /// The 304 in place of a 200: its fields but those that describe the body (RFC 9110 §15.4.5).
    /// - Parameters:
    ///   - tag: the tag of the 200; sent in the form that the client holds.
    ///   - conditions: the request's fields.
    static func notModified(_ fields: HTTPFields, tag: EntityTag?, conditions: HTTPFields) -> Response {
        var fields = fields
        for name in namesOfBody where fields.contains(name) { fields[name] = nil }
        if let tag {
            let held = conditions.value(.ifNoneMatch).map { EntityTagList($0).formHeld(of: tag) } ?? tag
            fields[.eTag] = held.description
        }
        var answer = Response(status: .notModified, headers: fields)
        // Response adds `Content-Length: 0`, which in a 304 would speak of the body it stands for.
        answer.headers[.contentLength] = nil
        return answer
    }

    private static let namesOfBody = Conditional.fieldsOfBody.compactMap { HTTPField.Name($0) }
}
