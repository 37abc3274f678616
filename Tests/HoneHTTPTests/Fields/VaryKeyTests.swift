import Testing

@testable import HoneHTTP

/// Which requests get the same response (RFC 9111 §4.1).
struct VaryKeyTests {
    private func key(_ vary: String, _ request: HeaderFields) -> String? { Vary(vary).key { request[$0] } }

    @Test(
        arguments: [
            ("Accept-Language", ["Accept-Language": "en"], ["accept-language": "en"], true),
            ("Accept-Language", ["Accept-Language": "en"], ["Accept-Language": "de"], false),
            ("Accept-Language", ["Accept-Language": "en"], [:], false),
            ("Accept-Language", ["Accept-Language": ""], [:], false),
            ("Accept-Language", [:], ["Other": "x"], true),
            ("Accept-Language", ["Accept-Language": "en,de"], ["Accept-Language": " en ,  de "], true),
            ("Accept-Language", ["Accept-Language": "en,de"], ["Accept-Language": "de,en"], false),
            (
                "Accept-Language", ["Accept-Language": "en", "ACCEPT-LANGUAGE": "de"], ["Accept-Language": "en, de"],
                true
            ),
            ("Accept-Encoding", ["Accept-Encoding": "gzip, br"], ["Accept-Encoding": "BR,gzip;q=1.0"], true),
            ("Accept-Encoding", ["Accept-Encoding": "gzip, br"], ["Accept-Encoding": "gzip;q=0.5, br"], false),
            ("Accept-Encoding", ["Accept-Encoding": "gzip"], ["Accept-Encoding": "gzip, identity;q=0"], false),
            ("A, B", ["A": "1", "B": "2"], ["A": "1", "B": "3"], false),
            ("A, B", ["A": "1", "B": "2"], ["B": "2", "A": "1"], true),
            ("A, B", ["A": "1\nb:2"], ["A": "1", "B": "2"], false),
            ("", ["A": "1"], ["A": "2"], true),
        ] as [(String, HeaderFields, HeaderFields, Bool)])
    func same(vary: String, first: HeaderFields, second: HeaderFields, same: Bool) {
        #expect((key(vary, first) == key(vary, second)) == same)
        #expect(key(vary, first) != nil)
    }

    /// The order in which a response names its fields does not matter.
    @Test func orderOfNames() {
        let request: HeaderFields = ["A": "1", "B": "2"]
        #expect(key("A, B", request) == key("b, a", request))
    }

    @Test func everythingMatchesNothing() {
        #expect(key("*", [:]) == nil)
        #expect(key("Accept, *", ["Accept": "x"]) == nil)
        #expect(key("Cookie; Accept-Language", ["Cookie": "x"]) == nil)
        #expect(Vary("*").names("Cookie"))
        #expect(Vary("Accept, cookie").names("Cookie"))
        #expect(!Vary("Accept").names("Cookie"))
    }
}
