import Foundation
import HoneCore
import Testing

@testable import HoneHTTP

/// Dates as HTTP writes them (RFC 9110 §5.6.7).
struct HTTPDateTests {
    /// The RFC's three ways to write one moment, and edges of the calendar (seconds by `date -d … +%s`).
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Sun, 22 Nov 2026 15:15:11 GMT", 1_795_360_511),
        ("Friday, 01-Jan-38 00:00:00 GMT", 2_145_916_800),
        ("  Thu, 01 Jan 1970 00:00:00 GMT  ", 0),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ])
    func parses(value: String, seconds: Int) {
        #expect(HTTPDate.parse(value) == seconds)
    }

    @Test(arguments: [
        "", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Xxx 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37:00 GMT", "1994-11-06T08:49:37Z", "Sun, 6x Nov 1994 08:49:37 GMT",
    ])
    func refuses(value: String) {
        #expect(HTTPDate.parse(value) == nil)
    }

    @Test func printsTheRFCsExample() {
        #expect(HTTPDate.string(secondsSince1970: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    /// Foundation's calendar agrees, over four centuries.
    @Test func agreesWithFoundation() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let seconds = Int.random(in: -6_000_000_000...7_000_000_000, using: &generator)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(HTTPDate.string(secondsSince1970: seconds) == expected)
            #expect(HTTPDate.parse(expected) == seconds)
        }
    }
}
