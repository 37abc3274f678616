import Testing

@testable import HoneLoad

/// A raw response and what it means. The table that splits and fuzzing run over.
struct FramingCase: Sendable, CustomTestStringConvertible {
    var name: String
    var raw: String
    var isHead = false
    var end: ParsedResponse.End = .complete
    var status = 200
    var body = ""
    var isReusable = true
    var rest = 0

    var testDescription: String { name }

    static let proper: [FramingCase] = [
        FramingCase(
            name: "content-length", raw: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello", body: "hello"),
        FramingCase(name: "empty body", raw: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        FramingCase(name: "no reason phrase", raw: "HTTP/1.1 200\r\ncontent-length:2\r\n\r\nok", body: "ok"),
        FramingCase(name: "lone line feeds", raw: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", body: "ok"),
        FramingCase(
            name: "empty line before", raw: "\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        FramingCase(
            name: "length repeated", raw: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok",
            body: "ok"),
        FramingCase(
            name: "chunked",
            raw:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=\"b\"\r\n \r\n00A\r\nbig world!\r\n0\r\n\r\n",
            body: "hello big world!"),
        FramingCase(
            name: "chunked with trailers",
            raw:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n2 \r\nok\r\n0\r\nDigest: x\r\nA: b\r\n\r\n",
            body: "ok"),
        FramingCase(
            name: "chunked and length",
            raw:
                "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            body: "ok", isReusable: false),
        FramingCase(
            name: "until close", raw: "HTTP/1.1 200 OK\r\nX: y\r\n\r\nall there is", body: "all there is",
            isReusable: false),
        FramingCase(
            name: "other transfer coding", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", body: "abc",
            isReusable: false),
        FramingCase(
            name: "HTTP/1.0", raw: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", body: "ok", isReusable: false),
        FramingCase(
            name: "HTTP/1.0 keep-alive",
            raw: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        FramingCase(
            name: "connection close", raw: "HTTP/1.1 200 OK\r\nConnection: x, CLOSE\r\nContent-Length: 2\r\n\r\nok",
            body: "ok", isReusable: false),
        FramingCase(name: "204", raw: "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n", status: 204),
        FramingCase(
            name: "304 with a length", raw: "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n", status: 304),
        FramingCase(name: "HEAD", raw: "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", isHead: true),
        FramingCase(name: "HEAD, chunked", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", isHead: true),
        FramingCase(
            name: "interim",
            raw:
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", status: 201, body: "ok"),
        FramingCase(
            name: "folded header", raw: "HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        FramingCase(
            name: "bytes left over", raw: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and garbage", body: "ok",
            rest: 12),
        FramingCase(
            name: "two responses", raw: "HTTP/1.1 204 A\r\n\r\nHTTP/1.1 204 B\r\n\r\n", status: 204, rest: 18),
    ]

    static let cutShort: [FramingCase] = [
        FramingCase(name: "nothing", raw: "", end: .cutShort, status: 0, isReusable: true),
        FramingCase(name: "half a status line", raw: "HTTP/1.1 2", end: .cutShort, status: 0),
        FramingCase(name: "half the headers", raw: "HTTP/1.1 200 OK\r\nContent-", end: .cutShort),
        FramingCase(
            name: "half the body", raw: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", end: .cutShort,
            body: "half"),
        FramingCase(
            name: "no last chunk", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            end: .cutShort, body: "half"),
        FramingCase(
            name: "no end of trailers", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n",
            end: .cutShort),
    ]

    static let refused: [FramingCase] = [
        FramingCase(name: "another protocol", raw: "SSH-2.0-OpenSSH\r\n", end: .refused(.statusLine(found: "SSH"))),
        FramingCase(name: "HTTP/2", raw: "HTTP/2 200\r\n\r\n", end: .refused(.statusLine(found: "HTTP/2"))),
        FramingCase(name: "HTTP/1.7", raw: "HTTP/1.7 200 OK\r\n\r\n", end: .refused(.statusLine(found: "HTTP/1.7"))),
        FramingCase(name: "status of letters", raw: "HTTP/1.1 2x0 OK\r\n", end: .refused(.statusLine(found: "HTTP"))),
        FramingCase(name: "status 42", raw: "HTTP/1.1 042 OK\r\n", end: .refused(.statusLine(found: "HTTP"))),
        FramingCase(name: "four digits", raw: "HTTP/1.1 2000 OK\r\n", end: .refused(.statusLine(found: "HTTP"))),
        FramingCase(name: "no colon", raw: "HTTP/1.1 200 OK\r\nNonsense\r\n\r\n", end: .refused(.header(found: "N"))),
        FramingCase(name: "no name", raw: "HTTP/1.1 200 OK\r\n: x\r\n\r\n", end: .refused(.header(found: ":"))),
        FramingCase(
            name: "space before colon", raw: "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
            end: .refused(.header(found: "Content"))),
        FramingCase(
            name: "negative length", raw: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            end: .refused(.contentLength(found: "-1"))),
        FramingCase(
            name: "empty length", raw: "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
            end: .refused(.contentLength(found: ""))),
        FramingCase(
            name: "two lengths", raw: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
            end: .refused(.contentLength(found: "3"))),
        FramingCase(
            name: "endless length", raw: "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            end: .refused(.contentLength(found: "9"))),
        FramingCase(
            name: "chunk size of letters", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            end: .refused(.chunk(found: "xyz"))),
        FramingCase(
            name: "no chunk size", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;a=b\r\n",
            end: .refused(.chunk(found: ";a=b"))),
        FramingCase(
            name: "chunk size too large",
            raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
            end: .refused(.chunk(found: "F"))),
        FramingCase(
            name: "chunk longer than its size",
            raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n",
            end: .refused(.chunk(found: "ay"))),
        FramingCase(
            name: "switching protocols", raw: "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            end: .refused(.switchedProtocol)),
    ]

    /// Whether a parse came to the end this case expects; of a refusal the kind counts, as a cut line changes the
    /// excerpt.
    func matches(_ end: ParsedResponse.End) -> Bool {
        switch (self.end, end) {
        case (.complete, .complete), (.cutShort, .cutShort): true
        case (.refused(let expected), .refused(let found)): Self.name(expected) == Self.name(found)
        default: false
        }
    }

    private static func name(_ error: FramingError) -> String {
        switch error {
        case .statusLine: "statusLine"
        case .header: "header"
        case .contentLength: "contentLength"
        case .chunk: "chunk"
        case .tooLong: "tooLong"
        case .switchedProtocol: "switchedProtocol"
        }
    }
}
