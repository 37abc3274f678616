import NIOCore

/// Compresses a body that comes in pieces. One per body, used by one task at a time.
public final class StreamCompressor {
    /// The coding it writes.
    public let coding: ContentCoding
    private let engine: (any CompressionEngine)?

    /// A compressor for one body.
    /// - Parameter level: A level within the coding's `levels`; nil for its default.
    /// - Throws: `CodingError` when the level is out of range or the library has no memory.
    public init(_ coding: ContentCoding, level: Int? = nil) throws(CodingError) {
        self.coding = coding
        engine = try coding.compressionEngine(level: level)
    }

    /// Takes a piece of the body and gives what is ready to be sent, which may be nothing.
    /// - Parameter flush: Whether everything so far must come out now. Costs size, so only for bodies whose reader
    ///   waits for each piece.
    public func compress(_ piece: ByteBuffer, flush: Bool) throws(CodingError) -> ByteBuffer {
        guard piece.readableBytes > 0 else { return ByteBuffer() }
        return try run(flush ? .flush : .take, piece)
    }

    /// Ends the body and gives the last bytes.
    public func finish() throws(CodingError) -> ByteBuffer {
        try run(.finish, ByteBuffer())
    }

    private func run(_ step: EngineStep, _ piece: ByteBuffer) throws(CodingError) -> ByteBuffer {
        guard let engine else { return piece }
        return try piece.lend { (bytes) throws(CodingError) in
            var output = ByteBuffer()
            try engine.step(step, bytes, into: &output)
            return output
        }
    }
}
