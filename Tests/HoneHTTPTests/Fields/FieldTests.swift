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
        ("a, \"b, c", ["a", "\"b, c"]), ("\"a, b\", c", ["\"a, b\"", "c"]), (#""a\", b", c"#, [#""a\", b""#, "c"]),
    ])
    func listsSplitOutsideOfQuotes(value: String, expected: [String]) {
        #expect(listElements(of: value).map(String.init) == expected)
    }

    @Test(arguments: [
        (#""""#, true), (#""a, b""#, true), (#""a\"b""#, true), (#""a\\""#, true), ("", false), ("a", false),
        (#"""#, false), (#""a"#, false), (#""a\""#, false), (#""a"b"#, false), (#""a"b""#, false), (#"a"b""#, false),
    ])
    func quotedStrings(text: String, isOne: Bool) { #expect(isQuotedString(text) == isOne) }

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
            ("Cookie; Accept-Language", "*"), ("Cookie Accept", "*"), ("Accept, \"Cookie", "*"), ("é", "*"),
        ] as [(String?, String)])
    func varyGrowsOnce(value: String?, expected: String) {
        #expect(Vary(value).adding("Accept-Encoding").description == expected)
    }

    @Test(
        arguments: [
            (nil, nil, ""), ("Accept", nil, "Accept"), (nil, "Accept", "Accept"),
            ("Accept-Language", "Accept-Encoding, accept-language", "Accept-Language, Accept-Encoding"),
            ("*", "Accept", "*"), ("Accept", "*", "*"), ("Accept", "no name", "*"),
        ] as [(String?, String?, String)])
    func varyJoins(value: String?, other: String?, expected: String) {
        #expect(Vary(value).joined(with: Vary(other)).description == expected)
    }

    @Test(arguments: [
        ("GET", true), ("x-a_1!#$%&'*+.^`|~", true), ("", false), ("a b", false), ("a:", false), ("é", false),
        ("a\n", false), ("\u{7F}", false),
    ])
    func tokens(text: String, isOne: Bool) { #expect(isToken(text) == isOne) }

    @Test(arguments: [
        ("", true), (" a\tb ", true), ("é", true), ("{{x}}", true), ("a\r\nb", false), ("a\n", false), ("\u{0}", false),
        ("\u{7F}", false),
    ])
    func values(text: String, isOne: Bool) { #expect(isFieldValue(text.utf8) == isOne) }

    @Test(arguments: [
        (1970, 1, 1, 0), (2000, 2, 29, 11_016), (1969, 12, 31, -1), (0, 3, 1, -719_468), (9999, 12, 31, 2_932_896),
    ])
    func days(year: Int, month: Int, day: Int, expected: Int) {
        #expect(HTTPDate.dayNumber(year: year, month: month, day: day) == expected)
    }
}
