import NIOCore

extension ContentCoding {
    /// Compresses a whole body.
    /// - Parameters:
    ///   - body: The bytes; the reader index stays where it is.
    ///   - level: A level within ``levels``; nil for ``defaultLevel``.
    /// - Throws: `CodingError` when the level is out of range or the library has no memory.
    public func compress(_ body: ByteBuffer, level: Int? = nil) throws(CodingError) -> ByteBuffer {
        guard self != .identity else { return body }
        return try body.lend { (bytes) throws(CodingError) in
            var output = ByteBuffer()
            try EnginePool.shared.compress(bytes, with: self, level: level, into: &output)
            return output
        }
    }

    /// Compresses a whole body of bytes; as `compress(_:level:)` for a `ByteBuffer`.
    public func compress(_ body: [UInt8], level: Int? = nil) throws(CodingError) -> [UInt8] {
        Array(buffer: try compress(ByteBuffer(bytes: body), level: level))
    }

    /// Decompresses a whole body.
    /// - Parameters:
    ///   - body: The bytes; the reader index stays where it is.
    ///   - limit: The most bytes to give; protects against a small body that unpacks without end.
    /// - Throws: `CodingError` when the body is damaged, ends early, goes on after its end, or unpacks to more than
    ///   the limit.
    public func decompress(_ body: ByteBuffer, limit: Int) throws(CodingError) -> ByteBuffer {
        guard let engine = try decompressionEngine() else {
            guard body.readableBytes <= limit else {
                throw CodingError(coding: self, action: .decompress, problem: .tooLarge(limit: limit))
            }
            return body
        }
        return try body.lend { (bytes) throws(CodingError) in
            var output = ByteBuffer()
            try engine.decompress(bytes, limit: limit, into: &output)
            return output
        }
    }

    /// Decompresses a whole body of bytes; as `decompress(_:limit:)` for a `ByteBuffer`.
    public func decompress(_ body: [UInt8], limit: Int) throws(CodingError) -> [UInt8] {
        Array(buffer: try decompress(ByteBuffer(bytes: body), limit: limit))
    }
}
