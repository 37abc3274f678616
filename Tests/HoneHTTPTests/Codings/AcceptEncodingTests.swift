import Testing

@testable import HoneHTTP

/// Accept-Encoding (RFC 9110 §12.5.3) and weights (§12.4.2).
struct AcceptEncodingTests {
    static let all: [ContentCoding] = [.zstd, .br, .gzip]

    @Test(arguments: [
        // The RFC's own examples.
        ("compress, gzip", ContentCoding.gzip),
        ("", .identity),
        ("*", .zstd),
        ("compress;q=0.5, gzip;q=1.0", .gzip),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", .gzip),
        // What browsers and programs send.
        ("gzip, deflate, br, zstd", .zstd),
        ("gzip, deflate, br", .br),
        ("gzip, deflate", .gzip),
        ("deflate", .identity),
        ("identity", .identity),
        // Weights decide before the server's preference.
        ("gzip;q=0.9, br;q=0.8, zstd;q=0.7", .gzip),
        ("gzip;q=0.5, br;q=0.501", .br),
        ("gzip;q=0.001", .gzip),
        ("gzip;q=0", .identity),
        ("gzip;q=0.000, br;q=0.0", .identity),
        ("*;q=0", .identity),
        ("*;q=0.5, zstd;q=0", .br),
        ("zstd;q=0, *", .br),
        ("identity;q=1, gzip;q=0.5", .identity),
        ("identity;q=0.5, gzip;q=0.5", .gzip),
        ("identity;q=0, gzip;q=0.1", .gzip),
        ("identity;q=0", .identity),
        // White space, case, the old name, repeats (the first holds).
        ("  GZIP ; Q=1 , ", .gzip),
        ("gzip\t;\tq=0.3", .gzip),
        ("x-gzip", .gzip),
        ("X-GZip;q=0.4", .gzip),
        ("gzip;q=0, gzip;q=1", .identity),
        (",,,br,,", .br),
        // Malformed weights ask for nothing.
        ("gzip;q=2", .identity),
        ("gzip;q=1.001", .identity),
        ("gzip;q=-1", .identity),
        ("gzip;q=0.1234", .identity),
        ("gzip;q=.5", .identity),
        ("gzip;q=", .identity),
        ("gzip;q", .identity),
        ("gzip;level=9", .identity),
        ("gzip;q=abc, br", .br),
        (";q=1, gzip", .gzip),
        ("gzip;q=1.", .gzip),
    ])
    func chooses(value: String, expected: ContentCoding) {
        #expect(AcceptEncoding(value).choose(from: Self.all) == expected)
    }

    @Test func noFieldAsksForNothing() {
        #expect(AcceptEncoding(nil).choose(from: Self.all) == .identity)
        #expect(AcceptEncoding(nil).weight(of: .identity) > 0)
        #expect(AcceptEncoding(nil).weight(of: .gzip) == 0)
    }

    @Test func offersOnlyWhatTheServerHas() {
        #expect(AcceptEncoding("gzip, br, zstd").choose(from: [.gzip]) == .gzip)
        #expect(AcceptEncoding("br, zstd").choose(from: [.gzip]) == .identity)
        #expect(AcceptEncoding("*").choose(from: []) == .identity)
        #expect(AcceptEncoding("gzip").choose(from: [.identity, .gzip]) == .gzip)
    }

    @Test(arguments: [("gzip", 1_000), ("gzip;q=0.25", 250), ("gzip;q=1.000", 1_000), ("*;q=0.07", 70), ("br", 0)])
    func weighs(value: String, thousandths: Int) {
        #expect(AcceptEncoding(value).weight(of: .gzip) == thousandths)
    }

    /// A field of a megabyte is read in one pass and remembers little.
    @Test func survivesAHugeField() {
        let value = String(repeating: "gzip;q=0.1, ", count: 80_000) + "br"
        #expect(AcceptEncoding(value).choose(from: Self.all) == .br)
    }

    @Test(arguments: [
        ("gzip", ContentCoding.gzip), ("Br", .br), ("ZSTD", .zstd), ("identity", .identity), ("x-gzip", .gzip),
    ])
    func namesCodings(token: String, coding: ContentCoding) {
        #expect(ContentCoding(token: token) == coding)
    }

    @Test(arguments: ["", "deflate", "gzi", "gzipp", "compress", "*"])
    func refusesOtherNames(token: String) {
        #expect(ContentCoding(token: token) == nil)
    }
}
