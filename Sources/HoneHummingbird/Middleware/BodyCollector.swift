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
        try BodyLengthMismatch.check(declared: length, written: collector.body.readableBytes)
        return collector.body
    }
}

/// A handler wrote more or fewer bytes of a body than it said it would.
struct BodyLengthMismatch: Error, Equatable, CustomStringConvertible {
    /// The bytes that it said, and those that it wrote.
    let declared: Int
    let written: Int

    static func check(declared: Int, written: Int) throws(BodyLengthMismatch) {
        if declared != written { throw BodyLengthMismatch(declared: declared, written: written) }
    }

    var description: String {
        "A handler's body was to have \(declared) bytes and had \(written), so it was not sent: throw from the body's "
            + "closure when it cannot be written to its end, or give it without a length."
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
