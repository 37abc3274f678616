import HTTPTypes
import HoneHTTP
import Hummingbird

/// The token that opens the monitoring routes.
struct AdminToken: Sendable {
    private let expected: [UInt8]

    /// A token. An empty one opens nothing: it is what a forgotten setting looks like.
    init(_ token: String) {
        expected = Array(token.utf8)
    }

    /// Whether a request carries the token as `Authorization: Bearer <token>` (RFC 6750 §2.1).
    func opens(for request: Request) -> Bool {
        guard let value = request.headers[.authorization] else { return false }
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return false }
        return matches(words[1].utf8)
    }

    /// Reads and compares every byte that was presented, once and in order, whatever the outcome, so that time tells
    /// nothing about the token.
    func matches(_ presented: some Sequence<UInt8>) -> Bool {
        guard !expected.isEmpty else { return false }
        var difference = 0
        var count = 0
        for byte in presented {
            difference |= Int(byte ^ expected[count % expected.count])
            count += 1
        }
        return difference | (count ^ expected.count) == 0
    }
}
