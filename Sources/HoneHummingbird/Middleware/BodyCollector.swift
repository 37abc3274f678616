import HTTPTypes
import Hummingbird
import NIOCore

extension ResponseBody {
    /// The whole body in memory; without copying when it is one buffer already.
    func collected(expecting length: Int) async throws -> ByteBuffer {
        let collector = BodyCollector(expecting: length)
        try await write(collector)
        return collector.body
    }
}

/// A writer that keeps what is written. A class, as `ResponseBody.write` takes writers by value.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var body = ByteBuffer()
    private let expected: Int

    init(expecting length: Int) {
        expected = length
    }

    func write(_ buffer: ByteBuffer) async throws {
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
