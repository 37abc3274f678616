import HTTPTypes
import HoneHTTP
import Hummingbird
import NIOCore

/// Gives successful reads an `ETag` made of the body, and answers 304 when the client holds that body (PAT-014).
///
/// A handler's own `ETag` stands and is compared too. Bodies of unknown length (streams) and those above the limit
/// are left alone: their tag would be known only after they were sent. The handler still does its work; what is
/// saved is sending. Place it innermost, inside ``CompressionMiddleware``.
public struct EntityTagMiddleware<Context: RequestContext>: RouterMiddleware {
    private let bodyLimit: Int

    /// A middleware that makes tags for bodies of at most `bodyLimit` bytes (1 MiB by default), which it gathers in
    /// memory where the handler gives them in pieces.
    public init(bodyLimit: Int = 1 << 20) {
        self.bodyLimit = bodyLimit
    }

    /// Answers the request, adds the tag, and answers 304 in its place where the client holds it.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get || request.method == .head, response.status == .ok else { return response }
        let conditional = Conditional(
            ifNoneMatch: request.headers[.ifNoneMatch], ifModifiedSince: request.headers[.ifModifiedSince])
        var tag = response.headers[.eTag].flatMap { EntityTag(parsing: $0) }
        // An answer to HEAD without a body says nothing about the body that GET would give.
        let hasBody = request.method == .get || response.body.contentLength != 0
        if !response.headers.contains(.eTag), hasBody, let length = response.body.contentLength, length <= bodyLimit {
            let body = try await response.body.collected(expecting: length)
            response.body = ResponseBody(byteBuffer: body)
            let made = EntityTag(of: body)
            response.headers[.eTag] = made.description
            tag = made
        }
        guard conditional.isNotModified(entityTag: tag, lastModified: response.headers[.lastModified]) else {
            return response
        }
        return notModified(response, tag: tag.map { conditional.ifNoneMatch?.formHeld(of: $0) ?? $0 })
    }

    /// The 304 for a response: its fields but those that describe the body.
    private func notModified(_ response: Response, tag: EntityTag?) -> Response {
        var fields = response.headers
        for name in Conditional.fieldsOfBody {
            if let name = HTTPField.Name(name) { fields[name] = nil }
        }
        if let tag { fields[.eTag] = tag.description }
        var answer = Response(status: .notModified, headers: fields)
        // Response adds `Content-Length: 0`, which in a 304 would speak of the body it stands for.
        answer.headers[.contentLength] = nil
        return answer
    }
}
