import Testing

@testable import HoneCache

@Suite struct KeyEqualityTests {
    /// Every place of texts of every length up to beyond five words, in which one letter differs.
    @Test(arguments: 0...45) func textsDifferWhereverTheyDo(count: Int) {
        let text = String("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".prefix(count))
        let copy = String(decoding: Array(text.utf8), as: UTF8.self)
        #expect(KeyEquality.areEqual(text, copy) && KeyEquality.areEqual(text, text))
        for place in 0..<count {
            let other = text.prefix(place) + "#" + text.dropFirst(place + 1)
            #expect(!KeyEquality.areEqual(text, String(other)), "place \(place)")
        }
        #expect(!KeyEquality.areEqual(text, text + "a") && !KeyEquality.areEqual(text + "a", text))
    }

    @Test(arguments: [
        ("caf\u{E9} au lait, a long text", "cafe\u{301} au lait, a long text"),
        ("\u{212A}elvin and others", "Kelvin and others"),
        ("\u{E9}", "e\u{301}"),
    ])
    func equalByUnicodeIsEqual(one: String, other: String) {
        #expect(Array(one.utf8) != Array(other.utf8))
        #expect(KeyEquality.areEqual(one, other) && KeyEquality.areEqual(other, one))
    }

    @Test func otherKeysAsTheySay() {
        struct Modulo: Equatable {
            var number: Int
            static func == (one: Self, other: Self) -> Bool { one.number % 10 == other.number % 10 }
        }
        #expect(KeyEquality.areEqual(Modulo(number: 3), Modulo(number: 13)) && !KeyEquality.areEqual(3, 13))
    }
}
