import HTTPTypes
import Hummingbird
import NIOCore

extension ResponseBody {
    /// The whole body in memory; without copying when it is one buffer already.
    /// - Throws: ``BodyLengthMismatch`` when it is not as long as was said: sent with the length that it has, a part
    ///   would pass for the whole (RFC 9112 §8, RFC 9111 §3.3).
    func collected(expecting length: Int) async throws -> ByteBuffer {
        let collector = BodyCollector(expecting: length)
        try await write(collector)
        try collector.length.checkAtEnd()
        return collector.body
    }
}

/// A writer that keeps what is written. A class, as `ResponseBody.write` takes writers by value.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var body = ByteBuffer()
    private(set) var length: BodyLength
    private let expected: Int

    init(expecting length: Int) {
        expected = length
        self.length = BodyLength(declared: length)
    }

    func write(_ buffer: ByteBuffer) async throws {
        try length.add(buffer.readableBytes)
        if body.readableBytes == 0, buffer.readableBytes >= expected {
            body = buffer
        } else {
            if body.readableBytes == 0 { body.reserveCapacity(expected) }
            body.writeImmutableBuffer(buffer)
        }
    }

    /// Trailers are left out: a body of known length is not sent in chunks, so there is no place for them.
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
