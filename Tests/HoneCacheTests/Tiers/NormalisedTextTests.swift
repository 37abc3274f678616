import Testing

@testable import HoneCache

@Suite struct NormalisedTextTests {
    // A text, and its form C by Unicode's NormalizationTest.txt.
    @Test(arguments: [
        ("", ""), ("products:1", "products:1"), ("e\u{301}", "\u{E9}"), ("\u{E9}", "\u{E9}"), ("\u{212B}", "\u{C5}"),
        ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ("\u{1F468}\u{200D}", "\u{1F468}\u{200D}"),
        ("\u{958}", "\u{915}\u{93C}"), ("a\u{0}\u{301}", "a\u{0}\u{301}"),
    ])
    func textsHaveOneForm(text: String, form: String) {
        #expect(Array(text.normalised.utf8) == Array(form.utf8))
        #expect(text.normalised == text)
    }
}
