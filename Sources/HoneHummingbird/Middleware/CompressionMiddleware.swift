import HTTPTypes
import HoneHTTP
import Hummingbird
import Logging
import NIOCore

/// Compresses responses with the best coding the client accepts (PAT-013).
///
/// What is compressed is decided by `CompressionPolicy`. Bodies of known length up to `wholeBodyLimit` are compressed
/// in one go and sent with their new `Content-Length` (or as they were, when compressing does not make them smaller);
/// longer ones and streams are compressed as they are written. A stream whose length is not known is flushed after
/// each piece, because its reader may be waiting for it. The level is chosen by the body's length and by how busy the
/// processors are; see `CompressionEffort`. A strong `ETag` becomes weak, as the bytes differ, and digests of
/// the plain bytes (RFC 9530) are taken out. A handler that answers a range for a date (`If-Range`) of what would be
/// packed as a whole is asked for the whole. Place it outside ``EntityTagMiddleware`` and inside ``MonitorMiddleware``.
public struct CompressionMiddleware<Context: RequestContext>: RouterMiddleware {
    private let policy: CompressionPolicy
    private let levels: [ContentCoding: Int]
    private let effort: CompressionEffort
    private let load: @Sendable () -> Double
    private let wholeBodyLimit: Int

    /// A middleware.
    /// - Parameters:
    ///   - minimumSize: Bodies shorter than this many bytes stay as they are.
    ///   - codings: The codings offered, best first among those the client weighs alike.
    ///   - levels: Levels of codings that are always packed at the same; one out of a coding's range counts as the
    ///     nearest in it.
    ///   - effort: How the levels of the others are chosen.
    ///   - wholeBodyLimit: The longest body gathered in memory to be compressed in one go, in bytes.
    public init(
        minimumSize: Int = 500, codings: [ContentCoding] = CompressionPolicy().codings,
        levels: [ContentCoding: Int] = [:], effort: CompressionEffort = CompressionEffort(),
        wholeBodyLimit: Int = 1 << 20
    ) {
        self.init(
            minimumSize: minimumSize, codings: codings, levels: levels, effort: effort, wholeBodyLimit: wholeBodyLimit,
            load: { ProcessorLoad.shared.current })
    }

    init(
        minimumSize: Int, codings: [ContentCoding], levels: [ContentCoding: Int], effort: CompressionEffort,
        wholeBodyLimit: Int, load: @escaping @Sendable () -> Double
    ) {
        policy = CompressionPolicy(minimumSize: minimumSize, codings: codings)
        self.levels = levels.reduce(into: [:]) { kept, entry in
            kept[entry.key] = min(max(entry.value, entry.key.levels.lowerBound), entry.key.levels.upperBound)
        }
        self.effort = effort
        self.wholeBodyLimit = wholeBodyLimit
        self.load = load
    }

