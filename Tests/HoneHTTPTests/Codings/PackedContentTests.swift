import NIOCore
import Testing

@testable import HoneHTTP

/// Bodies that come packed (RFC 9110 §8.4): chains, limits and bombs.
struct PackedContentTests {
    private func unpack(
        _ body: [UInt8], _ codings: String?, _ limits: UnpackingLimits = UnpackingLimits()
    ) throws(UnpackingError) -> [UInt8] {
        Array(buffer: try PackedContent(codings).unpack(ByteBuffer(bytes: body), limits: limits))
    }

    @Test(
        arguments: [
            (nil, []), ("", []), ("identity", []), ("gzip", [.gzip]), ("X-GZIP", [.gzip]), ("gzip, br", [.gzip, .br]),
            (" zstd ,, identity", [.zstd]),
        ] as [(String?, [ContentCoding])])
    func chains(value: String?, codings: [ContentCoding]) throws {
        #expect(try PackedContent(value).codings == codings)
    }

    @Test(arguments: ["deflate", "compress", "gzip, aes128gcm", "gzip;q=1", "\"gzip\""])
    func unknownCodings(value: String) {
        #expect(throws: UnpackingError.self) { try PackedContent(value) }
    }

    @Test(arguments: ["gzip", "br", "zstd", "gzip, br", "zstd, gzip", "gzip, gzip"])
    func unpacksInTheOtherOrder(value: String) throws {
        let body = Bodies.json(bytes: 20_000)
        var packed = body
        for coding in try PackedContent(value).codings { packed = try coding.compress(packed) }
        #expect(try unpack(packed, value) == body)
    }

    @Test func plainBodiesAreLimitedToo() throws {
        #expect(try unpack([1, 2, 3], nil, UnpackingLimits(size: 3)) == [1, 2, 3])
        #expect(throws: UnpackingError.tooLarge(limit: 2)) { try unpack([1, 2, 3], nil, UnpackingLimits(size: 2)) }
    }

    @Test(arguments: [ContentCoding.gzip, .br, .zstd])
    func bombs(coding: ContentCoding) throws {
        let zeroes = [UInt8](repeating: 0, count: 20 << 20)
        let bomb = try coding.compress(zeroes)
        // 20 MiB from less than 30 kB: by the ratio first, by the size when the ratio is let go.
        #expect(throws: UnpackingError.ratio(limit: 100, bytes: bomb.count)) { try unpack(bomb, coding.rawValue) }
        let wide = UnpackingLimits(size: 8 << 20, ratio: .max)
        #expect(throws: UnpackingError.tooLarge(limit: 8 << 20)) { try unpack(bomb, coding.rawValue, wide) }
        // A bomb within a bomb counts by the bytes that were sent.
        let nested = try coding.compress(bomb)
        #expect(throws: UnpackingError.ratio(limit: 100, bytes: nested.count)) {
            try unpack(nested, "\(coding.rawValue), \(coding.rawValue)")
        }
    }

    /// A small body may shrink as much as it likes.
    @Test func theRatioHasAFloor() throws {
        let zeroes = [UInt8](repeating: 0, count: 60_000)
        #expect(try unpack(ContentCoding.gzip.compress(zeroes), "gzip") == zeroes)
        let strict = UnpackingLimits(ratioFloor: 0)
        #expect(throws: UnpackingError.self) { try unpack(ContentCoding.gzip.compress(zeroes), "gzip", strict) }
    }

    @Test func tooManyCodings() throws {
        #expect(throws: UnpackingError.tooManyCodings(3, limit: 2)) { try unpack([0], "gzip, gzip, gzip") }
    }

    @Test(arguments: ["gzip", "br", "zstd"])
    func damagedBodies(value: String) throws {
        let coding = try #require(ContentCoding(token: value))
        let packed = try coding.compress(Bodies.json(bytes: 3_000))
        for body in [Array(packed.dropLast(3)), Array("plain text".utf8), []] {
            do throws(UnpackingError) {
                _ = try unpack(body, value)
                Issue.record("\(value) unpacked what is no body of it")
            } catch {
                guard case .damaged(let cause) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(cause.coding == coding)
            }
        }
    }

    @Test(arguments: [
        (UnpackingError.unsupported("x"), "gzip, br, zstd"), (.tooManyCodings(3, limit: 2), "pack it once"),
        (.tooLarge(limit: 10), "10 bytes"), (.ratio(limit: 100, bytes: 5), "100 times"),
        (.damaged(CodingError(coding: .br, action: .decompress, problem: .truncated)), "ends in the middle"),
    ])
    func errorsSayWhatToDo(error: UnpackingError, words: String) {
        #expect(error.description.contains(words))
    }
}
