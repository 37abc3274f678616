import CCodings
import NIOCore

/// Brotli by Google's library. A state cannot be used for a second body.
final class BrotliCompression: CompressionEngine {
    private let state: OpaquePointer

    init(level: Int) throws(CodingError) {
        guard let state = BrotliEncoderCreateInstance(nil, nil, nil) else {
            throw CodingError(coding: .br, action: .compress, problem: .library("out of memory"))
        }
        self.state = state
        BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, UInt32(level))
        // 2^19 bytes: the window that servers use; the default of 4 MiB costs memory per stream that pages never use.
        BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, 19)
    }

    deinit { BrotliEncoderDestroyInstance(state) }

    func step(_ step: EngineStep, _ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) throws(CodingError) {
        let operation =
            switch step {
            case .take: BROTLI_OPERATION_PROCESS
            case .flush: BROTLI_OPERATION_FLUSH
            case .finish: BROTLI_OPERATION_FINISH
            }
        if step == .finish { BrotliEncoderSetParameter(state, BROTLI_PARAM_SIZE_HINT, UInt32(clamping: input.count)) }
        var availableIn = input.count
        var nextIn = input.bindMemory(to: UInt8.self).baseAddress
        repeat {
            try output.append(room: max(1_024, availableIn / 3)) { (space) throws(CodingError) in
                var availableOut = space.count
                var nextOut = space.bindMemory(to: UInt8.self).baseAddress
                let went = BrotliEncoderCompressStream(
                    state, operation, &availableIn, &nextIn, &availableOut, &nextOut, nil)
                guard went == BROTLI_TRUE else {
                    throw CodingError(
                        coding: .br, action: .compress, problem: .library("the encoder refused the input"))
                }
                return space.count - availableOut
            }
        } while availableIn > 0 || BrotliEncoderHasMoreOutput(state) == BROTLI_TRUE
    }
}

/// Unpacks Brotli by Google's library.
final class BrotliDecompression: DecompressionEngine {
    private let state: OpaquePointer

    init() throws(CodingError) {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw CodingError(coding: .br, action: .decompress, problem: .library("out of memory"))
        }
        self.state = state
    }

    deinit { BrotliDecoderDestroyInstance(state) }

    func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteBuffer
    ) throws(CodingError) {
        func failure(_ problem: CodingError.Problem) -> CodingError {
            CodingError(coding: .br, action: .decompress, problem: problem)
        }
        let start = output.writerIndex
        var availableIn = input.count
        var nextIn = input.bindMemory(to: UInt8.self).baseAddress
        while true {
            var result = BROTLI_DECODER_RESULT_ERROR
            let left = limit - (output.writerIndex - start)
            let room = min(max(4_096, availableIn * 4), left + 1)
            try output.append(room: room) { (space) throws(CodingError) in
                let space = UnsafeMutableRawBufferPointer(rebasing: space.prefix(left + 1))
                var availableOut = space.count
                var nextOut = space.bindMemory(to: UInt8.self).baseAddress
                result = BrotliDecoderDecompressStream(state, &availableIn, &nextIn, &availableOut, &nextOut, nil)
                return space.count - availableOut
            }
            guard output.writerIndex - start <= limit else { throw failure(.tooLarge(limit: limit)) }
            switch result {
            case BROTLI_DECODER_RESULT_SUCCESS:
                guard availableIn == 0 else { throw failure(.trailingBytes(availableIn)) }
                return
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: throw failure(.truncated)
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            default:
                let words = BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state)).map { String(cString: $0) }
                throw failure(.corrupt(words ?? "unknown"))
            }
        }
    }
}