    /// Answers the request and compresses the response.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if let whole = wholeRequest(inPlaceOf: request, response) { response = try await next(whole, context) }
        // A handler for HEAD gives no body: of the one that GET would give, its fields speak.
        let isHead = request.method == .head && response.body.contentLength == 0
        var exchange = exchange(request, response)
        exchange.length = isHead ? response.lengthOfField : response.declaredLength
        switch policy.decide(exchange) {
        case .leave:
            if response.status == .notModified { standForPacked(&response, to: request) }
        case .leaveAndVary:
            response.addVaryAcceptEncoding()
        case .compress(let coding):
            response.addVaryAcceptEncoding()
            if isHead || (request.method == .head && !isGathered(response.body)) {
                // The length stays that of the plain body: to an answer without one the server would write the end of a
                // chunked body, which the client would take for the beginning of the next answer. And where the router
                // makes HEAD of GET, it would say that a body without a length has none at all (RFC 9110 §8.6).
                response.removeFieldsOfPlainBytes()
            } else {
                try await compress(&response, with: coding, context: context)
            }
        }
        return response
    }

    private func exchange(_ request: Request, _ response: Response) -> CompressionPolicy.Exchange {
        CompressionPolicy.Exchange(
            acceptEncoding: request.headers[.acceptEncoding], status: response.status.code,
            contentType: response.headers[.contentType], contentEncoding: response.headers[.contentEncoding],
            cacheControl: response.headers[.cacheControl] ?? (CachePolicy.forbidsTransforming ? "no-transform" : nil),
            isPartial: response.headers.contains(.contentRange), length: nil)
    }

    /// The request for the whole, where a part of the plain body would be put behind the beginning of the packed one;
    /// nil where there is no danger of that.
    ///
    /// A date in `If-Range` is the same for the plain body and the packed one, of which the handler does not know (RFC
    /// 9110 §8.8.2.2, §13.1.5); a tag is not, as that of the packed one is weak and so names none.
    private func wholeRequest(inPlaceOf request: Request, _ response: Response) -> Request? {
        guard response.status == .partialContent, request.method == .get,
            !request.headers.contains(.contentLength), !request.headers.contains(.transferEncoding),
            let condition = request.headers.value(.ifRange), HTTPDate.parse(condition) != nil
        else { return nil }
        var exchange = exchange(request, response)
        exchange.status = HTTPResponse.Status.ok.code
        exchange.isPartial = false
        exchange.length = response.headers.value(.contentRange)?.split(separator: "/").last.flatMap { Int($0) }
        guard case .compress = policy.decide(exchange) else { return nil }
        var head = request.head
        head.headerFields[.range] = nil
        head.headerFields[.ifRange] = nil
        return Request(head: head, body: request.body)
    }

    /// Whether a body is compressed in one go.
    private func isGathered(_ body: ResponseBody) -> Bool { body.contentLength.map { $0 <= wholeBodyLimit } ?? false }

    /// Has a 304 say what the 200 in its place would have said, which a client's cache may hold packed.
    private func standForPacked(_ response: inout Response, to request: Request) {
        // It may have varied; a cache must not forget that (RFC 9110 §15.4.5).
        response.addVaryAcceptEncoding()
        // The handler knows the strong tag and the digests of the plain body; a cache would put them onto the packed one
        // (RFC 9111 §3.2).
        if let held = request.headers.value(.ifNoneMatch),
            let tag = response.headers.value(.eTag).flatMap({ EntityTag(parsing: $0) })
        {
            response.headers[.eTag] = EntityTagList(held).formHeld(of: tag).description
        }
        if AcceptEncoding(request.headers[.acceptEncoding]).choose(from: policy.codings) != .identity {
            response.headers.removeDigests()
        }
    }

    private func compress(_ response: inout Response, with coding: ContentCoding, context: Context) async throws {
        let level = levels[coding] ?? effort.level(of: coding, length: response.body.contentLength, load: load())
        guard let length = response.body.contentLength, isGathered(response.body) else {
            let body = response.body
            let declared = response.declaredLength
            response.markCompressed(with: coding)
            response.body = ResponseBody { writer in
                let compressor = try StreamCompressor(coding, level: level)
                try await body.write(CompressingWriter(parent: writer, compressor: compressor, declared: declared))
            }
            return
        }
        let body = try await response.body.collected(expecting: length)
        do throws(CodingError) {
            let packed = try coding.compress(body, level: level)
            if packed.readableBytes < body.readableBytes {
                response.markCompressed(with: coding)
                response.body = ResponseBody(byteBuffer: packed)
                return
            }
        } catch {
            // The client can read the body as it is; that it was not compressed is for the app's log.
            context.logger.warning("\(error.description)")
        }
        response.body = ResponseBody(byteBuffer: body)
    }
}

/// A writer that compresses what is written and passes it on.
private struct CompressingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let compressor: StreamCompressor
    /// Where it is not known how long the body is to be, its reader may wait for each piece.
    private var length: BodyLength

    init(parent: any ResponseBodyWriter, compressor: StreamCompressor, declared: Int?) {
        self.parent = parent
        self.compressor = compressor
        length = BodyLength(declared: declared)
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        try length.add(buffer.readableBytes)
        let packed = try compressor.compress(buffer, flush: length.declared == nil)
        if packed.readableBytes > 0 { try await parent.write(packed) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        // Without its length, a part would pass for the whole.
        try length.checkAtEnd()
        let packed = try compressor.finish()
        if packed.readableBytes > 0 { try await parent.write(packed) }
        var trailers = trailingHeaders
        // The tag of a stream comes at its end.
        if let tag = trailers?[.eTag].flatMap({ EntityTag(parsing: $0) }) {
            trailers?[.eTag] = tag.weakened.description
        }
        trailers?.removeDigests()
        try await parent.finish(trailers)
    }
}

extension Response {
    /// Says that the response differs by `Accept-Encoding`, once.
    fileprivate mutating func addVaryAcceptEncoding() {
        headers[.vary] = Vary(headers[.vary]).adding("Accept-Encoding").description
    }

    /// Says how the body is packed, and takes back what was true of the unpacked bytes only.
    fileprivate mutating func markCompressed(with coding: ContentCoding) {
        headers[.contentEncoding] = coding.rawValue
        headers[.contentLength] = nil
        removeFieldsOfPlainBytes()
    }

    /// Takes back what is true of the unpacked bytes only, but for their length.
    fileprivate mutating func removeFieldsOfPlainBytes() {
        headers[.acceptRanges] = nil
        headers.removeDigests()
        if let tag = headers[.eTag].flatMap({ EntityTag(parsing: $0) }) {
            headers[.eTag] = tag.weakened.description
        }
    }
}
