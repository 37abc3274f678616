import Testing

@testable import HoneHummingbird

/// The comparison of tokens does the same work whatever is presented.
struct AdminTokenTests {
    /// Bytes that note which of them were read.
    private final class Presented: Sequence, IteratorProtocol {
        let bytes: [UInt8]
        private(set) var read = 0
        private(set) var asked = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        func next() -> UInt8? {
            asked += 1
            guard read < bytes.count else { return nil }
            defer { read += 1 }
            return bytes[read]
        }
    }

    /// Right, wrong from the first byte on, in the last byte, too short, too long, and the token again and again.
    @Test(
        arguments: [
            ("secret", true), ("xxxxxx", false), ("xecret", false), ("secrex", false), ("secre", false), ("s", false),
            ("", false), ("Secret", false), ("secrets", false), ("secretsecret", false),
            (String(repeating: "secret", count: 1_000), false),
            ("sécret", false),
        ])
    func everyByteIsReadOnce(text: String, isRight: Bool) {
        let presented = Presented(text)
        #expect(AdminToken("secret").matches(presented) == isRight)
        #expect(presented.read == presented.bytes.count)
        #expect(presented.asked == presented.bytes.count + 1)
    }

    @Test(arguments: ["", "x", " "]) func anEmptyTokenOpensNothing(text: String) {
        #expect(!AdminToken("").matches(text.utf8))
    }
}
