import CCodings
import Foundation
import HoneCore

/// The "V2" encoding of HdrHistogram (Gil Tene, hdrhistogram.org, `AbstractHistogram.encodeIntoByteBuffer`): counts of
/// all buckets as ZigZag LEB128 with runs of zeros as one negative number, after a header; deflated, and written as
/// base64. Every HdrHistogram library reads it.
enum HdrEncoding {
    /// What the histogram's buckets are laid out by: those of ``LatencyHistogram``, in nanoseconds.
    private static let lowest: UInt64 = 1_000
    private static let highest = LatencyHistogram.longestNanoseconds
    private static let digits: UInt32 = 3

    /// "0x10" in both says that counts are in the variable length that the second version brought.
    private static let cookie: UInt32 = 0x1C84_9303 | 0x10
    private static let compressedCookie: UInt32 = 0x1C84_9304 | 0x10

    /// The histogram as a line of a log holds it. O(buckets up to the longest latency).
    /// - Throws: ``HdrLogError`` when zlib refuses.
    static func base64(_ histogram: LatencyHistogram) throws(HdrLogError) -> String {
        let packed = try deflated(bytes(histogram))
        var result: [UInt8] = []
        append(compressedCookie, to: &result)
        append(UInt32(packed.count), to: &result)
        result += packed
        return Data(result).base64EncodedString()
    }

    /// The encoding before it is deflated.
    static func bytes(_ histogram: LatencyHistogram) -> [UInt8] {
        var counts: [UInt8] = []
        var next = 0
        for (nanoseconds, count) in histogram.recorded {
            let index = LatencyBuckets.index(of: nanoseconds)
            if index > next { append(zigzag: Int64(next - index), to: &counts) }
            append(zigzag: Int64(count), to: &counts)
            next = index + 1
        }
        var result: [UInt8] = []
        append(cookie, to: &result)
        append(UInt32(counts.count), to: &result)
        append(UInt32(0), to: &result)  // normalizing index offset: buckets are where their values are
        append(digits, to: &result)
        append(lowest, to: &result)
        append(highest, to: &result)
        append(1.0.bitPattern, to: &result)  // one unit of an integer is one unit of a value
        return result + counts
    }

    /// A number in seven bits a byte, the lowest first, after its sign was moved to the lowest bit. The ninth byte
    /// holds eight bits, so that nine are always enough (HdrHistogram's own variant of LEB128).
    static func append(zigzag value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        for _ in 0..<8 {
            if rest < 0x80 { return bytes.append(UInt8(rest)) }
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// The bytes in the zlib format (RFC 1950).
    private static func deflated(_ bytes: [UInt8]) throws(HdrLogError) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
        var length = uLongf(packed.count)
        let result = compress2(&packed, &length, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
        guard result == Z_OK else { throw HdrLogError.notDeflated(bytes: bytes.count, result: Int(result)) }
        return Array(packed.prefix(Int(length)))
    }
}

/// Why a histogram log cannot be written.
public enum HdrLogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// zlib did not deflate a histogram.
    case notDeflated(bytes: Int, result: Int)
    /// The file cannot be made.
    case notCreated(path: String, reason: String)

    /// The error in a sentence, with what to do.
    public var description: String {
        switch self {
        case .notDeflated(let bytes, let result):
            "zlib did not deflate a histogram of \(bytes) bytes (result \(result)); most likely memory is short."
        case .notCreated(let path, let reason):
            "The histogram log \(path) cannot be written: \(reason). Choose another file, or make its folder."
        }
    }
}
