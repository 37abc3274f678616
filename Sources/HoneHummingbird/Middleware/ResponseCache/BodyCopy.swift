import HTTPTypes
import Hummingbird
import NIOCore

/// A copy of a body as it is written, up to a limit. A class, as writers are values.
final class BodyCopy {
    private var buffer: ByteBuffer? = ByteBuffer()
    private let limit: Int
    private var length: BodyLength
    private(set) var trailers: HTTPFields?
    private var isFinished = false

    /// - Parameter declared: how many bytes the body is to have; nil when that is not known.
    init(limit: Int, declared: Int?) {
        self.limit = limit
        length = BodyLength(declared: declared)
    }

    func take(_ piece: ByteBuffer) throws(BodyLengthMismatch) {
        try length.add(piece.readableBytes)
        guard let length = buffer?.readableBytes, length + piece.readableBytes <= limit else {
            buffer = nil
            return
        }
        buffer?.writeImmutableBuffer(piece)
    }

    /// To be asked before the end is passed on.
    func checkLength() throws(BodyLengthMismatch) { try length.checkAtEnd() }

    func finish(_ trailers: HTTPFields?) {
        self.trailers = trailers
        isFinished = true
    }

    /// The body, when all of it was written and it is not too long.
    var whole: ByteBuffer? { isFinished ? buffer : nil }
}

/// A writer that copies and passes on.
struct CopyingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let copy: BodyCopy

    mutating func write(_ buffer: ByteBuffer) async throws {
        try copy.take(buffer)
        try await parent.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        let copy = copy
        try copy.checkLength()
        try await parent.finish(trailingHeaders)
        copy.finish(trailingHeaders)
    }
}
