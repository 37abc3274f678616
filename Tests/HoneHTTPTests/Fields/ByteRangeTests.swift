import Testing

@testable import HoneHTTP

/// Range (RFC 9110 §14).
struct ByteRangeTests {
    /// The examples of §14.1.2, for a representation of 10,000 bytes, and others.
    @Test(
        arguments: [
            ("bytes=0-499", .satisfiable(0..<500)), ("bytes=500-999", .satisfiable(500..<1_000)),
            ("bytes=-500", .satisfiable(9_500..<10_000)), ("bytes=9500-", .satisfiable(9_500..<10_000)),
            ("bytes=0-0", .satisfiable(0..<1)), ("bytes=-1", .satisfiable(9_999..<10_000)),
            ("bytes=0-0,-1", .ignored), ("bytes= 0-999, 4500-5499, -1000", .ignored),
            ("BYTES = 0-1", .satisfiable(0..<2)), ("bytes=0-99999", .satisfiable(0..<10_000)),
            ("bytes=-99999", .satisfiable(0..<10_000)), ("bytes=9999-", .satisfiable(9_999..<10_000)),
            ("bytes=10000-", .unsatisfiable), ("bytes=10000-20000", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=5-4", .ignored), ("bytes=", .ignored), ("bytes=-", .ignored), ("bytes=a-b", .ignored),
            ("bytes=1-2-3", .ignored), ("lines=1-2", .ignored), ("0-1", .ignored), ("bytes=+1-2", .ignored),
            ("bytes=0-99999999999999999999999", .satisfiable(0..<10_000)),
            ("bytes=99999999999999999999999-", .unsatisfiable),
        ] as [(String, ByteRange)])
    func range(value: String, expected: ByteRange) {
        #expect(ByteRange(value, of: 10_000) == expected)
    }

    @Test func emptyRepresentations() {
        #expect(ByteRange("bytes=0-", of: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-5", of: 0) == .unsatisfiable)
    }

    /// §14.4
    @Test func contentRange() {
        #expect(ByteRange.contentRange(42..<1_234, of: 1_234) == "bytes 42-1233/1234")
        #expect(ByteRange.unsatisfied(length: 1_234) == "bytes */1234")
    }

    /// If-Range (§13.1.5).
    @Test(
        arguments: [
            (nil, true), ("\"a\"", true), ("W/\"a\"", false), ("\"b\"", false), ("garbage", false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
            ("Sunday, 06-Nov-94 08:49:37 GMT", true),
        ] as [(String?, Bool)])
    func ifRange(value: String?, hears: Bool) throws {
        let tag = try #require(EntityTag(parsing: "\"a\""))
        let modified = ResponseCachingTests.date
        func result(_ tag: EntityTag?, _ modified: String?, _ date: String?) -> Bool {
            Conditional.hearsRange(ifRange: value, entityTag: tag, lastModified: modified, date: date)
        }
        #expect(result(tag, modified, ResponseCachingTests.hourLater) == hears)
        guard value != nil else { return }
        #expect(!result(tag.weakened, nil, nil))
        // What changed in the second it was sent in may have changed again (§8.8.2.2).
        #expect(!result(nil, modified, modified))
        #expect(!result(nil, modified, nil))
    }
}
