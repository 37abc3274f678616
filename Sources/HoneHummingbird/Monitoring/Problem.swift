import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An error answer as a problem document (RFC 9457).
struct Problem: Error, HTTPResponseError, Encodable {
    var title: String
    var status: HTTPResponse.Status
    var detail: String
    var headers: HTTPFields = [:]

    private enum CodingKeys: String, CodingKey { case title, status, detail }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(title, forKey: .title)
        try container.encode(status.code, forKey: .status)
        try container.encode(detail, forKey: .detail)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try MonitoringJSON.response(
            self, status: status, type: "application/problem+json", headers: headers)
    }

    static func badRequest(_ detail: String) -> Problem {
        Problem(title: "Bad Request", status: .badRequest, detail: detail)
    }

    static func notAllowed(_ method: HTTPRequest.Method, but allowed: [HTTPRequest.Method]) -> Problem {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        return Problem(
            title: "Method Not Allowed", status: .methodNotAllowed,
            detail: "\(method.rawValue) is not known here; send \(names).", headers: [.allow: names])
    }

    static func notCached() -> Problem {
        Problem(
            title: "Gateway Timeout", status: .gatewayTimeout,
            detail: "Nothing fresh is stored for this request, and it asked for no more (only-if-cached).")
    }

    static func preconditionFailed() -> Problem {
        Problem(
            title: "Precondition Failed", status: .preconditionFailed,
            detail: "The resource is not as If-Match, If-None-Match or If-Unmodified-Since wants it. Fetch it again.")
    }

    static func unauthorised() -> Problem {
        Problem(
            title: "Unauthorized", status: .unauthorized,
            detail: "Send the admin token as \"Authorization: Bearer <token>\".",
            headers: [.wwwAuthenticate: "Bearer"])
    }
}

/// How the monitoring routes write JSON: keys in order, never stored by a cache.
enum MonitoringJSON {
    static func response(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:]
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        let body = ByteBuffer(bytes: try encoder.encode(value))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
