import HoneCore
import Testing

@testable import HoneCache

@Suite struct TraceFormatTests {
    @Test(arguments: [
        TraceHeader(rate: 0.1, began: 1_795_415_449_000, capacity: .entries(10_000), name: "products"),
        TraceHeader(rate: 1, began: 0, capacity: .weight(64 << 20), name: "a cache of = signs and spaces"),
        TraceHeader(rate: 0x1p-20, began: -1, capacity: .entries(1), name: ""),
    ])
    func headersAreReadAsTheyWereWritten(header: TraceHeader) throws {
        #expect(header.line.hasSuffix("\n"))
        #expect(try TraceHeader(line: String(header.line.dropLast())) == header)
    }

    @Test func aNameStaysInItsLine() throws {
        let header = TraceHeader(
            rate: 1, began: 1, capacity: .entries(1), name: "a\nb\r\nc" + String(repeating: "x", count: 999))
        #expect(header.line.split(separator: "\n").count == 1)
        #expect(header.line.count < 300)
    }

    @Test(arguments: [
        ("", TraceHeader.Refusal.notATrace), ("products:1", .notATrace), ("hone-cache-trace", .notATrace),
        ("hone-cache-trace ", .malformed), ("hone-cache-trace 1", .malformed),
        ("hone-cache-trace 2 x", .newer(version: 2)),
        ("hone-cache-trace x rate=1 began=1 capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=0 began=1 capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=1.5 began=1 capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=2.3e-10 began=1 capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=nan began=1 capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=1 began=x capacity=entries:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=1 began=1 capacity=bytes:1 name=a", .malformed),
        ("hone-cache-trace 1 rate=1 began=1 capacity=entries name=a", .malformed),
        ("hone-cache-trace 1 rate=1 began=1 capacity=entries:1", .malformed),
    ])
    func otherHeadersAreRefused(line: String, refusal: TraceHeader.Refusal) {
        #expect(throws: refusal) { try TraceHeader(line: line) }
    }

    @Test(arguments: [
        (TraceLine.request(milliseconds: 0, hash: 0), "0 0000000000000000\n"),
        (.request(milliseconds: 12, hash: 0x9F3A_00C4_D21E_77B0), "12 9f3a00c4d21e77b0\n"),
        (.request(milliseconds: 999_999_999_999, hash: .max), "999999999999 ffffffffffffffff\n"),
        (.store(milliseconds: 1, hash: 1, weight: 120, ttl: 60_000), "1 0000000000000001 120 60000\n"),
        (.store(milliseconds: 0, hash: 1, weight: 0, ttl: nil), "0 0000000000000001 0 -\n"),
        (.totals(requests: 80_400, misses: 1_210, dropped: 3), "= 80400 1210 3\n"),
        (.end(reason: "limit"), ". limit\n"),
    ])
    func linesAreReadAsTheyWereWritten(line: TraceLine, text: String) {
        var written: [UInt8] = []
        line.append(to: &written)
        #expect(String(decoding: written, as: UTF8.self) == text)
        #expect(TraceLine(text.utf8.dropLast()) == line)
        #expect(written.count <= TraceLine.longest)
    }

    @Test(arguments: [
        "", " ", "1", "1 ", "x 0000000000000000", "1 000000000000000", "1 00000000000000000", "1 000000000000000G",
        "1 0000000000000000 ", "1 0000000000000000 5", "1 0000000000000000 5 ", "1 0000000000000000 5 x",
        "1 0000000000000000 5 -x", "1 0000000000000000 -5 1", "1 0000000000000000 5 1 2", "=", "= 1 2", "= 1 2 x",
        "= -1 2 3", "= 1 2 3 4", ".", "99999999999999999999 0000000000000000", "é",
    ])
    func otherLinesAreNone(text: String) {
        #expect(TraceLine(text.utf8) == nil)
    }

    /// Whatever bytes come, reading neither fails nor reads what is not there.
    @Test func randomLinesAreRefusedOrReadBack() {
        var generator = SeededGenerator(seed: 7)
        let letters = Array("0123456789abcdef -=.".utf8)
        for _ in 0..<20_000 {
            let count = Int(generator.next(in: 0...30))
            let bytes = (0..<count).map { _ in letters[Int(generator.next(in: 0...UInt64(letters.count - 1)))] }
            guard let line = TraceLine(bytes) else { continue }
            var again: [UInt8] = []
            line.append(to: &again)
            #expect(TraceLine(again.dropLast()) == line)
        }
    }

    @Test(arguments: [1, 0.5, 0.1, 0.01])
    func aShareOfTheKeysIsKept(rate: Double) {
        let sampling = SpatialSampling(rate: rate)
        let count = (0..<100_000).count { sampling.keeps(SpatialSampling.hash("key:\($0)".utf8)) }
        #expect(abs(Double(count) / 100_000 - rate) < 4 * (rate * (1 - rate) / 100_000).squareRoot() + 1e-9)
        let less = SpatialSampling(rate: rate / 2)
        for key in 0..<1_000 where less.keeps(SpatialSampling.hash("key:\(key)".utf8)) {
            #expect(
                sampling.keeps(SpatialSampling.hash("key:\(key)".utf8)), "what a lower rate keeps, a higher one does")
        }
    }

    @Test(arguments: [-1.0, 0, .nan, .infinity, 7])
    func anyRateIsTakenAsOneThereIs(rate: Double) {
        let sampling = SpatialSampling(rate: rate)
        #expect(sampling.rate > 0 && sampling.rate <= 1)
        #expect(sampling.keeps(0))
    }
}
