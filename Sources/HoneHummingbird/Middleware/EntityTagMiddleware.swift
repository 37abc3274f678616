import HTTPTypes
import HoneHTTP
import Hummingbird
import NIOCore

/// Gives successful reads an `ETag` made of the body, and answers 304 when the client holds that body (PAT-014), or 412
/// when `If-Match` or `If-Unmodified-Since` wants another.
///
/// A handler's own `ETag` stands and is compared too. A body of known length up to the limit is hashed before it is
/// sent, gathered in memory where the handler gives it in pieces. A longer one has no tag. A stream (a body of unknown
/// length) is never held back, so it cannot be answered with 304; it is hashed as it is written, and its tag is sent as
/// a trailer field to clients that take trailers (`TE: trailers`; RFC 9110 §8.8.3). The handler still does its work;
/// what is saved is sending. Place it innermost, inside ``CompressionMiddleware``.
public struct EntityTagMiddleware<Context: RequestContext>: RouterMiddleware {
    private let bodyLimit: Int

    /// A middleware that makes tags for bodies of at most `bodyLimit` bytes (1 MiB by default), which it gathers in
    /// memory where the handler gives them in pieces.
    public init(bodyLimit: Int = 1 << 20) {
        self.bodyLimit = bodyLimit
    }

    /// Answers the request, adds the tag, and answers 304 or 412 in its place where the conditions ask for it.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get || request.method == .head, response.status == .ok else { return response }
        var tag: EntityTag?
        if let own = response.headers.value(.eTag) {
            tag = EntityTag(parsing: own)
        } else if let length = response.body.contentLength {
            // An answer to HEAD without a body says nothing about the body that GET would give.
            if length <= bodyLimit, request.method == .get || length != 0 {
                let body = try await response.body.collected(expecting: length)
                response.body = ResponseBody(byteBuffer: body)
                let made = EntityTag(of: body)
                response.headers[.eTag] = made.description
                tag = made
            }
        } else if request.method == .get, takesTrailers(request) {
            tagAtTheEnd(of: &response)
        }
        return try condition(response, request, tag, context)
    }

    private func condition(
        _ response: Response, _ request: Request, _ tag: EntityTag?, _ context: Context
    ) throws -> Response {
        let headers = request.headers
        var conditional = Conditional(
            ifNoneMatch: headers.value(.ifNoneMatch), ifModifiedSince: headers.value(.ifModifiedSince))
        // Of a body without a tag it is not known whether it is the one that is wanted.
        if tag != nil, let ifMatch = headers.value(.ifMatch) { conditional.ifMatch = EntityTagList(ifMatch) }
        if let date = headers.value(.ifUnmodifiedSince), !headers.contains(.ifMatch) {
            conditional.ifUnmodifiedSince = HTTPDate.parse(date)
        }
        guard conditional.isPresent else { return response }
        switch conditional.outcome(isRead: true, entityTag: tag, lastModified: response.headers.value(.lastModified)) {
        case .proceed: return response
        case .notModified: return Response.notModified(response.headers, tag: tag, conditions: headers)
        case .preconditionFailed: return try Problem.preconditionFailed().response(from: request, context: context)
        }
    }

    private func takesTrailers(_ request: Request) -> Bool {
        guard let value = request.headers.value(.te) else { return false }
        return value.split(separator: ",").contains { $0.drop { $0 == " " }.lowercased().hasPrefix("trailers") }
    }

    private func tagAtTheEnd(of response: inout Response) {
        let body = response.body
        // The handler may send trailer fields of its own.
        let named = response.headers.value(.trailer)?.split(separator: ",") ?? []
        if !named.contains(where: { $0.filter { $0 != " " }.lowercased() == "etag" }) {
            response.headers[.trailer] = response.headers.value(.trailer).map { $0 + ", ETag" } ?? "ETag"
        }
        response.body = ResponseBody { writer in
            try await body.write(HashingWriter(parent: writer))
        }
    }
}

/// A writer that hashes what it passes on and sends the tag at the end.
private struct HashingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    private var hasher = ContentHasher()

    init(parent: any ResponseBodyWriter) { self.parent = parent }

    mutating func write(_ buffer: ByteBuffer) async throws {
        hasher.update(buffer)
        try await parent.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        var trailers = trailingHeaders ?? HTTPFields()
        if !trailers.contains(.eTag) { trailers[.eTag] = EntityTag(of: hasher.finished()).description }
        try await parent.finish(trailers)
    }
}
