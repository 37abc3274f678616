/// What opens a session's page to whoever started it, and to no other page or user of the machine.
public struct LiveToken: Sendable, Equatable {
    /// The token as text: letters and digits only.
    public let text: String

    /// A token of 128 random bits from the system's generator.
    public init() {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        text = String((0..<32).map { _ in digits[Int(generator.next() & 15)] })
    }

    /// A token that is known already; an empty one opens nothing.
    public init(_ text: String) { self.text = text }

    /// Compares every byte that was presented whatever the outcome, so that time tells nothing about the token.
    func matches(_ presented: String) -> Bool {
        let expected = Array(text.utf8)
        guard !expected.isEmpty else { return false }
        var difference = expected.count ^ presented.utf8.count
        for (index, byte) in presented.utf8.enumerated() {
            difference |= Int(byte ^ expected[index % expected.count])
        }
        return difference == 0
    }
}
