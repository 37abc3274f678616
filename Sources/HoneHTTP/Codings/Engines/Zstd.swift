import CCodings
import NIOCore

/// RFC 9659: a receiver need not have a window of more than 8 MiB (2^23) for the `zstd` content coding.
private let largestWindowLog: Int32 = 23

/// Zstandard by the reference library.
final class ZstdCompression: CompressionEngine, LevelledEngine {
    let level: Int
    private let context: OpaquePointer

    init(level: Int) throws(CodingError) {
        guard let context = ZSTD_createCCtx() else {
            throw CodingError(coding: .zstd, action: .compress, problem: .library("out of memory"))
        }
        self.level = level
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        // A checksum, as the zstd program writes: 4 bytes that tell a damaged body from a whole one.
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        // Levels up to 19 stay within the 8 MiB window by themselves (ZSTD_getCParams).
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Makes the context ready for another body at the same level and keeps its tables.
    func reset() {
        ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
    }

    func step(_ step: EngineStep, _ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) throws(CodingError) {
        let directive =
            switch step {
            case .take: ZSTD_e_continue
            case .flush: ZSTD_e_flush
            case .finish: ZSTD_e_end
            }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var remaining = 0
        repeat {
            let room = max(1_024, (input.count - source.pos) / 3)
            try output.append(room: room) { (space) throws(CodingError) in
                var target = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                remaining = ZSTD_compressStream2(context, &target, &source, directive)
                guard ZSTD_isError(remaining) == 0 else {
                    let words = String(cString: ZSTD_getErrorName(remaining))
                    throw CodingError(coding: .zstd, action: .compress, problem: .library(words))
                }
                return target.pos
            }
        } while source.pos < source.size || (step != .take && remaining > 0)
    }
}

/// Unpacks Zstandard by the reference library; frames that follow each other are one body (RFC 8878 §3.1).
final class ZstdDecompression: DecompressionEngine {
    private let context: OpaquePointer

    init() throws(CodingError) {
        guard let context = ZSTD_createDCtx() else {
            throw CodingError(coding: .zstd, action: .decompress, problem: .library("out of memory"))
        }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, largestWindowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteBuffer
    ) throws(CodingError) {
        func failure(_ problem: CodingError.Problem) -> CodingError {
            CodingError(coding: .zstd, action: .decompress, problem: problem)
        }
        guard !input.isEmpty else { throw failure(.truncated) }
        let start = output.writerIndex
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            var result = 0
            var outputWasFilled = false
            let left = limit - (output.writerIndex - start)
            let room = min(max(4_096, (source.size - source.pos) * 4), left + 1)
            try output.append(room: room) { (space) throws(CodingError) in
                let size = min(space.count, left + 1)
                var target = ZSTD_outBuffer(dst: space.baseAddress, size: size, pos: 0)
                result = ZSTD_decompressStream(context, &target, &source)
                outputWasFilled = target.pos == target.size
                return target.pos
            }
            guard output.writerIndex - start <= limit else { throw failure(.tooLarge(limit: limit)) }
            guard ZSTD_isError(result) == 0 else {
                throw failure(.corrupt(String(cString: ZSTD_getErrorName(result))))
            }
            guard source.pos == source.size else { continue }
            if result == 0 { return }
            // All input is taken and there was room left to write: the rest of the frame is missing.
            if !outputWasFilled { throw failure(.truncated) }
        }
    }
}
