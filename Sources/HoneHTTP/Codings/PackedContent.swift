import NIOCore

/// How the body of a message is packed, by its `Content-Encoding`: codings in the order they were applied
/// (RFC 9110 §8.4).
public struct PackedContent: Sendable, Equatable {
    /// The codings, first applied first; without `identity`.
    public let codings: [ContentCoding]

    /// Parses a field value; nil means that nothing was applied.
    /// - Throws: ``UnpackingError/unsupported(_:)`` for a coding that we do not have.
    public init(_ contentEncoding: String?) throws(UnpackingError) {
        var codings: [ContentCoding] = []
        for token in listElements(of: contentEncoding ?? "") {
            guard let coding = ContentCoding(token: token) else { throw .unsupported(String(token.prefix(40))) }
            if coding != .identity { codings.append(coding) }
        }
        self.codings = codings
    }

    /// Unpacks a whole body, the coding applied last first.
    /// - Parameters:
    ///   - body: the bytes as they were sent.
    ///   - limits: what it may grow to; nothing beyond is ever held in memory.
    /// - Throws: ``UnpackingError``.
    public func unpack(_ body: ByteBuffer, limits: UnpackingLimits) throws(UnpackingError) -> ByteBuffer {
        guard codings.count <= limits.codings else { throw .tooManyCodings(codings.count, limit: limits.codings) }
        let byRatio = max(limits.ratioFloor, body.readableBytes.multipliedOrMax(by: limits.ratio))
        var unpacked = body
        for coding in codings.reversed() {
            do {
                unpacked = try coding.decompress(unpacked, limit: min(limits.size, byRatio))
            } catch {
                guard case .tooLarge = error.problem else { throw .damaged(error) }
                throw byRatio < limits.size
                    ? .ratio(limit: limits.ratio, bytes: body.readableBytes) : .tooLarge(limit: limits.size)
            }
        }
        guard unpacked.readableBytes <= limits.size else { throw .tooLarge(limit: limits.size) }
        return unpacked
    }
}

/// What a packed body may grow to.
public struct UnpackingLimits: Sendable, Equatable {
    /// The most bytes it may unpack to, after each coding.
    public var size: Int
    /// The most times its packed length it may unpack to. Text shrinks to a fifth or a twentieth; DEFLATE cannot pass
    /// 1,032, and who comes near it sends a bomb.
    public var ratio: Int
    /// Bodies that unpack to no more than so many bytes have any ratio.
    public var ratioFloor: Int
    /// The most codings on top of each other.
    public var codings: Int

    /// Limits.
    public init(size: Int = 8 << 20, ratio: Int = 100, ratioFloor: Int = 64 << 10, codings: Int = 2) {
        self.size = size
        self.ratio = ratio
        self.ratioFloor = ratioFloor
        self.codings = codings
    }
}

/// A body that was not unpacked.
public enum UnpackingError: Error, Equatable, CustomStringConvertible {
    /// A coding that we do not have, by the first 40 bytes of its name.
    case unsupported(String)
    /// More codings on top of each other than are allowed.
    case tooManyCodings(Int, limit: Int)
    /// It unpacks to more bytes than are allowed.
    case tooLarge(limit: Int)
    /// It unpacks to more times its packed length, of so many bytes, than is allowed.
    case ratio(limit: Int, bytes: Int)
    /// It is damaged or not of that coding.
    case damaged(CodingError)

    /// One sentence that says what was found and what to do.
    public var description: String {
        switch self {
        case .unsupported(let name):
            let known = ContentCoding.allCases.filter { $0 != .identity }.map(\.rawValue).joined(separator: ", ")
            return "the body is packed with '\(name)', which is not known here; send it with \(known), or plain"
        case .tooManyCodings(let count, let limit):
            return "the body is packed \(count) times over, where \(limit) are taken; pack it once"
        case .tooLarge(let limit):
            return "the body unpacks to more than the \(limit) bytes that are taken; send less at once"
        case .ratio(let limit, let bytes):
            return "the body's \(bytes) bytes unpack to more than \(limit) times as many; send it plain"
        case .damaged(let error): return error.description
        }
    }
}

extension Int {
    /// The product, or the largest number where it does not fit.
    fileprivate func multipliedOrMax(by factor: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: factor)
        return overflows ? .max : product
    }
}
