import Testing

@testable import HoneReport

@Suite struct MarkupTests {
    @Test func interpolatedTextIsEscapedAndMarkupIsNot() {
        let text = "<b>&\"'"
        let inner: Markup = "<i>\(text)</i>"
        let outer: Markup = "<p class=\"\(text)\">\(inner)\(3) \(1.25)</p>"
        #expect(outer.source == "<p class=\"&lt;b&gt;&amp;&quot;&#39;\"><i>&lt;b&gt;&amp;&quot;&#39;</i>3 1.2</p>")
    }

    @Test(arguments: [
        ("\u{0}", "\u{FFFD}"), ("a\tb\n", "a\tb\n"), ("\u{202E}", "\u{FFFD}"), ("\u{FFFF}", "\u{FFFD}"), ("é✓日", "é✓日"),
    ])
    func whatXMLForbidsIsReplaced(_ text: String, _ escaped: String) { #expect(MarkupText.escaped(text) == escaped) }

    @Test func coordinatesThatAreNotFiniteAreZero() {
        #expect(("\(Double.nan) \(Double.infinity)" as Markup).source == "0 0")
    }
}
