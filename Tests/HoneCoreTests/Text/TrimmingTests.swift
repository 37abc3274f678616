import HoneCore
import Testing

@Suite("Trimming")
struct TrimmingTests {
    @Test(arguments: [
        (" \t a b\r\n", "a b"), ("", ""), (" \n ", ""), ("x", "x"), ("\r\n\r\nx\r\n", "x"),
        ("\u{a0}x\u{2003}", "\u{a0}x\u{2003}"), (" é ", "é"),
    ])
    func ends(text: String, expected: String) {
        #expect(text.trimmed == expected)
        #expect("<\(text)>".dropFirst().dropLast().trimmed == expected)
    }
}
