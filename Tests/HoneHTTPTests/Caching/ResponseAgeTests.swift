import Testing

@testable import HoneHTTP

/// The age of a response (RFC 9111 §4.2.3, §5.1).
struct ResponseAgeTests {
    static let now = ResponseCachingTests.now

    /// `Age`, `Date` as seconds before it was received, the seconds it took to come, and the age it came with.
    @Test(
        arguments: [
            (nil, nil, 0, 0), (nil, 0, 0, 0), (nil, 30, 0, 30), ("10", 0, 0, 10), ("10", 30, 0, 30), ("40", 30, 0, 40),
            // corrected_age_value: the way took time too.
            ("10", 0, 5, 15), (nil, 0, 5, 5), ("10", 15, 5, 15),
            // A sender's clock that is ahead makes nothing younger than 0.
            (nil, -100, 0, 0), ("7", -100, 0, 7),
            // Our own clock was set back.
            ("10", 0, -50, 10),
            // §5.1: of a list the first member; what is no number is ignored.
            ("10, 20", 0, 0, 10), ("x", 0, 0, 0), ("-5", 0, 0, 0), ("1.5", 0, 0, 0), ("", 12, 0, 12), (" 8 ", 0, 0, 8),
            ("99999999999999999999", 0, 0, 2_147_483_648),
        ] as [(String?, Int?, Int, Int)])
    func initialAge(age: String?, dateAgo: Int?, delay: Int, expected: Int) {
        let date = dateAgo.map { HTTPDate.string(secondsSince1970: Self.now - $0) }
        let value = ResponseAge(age: age, date: date, requestTime: Self.now - delay, responseTime: Self.now)
        #expect(value.initial == expected)
        #expect(value.current(at: Self.now) == expected)
        #expect(value.current(at: Self.now + 25) == expected + 25)
        #expect(value.current(at: Self.now - 25) == expected)
    }

    @Test func aMalformedDateIsTheTimeItCame() {
        let value = ResponseAge(age: nil, date: "yesterday", requestTime: Self.now, responseTime: Self.now)
        #expect(value.initial == 0)
    }
}
