import Testing

@testable import HoneReport

@Suite struct TextTableTests {
    @Test func textLeansLeftAndNumbersRight() {
        let table = TextTable(columns: [.text("name"), .number("ms")], rows: [["a", "1.00"], ["bcdef", "22.0"]])
        #expect(table.lines(width: 40, color: false) == ["  name     ms", "  a      1.00", "  bcdef  22.0"])
    }

    @Test func theWidestFlexibleColumnGivesWay() {
        let long = String(repeating: "x", count: 60)
        let table = TextTable(columns: [.text("a", flexible: true), .text("b")], rows: [[.init(long), "stays"]])
        let lines = table.lines(width: 40, color: false)
        #expect(lines.allSatisfy { $0.count <= 40 })
        #expect(lines[1].hasSuffix("…  stays"))
    }

    @Test func optionalColumnsGoBeforeAnythingIsCut() {
        let table = TextTable(
            columns: [.text("a", flexible: true), .number("b", optional: true), .number("c")],
            rows: [["a name of some length", "123456", "7"]])
        #expect(table.lines(width: 28, color: false)[1] == "  a name of some length  7")
        #expect(table.lines(width: 60, color: false)[1].contains("123456"))
    }

    @Test func aTableWithoutRowsIsNothing() {
        #expect(TextTable(columns: [.text("a")]).lines(width: 40, color: false).isEmpty)
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("é", 1), ("", 0), ("✓", 1)])
    func widthsAreThoseOfATerminal(_ text: String, _ width: Int) { #expect(TerminalText.width(text) == width) }

    @Test(arguments: [("abcdef", 4, "abc…"), ("abc", 3, "abc"), ("日本語", 4, "日…"), ("abc", 0, ""), ("abc", 1, "…")])
    func cutTextFits(_ text: String, _ columns: Int, _ cut: String) {
        #expect(TerminalText.cut(text, to: columns) == cut)
    }

    @Test func textIsWrappedAtSpacesAndLongWordsAreBroken() {
        #expect(TerminalText.wrapped("one two three four", to: 9) == ["one two", "three", "four"])
        #expect(TerminalText.wrapped("abcdefghijklmnop", to: 8) == ["abcdefgh", "ijklmnop"])
        #expect(TerminalText.wrapped("", to: 8).isEmpty)
    }
}
