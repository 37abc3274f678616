import NIOCore

/// What an engine is asked to do with its input.
enum EngineStep {
    /// Take the input; output comes when the library thinks best.
    case take
    /// Take the input and give out everything so far, so that the receiver can read it now.
    case flush
    /// Take the input and end the coding.
    case finish
}

/// One compression under way in one of the libraries. Used by one caller at a time.
protocol CompressionEngine: AnyObject {
    /// Compresses `input` after what came before it and appends what the library gives out.
    func step(_ step: EngineStep, _ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) throws(CodingError)
}

/// One decompression under way in one of the libraries. Used by one caller at a time.
protocol DecompressionEngine: AnyObject {
    /// Decompresses a whole body.
    /// - Throws: `CodingError` when it is damaged, ends early, goes on after its end, or gives more than `limit` bytes.
    func decompress(_ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteBuffer) throws(CodingError)
}

extension ContentCoding {
    /// The level, or the default for nil.
    /// - Throws: `CodingError` when it is out of range.
    func checked(_ level: Int?) throws(CodingError) -> Int {
        let level = level ?? defaultLevel
        guard levels.contains(level) || self == .identity else {
            throw CodingError(coding: self, action: .compress, problem: .level(level, allowed: levels))
        }
        return level
    }

    /// An engine that compresses at `level`; nil for `identity`.
    func compressionEngine(level: Int?) throws(CodingError) -> (any CompressionEngine)? {
        let level = try checked(level)
        switch self {
        case .identity: return nil
        case .gzip: return try GzipCompression(level: level)
        case .br: return try BrotliCompression(level: level)
        case .zstd: return try ZstdCompression(level: level)
        }
    }

    /// An engine that decompresses; nil for `identity`.
    func decompressionEngine() throws(CodingError) -> (any DecompressionEngine)? {
        switch self {
        case .identity: nil
        case .gzip: try GzipDecompression()
        case .br: try BrotliDecompression()
        case .zstd: try ZstdDecompression()
        }
    }
}

extension ByteBuffer {
    /// Lets `body` write straight into the spare room, at least `room` bytes, and counts what it wrote as written.
    mutating func append<Failure: Error>(
        room: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        var failure: Failure?
        writeWithUnsafeMutableBytes(minimumWritableBytes: room) { space in
            do throws(Failure) {
                return try body(space)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
    }

    /// Lends the readable bytes to `body`, whose typed error comes through.
    func lend<Outcome, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Outcome
    ) throws(Failure) -> Outcome {
        let result: Result<Outcome, Failure> = withUnsafeReadableBytes { bytes in
            Result { () throws(Failure) in try body(bytes) }
        }
        return try result.get()
    }
}
