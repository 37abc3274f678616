import Testing

@testable import HoneHTTP

/// Header fields, lists, media types and Vary.
struct FieldTests {
    @Test func fieldsCompareByNameWithoutCaseAndJoin() {
        var fields: HeaderFields = ["Accept": "a", "ACCEPT": "b", "Host": "x"]
        #expect(fields["accept"] == "a, b")
        #expect(fields["hOST"] == "x")
        #expect(fields["missing"] == nil)
        #expect(fields.contains("HOST"))
        #expect(!fields.contains("Hos"))
        fields.append(name: "accept", value: "c")
        #expect(fields["Accept"] == "a, b, c")
        #expect(fields.lines.count == 4)
    }

    @Test(arguments: [
        ("a, b", ["a", "b"]), ("a,b,,c", ["a", "b", "c"]), (" \t a \t ", ["a"]), ("", []), (" , ", []),
        ("\"a, b\", c", ["\"a, b\"", "c"]), (#""a\", b", c"#, [#""a\", b""#, "c"]),
    ])
    func listsSplitOutsideOfQuotes(value: String, expected: [String]) {
        let (elements, unterminated) = listElements(of: value)
        #expect(elements.map(String.init) == expected)
        #expect(!unterminated)
    }

    @Test func anOpenQuoteIsSeen() {
        #expect(listElements(of: "a, \"b, c").unterminated)
        #expect(listElements(of: "\"a\\\"").unterminated)
    }

    @Test(arguments: [("plain", "plain"), ("\"quoted\"", "quoted"), (#""a\"b""#, "a\"b"), ("\"", "\""), ("\"\"", "")])
    func unquotes(value: String, expected: String) {
        #expect(unquoted(Substring(value)) == expected)
    }

    @Test(arguments: ["", "text", "text/", "/html", ";charset=utf-8"])
    func refusesWhatIsNoMediaType(value: String) {
        #expect(MediaType(contentType: value) == nil)
    }

    @Test func mediaTypesAreSmallLettersWithoutParameters() throws {
        let type = try #require(MediaType(contentType: " Text/HTML ; charset=UTF-8"))
        #expect(type.description == "text/html")
    }

    @Test(
        arguments: [
            (nil, "Accept-Encoding"), ("", "Accept-Encoding"), ("Origin", "Origin, Accept-Encoding"),
            ("accept-encoding", "accept-encoding"), ("Origin, ACCEPT-ENCODING", "Origin, ACCEPT-ENCODING"),
            ("Accept, Accept", "Accept, Accept-Encoding"), ("*", "*"), ("Accept, *", "*"),
        ] as [(String?, String)])
    func varyGrowsOnce(value: String?, expected: String) {
        #expect(Vary(value).adding("Accept-Encoding").description == expected)
    }
}
