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
        return matches(Array(words[1].utf8))
    }

    /// Compares every byte that was presented whatever the outcome, so that time tells nothing about the token.
    func matches(_ presented: [UInt8]) -> Bool {
        guard !expected.isEmpty else { return false }
        var difference = expected.count ^ presented.count
        for (index, byte) in presented.enumerated() {
            difference |= Int(byte ^ expected[index % expected.count])
        }
        return difference == 0
    }
}
