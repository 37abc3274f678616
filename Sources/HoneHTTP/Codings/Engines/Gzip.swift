import CCodings
import NIOCore

/// zlib's windowBits for the largest window (15) in the gzip format (16).
private let gzipWindowBits: Int32 = 15 + 16

/// zlib's message for a stream, or its result code where it left none.
private func message(_ stream: UnsafeMutablePointer<z_stream>, _ result: Int32) -> String {
    stream.pointee.msg.map { String(cString: $0) } ?? "zlib result \(result)"
}

/// gzip of streams by zlib. zlib keeps a pointer to the stream it began with, so the stream lives on the heap.
final class GzipCompression: CompressionEngine {
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) throws(CodingError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 8 is zlib's default memory level (256 kB a stream).
        let result = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, gzipWindowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw CodingError(coding: .gzip, action: .compress, problem: .library(message(stream, result)))
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func step(_ step: EngineStep, _ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) throws(CodingError) {
        let flush =
            switch step {
            case .take: Z_NO_FLUSH
            case .flush: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        // zlib counts in 32 bits: longer input goes in pieces.
        var rest = input
        repeat {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Int32.max)))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            try run(rest.isEmpty ? flush : Z_NO_FLUSH, piece, into: &output)
        } while !rest.isEmpty
    }

    private func run(
        _ flush: Int32, _ input: UnsafeRawBufferPointer, into output: inout ByteBuffer
    ) throws(CodingError) {
        // zlib reads only, in spite of the type.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = uInt(input.count)
        var filled = true
        while filled {
            let room = max(1_024, Int(stream.pointee.avail_in) / 3)
            try output.append(room: room) { (space) throws(CodingError) in
                stream.pointee.next_out = space.bindMemory(to: Bytef.self).baseAddress
                let available = min(space.count, Int(Int32.max))
                stream.pointee.avail_out = uInt(available)
                let result = deflate(stream, flush)
                guard result != Z_STREAM_ERROR else {
                    throw CodingError(coding: .gzip, action: .compress, problem: .library(message(stream, result)))
                }
                filled = stream.pointee.avail_out == 0
                return available - Int(stream.pointee.avail_out)
            }
        }
    }
}

/// gunzip by zlib; members that follow each other are one body (RFC 1952 §2.2).
final class GzipDecompression: DecompressionEngine {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CodingError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = inflateInit2_(stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw CodingError(coding: .gzip, action: .decompress, problem: .library(message(stream, result)))
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteBuffer
    ) throws(CodingError) {
        func failure(_ problem: CodingError.Problem) -> CodingError {
            CodingError(coding: .gzip, action: .decompress, problem: problem)
        }
        guard !input.isEmpty else { throw failure(.truncated) }
        let length = min(input.count, Int(Int32.max))
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = uInt(length)
        let start = output.writerIndex
        while true {
            var result = Z_OK
            let left = limit - (output.writerIndex - start)
            // One byte more than allowed, to tell "exactly the limit" from "more".
            let room = min(max(4_096, Int(stream.pointee.avail_in) * 4), left + 1)
            try output.append(room: room) { (space) throws(CodingError) in
                let available = min(space.count, left + 1, Int(Int32.max))
                stream.pointee.next_out = space.bindMemory(to: Bytef.self).baseAddress
                stream.pointee.avail_out = uInt(available)
                result = inflate(stream, Z_NO_FLUSH)
                return available - Int(stream.pointee.avail_out)
            }
            guard output.writerIndex - start <= limit else { throw failure(.tooLarge(limit: limit)) }
            switch result {
            case Z_STREAM_END:
                let left = Int(stream.pointee.avail_in)
                if left == 0 { return }
                guard let next = stream.pointee.next_in, next.pointee == 0x1F else {
                    throw failure(.trailingBytes(left))
                }
                inflateReset(stream)
            case Z_OK:
                if stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 { throw failure(.truncated) }
            case Z_BUF_ERROR: throw failure(.truncated)
            case Z_MEM_ERROR: throw failure(.library("out of memory"))
            default: throw failure(.corrupt(message(stream, result)))
            }
        }
    }
}
