import HoneCore
import Testing

@testable import HoneLoad

struct ResponseParserTests {
    private func check(_ parsed: ParsedResponse, _ expected: FramingCase, _ cuts: [Int] = []) {
        #expect(expected.matches(parsed.end), "cut at \(cuts): \(parsed.end)")
        guard case .complete = expected.end else { return }
        #expect(parsed.status == expected.status, "cut at \(cuts)")
        #expect(parsed.body == expected.body, "cut at \(cuts)")
        #expect(parsed.isReusable == expected.isReusable, "cut at \(cuts)")
        #expect(parsed.rest == expected.rest, "cut at \(cuts)")
    }

    @Test(arguments: FramingCase.proper + FramingCase.cutShort + FramingCase.refused)
    func inOnePiece(_ expected: FramingCase) {
        check(ParsedResponse(whole: expected.raw, isHead: expected.isHead), expected)
    }

    @Test(arguments: FramingCase.proper + FramingCase.cutShort + FramingCase.refused)
    func cutAtEveryByte(_ expected: FramingCase) {
        let bytes = Array(expected.raw.utf8)
        for place in 0...bytes.count {
            check(ParsedResponse(cut(bytes, at: [place]), isHead: expected.isHead), expected, [place])
        }
    }

    @Test(arguments: FramingCase.proper + FramingCase.cutShort + FramingCase.refused)
    func byteByByte(_ expected: FramingCase) {
        let bytes = Array(expected.raw.utf8)
        check(ParsedResponse(cut(bytes, at: Array(0..<bytes.count)), isHead: expected.isHead), expected)
    }

    @Test(arguments: FramingCase.proper, [UInt64(1), 2, 3, 4, 5])
    func cutAtRandom(_ expected: FramingCase, seed: UInt64) {
        let bytes = Array(expected.raw.utf8)
        var random = SeededGenerator(seed: seed, stream: UInt64(bytes.count))
        for _ in 0..<50 {
            let cuts = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                Int.random(in: 0...bytes.count, using: &random)
            }
            check(ParsedResponse(cut(bytes, at: cuts), isHead: expected.isHead), expected, cuts)
        }
    }

    /// Bytes that lie must never crash the parser, nor keep it from noticing an end.
    @Test(arguments: [UInt64(11), 12, 13, 14])
    func anyChangeOfBytesIsSurvived(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 0)
        var ends = 0
        for expected in FramingCase.proper {
            for _ in 0..<200 {
                var bytes = Array(expected.raw.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                let places = [Int.random(in: 0...bytes.count, using: &random)]
                let once = ParsedResponse(cut(bytes, at: []))
                let split = ParsedResponse(cut(bytes, at: places))
                // How the bytes were cut must make no difference, except to the excerpt in an error.
                if case .refused = once.end {
                    if case .refused = split.end { ends += 1 } else { Issue.record("seed \(seed), cut \(places)") }
                } else {
                    #expect(once == split, "seed \(seed), cut \(places), \(excerpt(bytes))")
                    ends += 1
                }
            }
        }
        #expect(ends == FramingCase.proper.count * 200)
    }

    @Test func oneParserReadsManyResponses() throws {
        var parser = ResponseParser(sink: CollectingSink(bodyLimit: .max))
        for expected in FramingCase.proper where expected.isReusable && expected.rest == 0 {
            parser.sink = CollectingSink(bodyLimit: .max)
            parser.start(isHead: expected.isHead)
            for piece in cut(Array(expected.raw.utf8), at: [9, 21]) {
                _ = try piece.withUnsafeBytes { bytes throws(FramingError) in try parser.consume(bytes) }
            }
            #expect(parser.isComplete, "\(expected.name)")
            #expect(String(decoding: parser.sink.content, as: UTF8.self) == expected.body)
        }
    }

    @Test func headersKeepOrderAndSpelling() {
        let parsed = ParsedResponse(
            whole: "HTTP/1.1 103 Hints\r\nLink: no\r\n\r\nHTTP/1.1 200 OK\r\nX-B:  two words\t\r\nx-a:1\r\nX-B:\r\n"
                + "Content-Length: 0\r\n\r\n")
        #expect(
            parsed.headers == [
                .init("X-B", "two words"), .init("x-a", "1"), .init("X-B", ""), .init("Content-Length", "0"),
            ])
    }

    @Test func startForgetsTheFormerResponse() throws {
        var parser = ResponseParser(sink: CollectingSink(bodyLimit: .max))
        parser.start(isHead: false)
        _ = try Array("HTTP/1.1 200 OK\r\nContent-Le".utf8).withUnsafeBytes { bytes throws(FramingError) in
            try parser.consume(bytes)
        }
        #expect(parser.hasBegun)
        parser.start(isHead: false)
        #expect(!parser.hasBegun)
        let used = try Array("HTTP/1.1 204 No Content\r\n\r\n".utf8).withUnsafeBytes { bytes throws(FramingError) in
            try parser.consume(bytes)
        }
        #expect(used == 27)
        #expect(parser.status == 204)
    }
}

struct ResponseLimitTests {
    private func end(_ head: String, repeating line: String) -> ParsedResponse.End {
        let pieces = [Array(head.utf8)[...]] + Array(repeating: Array(line.utf8)[...], count: 140_000 / line.utf8.count)
        return ParsedResponse(pieces).end
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "X-Header: yes\r\n"),
        ("HTTP/1.1 200 OK\r\nX: ", "no line break ever"),
        ("HTTP/1.1 200 ", "endless reason"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("", "\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "Trailer: yes\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "extension;"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1;extension=\(String(repeating: "e", count: 100))\r\nx\r\n"
        ),
    ])
    func endlessHeadsAreRefused(head: String, line: String) {
        #expect(end(head, repeating: line) == .refused(.tooLong(limit: 65_536)))
    }

    @Test func longBodiesOfSmallChunksAreNot() {
        let chunks = String(repeating: "1\r\nx\r\n", count: 100_000)
        let parsed = ParsedResponse(
            whole: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
        #expect(parsed.end == .complete)
        #expect(parsed.body.utf8.count == 100_000)
    }

    /// Sizes filled up with zeros or spaces, as some servers write them.
    @Test(arguments: ["00000001", "1       ", "1;x"])
    func norAreLongBodiesOfFilledUpSizes(size: String) {
        let chunks = String(repeating: "\(size)\r\nx\r\n", count: 20_000)
        let parsed = ParsedResponse(
            whole: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
        #expect(parsed.end == .complete)
        #expect(parsed.body.utf8.count == 20_000)
    }

    @Test func bodiesBeyondTheLimitAreCountedButNotKept() {
        var sink = CollectingSink(bodyLimit: 4)
        Array("abc".utf8).withUnsafeBytes { sink.body($0) }
        Array("defg".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.content == Array("abcd".utf8))
        #expect(sink.length == 7)
    }

    @Test func errorsSayWhatWasFound() {
        #expect("\(FramingError.statusLine(found: "SSH-2.0"))".contains("\"SSH-2.0\""))
        #expect("\(FramingError.tooLong(limit: 65_536))".contains("65536 bytes"))
        #expect(excerpt(Array("a\r\nb".utf8)) == "a··b")
        #expect(excerpt([UInt8](repeating: 0x41, count: 200)).count == 80)
    }
}
