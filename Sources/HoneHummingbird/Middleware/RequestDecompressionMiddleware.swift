import HTTPTypes
import HoneHTTP
import Hummingbird
import NIOCore

/// Unpacks request bodies that come with `Content-Encoding`, within limits (PAT-013).
///
/// The handler gets the body as if it had been sent plain. Answered with a problem document instead (RFC 9457): 415 and
/// `Accept-Encoding` for a coding that is not known or too many of them (RFC 9110 §15.5.16), 413 for a body that is too
/// long packed or unpacked or that unpacks to too many times its length, 400 for a damaged one. Of a bomb, no more than
/// the limit is ever held in memory. Bodies without a coding pass as they are.
public struct RequestDecompressionMiddleware<Context: RequestContext>: RouterMiddleware {
    private let limits: UnpackingLimits
    private let packedLimit: Int

    /// A middleware.
    /// - Parameters:
    ///   - limits: what a body may unpack to.
    ///   - packedLimit: the most bytes of a packed body that are taken.
    public init(limits: UnpackingLimits = UnpackingLimits(), packedLimit: Int = 2 << 20) {
        self.limits = limits
        self.packedLimit = packedLimit
    }

    /// Unpacks the request's body and has it answered.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let coding = request.headers.value(.contentEncoding) else { return try await next(request, context) }
        let unpacked: Request
        do {
            unpacked = try await unpack(request, coding)
        } catch let error as UnpackingError {
            return try Problem.refused(error).response(from: request, context: context)
        }
        return try await next(unpacked, context)
    }

    private func unpack(_ request: Request, _ contentEncoding: String) async throws -> Request {
        let content = try PackedContent(contentEncoding)
        guard !content.codings.isEmpty else { return request }
        if let length = request.headers.value(.contentLength).flatMap({ Int($0) }), length > packedLimit {
            throw UnpackingError.tooLarge(limit: packedLimit)
        }
        var packed = ByteBuffer()
        for try await piece in request.body {
            guard packed.readableBytes + piece.readableBytes <= packedLimit else {
                throw UnpackingError.tooLarge(limit: packedLimit)
            }
            packed.writeImmutableBuffer(piece)
        }
        let body = try content.unpack(packed, limits: limits)
        var head = request.head
        head.headerFields[.contentEncoding] = nil
        head.headerFields[.contentLength] = String(body.readableBytes)
        head.headerFields.removeDigests()
        var unpacked = Request(head: head, body: request.body)
        unpacked.body = RequestBody(buffer: body)
        return unpacked
    }
}

extension Problem {
    /// The answer to a body that was not unpacked.
    static func refused(_ error: UnpackingError) -> Problem {
        switch error {
        case .unsupported, .tooManyCodings:
            let codings = ContentCoding.allCases.filter { $0 != .identity }.map(\.rawValue).joined(separator: ", ")
            return Problem(
                title: "Unsupported Media Type", status: .unsupportedMediaType, detail: error.description,
                headers: [.acceptEncoding: codings])
        case .tooLarge, .ratio:
            return Problem(title: "Content Too Large", status: .contentTooLarge, detail: error.description)
        case .damaged: return badRequest(error.description)
        }
    }
}
