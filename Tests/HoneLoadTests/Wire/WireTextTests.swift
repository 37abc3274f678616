import Testing

@testable import HoneLoad

struct WireTextTests {
    private func with<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Array(text.utf8).withUnsafeBytes(body)
    }

    @Test(
        arguments: [
            ("0", 0), ("007", 7), ("999999999999999999", 999_999_999_999_999_999), ("", nil), ("-1", nil), ("1 ", nil),
            ("0x10", nil), ("1000000000000000000", nil), ("٣", nil),
        ] as [(String, UInt64?)])
    func decimals(text: String, expected: UInt64?) {
        #expect(with(text) { decimal($0) } == expected)
    }

    @Test(arguments: [("0", 0), ("a", 10), ("fF", 255), ("1f;x", 31), ("10 ", 16)] as [(String, UInt64)])
    func chunkSizes(text: String, expected: UInt64) throws {
        #expect(try with(text) { try chunkSize($0) } == expected)
    }

    @Test(arguments: ["", "g", ";", " 1", "1000000000000000"])
    func wrongChunkSizes(text: String) {
        #expect(throws: FramingError.self) { try with(text) { try chunkSize($0) } }
    }

    @Test(arguments: [
        ("chunked", true), ("CHUNKED", true), ("chunke", false), ("chunkee", false), ("CHUN[ED", false),
    ])
    func caseIsIgnored(text: String, expected: Bool) {
        #expect(with(text) { equals($0, "chunked") } == expected)
    }

    @Test(arguments: [(" \t a b\t ", "a b"), ("", ""), ("  ", ""), ("x", "x"), ("\r a\u{a0}", "\r a\u{a0}")])
    func whiteSpaceIsTrimmed(text: String, expected: String) {
        #expect(with(text) { String(decoding: $0.trimmed, as: UTF8.self) } == expected)
        #expect(String(decoding: Array("<\(text)>".utf8).dropFirst().dropLast().trimmed, as: UTF8.self) == expected)
    }

    /// The test vectors of the hash's own page.
    @Test(
        arguments: [
            ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
        ] as [(String, UInt64)])
    func hashes(text: String, expected: UInt64) {
        #expect(FNV1a.hash(text.utf8) == expected)
        var inParts = FNV1a()
        for byte in text.utf8 { inParts.combine(CollectionOfOne(byte)) }
        #expect(inParts.value == expected)
    }
}
