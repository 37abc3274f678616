import HTTPTypes
import HoneHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// Requests of who holds a body, or a part of one, that was packed.
struct CompressionConditionTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    /// A cache recognises by the tag in a 304 what it stored, which was weak as it was packed (RFC 9111 §4.3.4).
    @Test(
        arguments: [
            ("\"v1\"", "W/\"v1\"", "W/\"v1\""), ("\"v1\"", "\"v1\"", "\"v1\""), ("\"v1\"", nil, "\"v1\""),
            ("W/\"v1\"", "W/\"v1\"", "W/\"v1\""), ("\"v1\"", "\"v0\", W/\"v1\"", "W/\"v1\""), (nil, "\"v1\"", nil),
        ] as [(String?, String?, String?)])
    func aTagIsGivenAsItIsHeld(tag: String?, held: String?, expected: String?) async throws {
        let router = Router()
        router.add(middleware: CompressionMiddleware())
        router.get("/held") { _, _ in
            var response = Response(status: .notModified)
            response.headers[.eTag] = tag
            return response
        }
        try await Application(router: router).test(.router) { client in
            var headers = HTTPFields.accepting("gzip")
            headers[.ifNoneMatch] = held
            let answer = try await client.execute(uri: "/held", method: .get, headers: headers)
            #expect(answer.status == .notModified)
            #expect(answer.headers[.eTag] == expected)
            #expect(answer.headers[.vary] == "Accept-Encoding")
        }
    }

    /// Nor are the digests of the plain body put onto the packed one.
    @Test(arguments: ["Repr-Digest", "Digest"], [("gzip", false), ("identity", true), ("deflate", true)])
    func digestsOfA304(digest: String, coding: (name: String, isPlain: Bool)) async throws {
        let name = try #require(HTTPField.Name(digest))
        let router = Router()
        router.add(middleware: CompressionMiddleware())
        router.get("/held") { _, _ in Response(status: .notModified, headers: [name: "sha-256=:x:"]) }
        try await Application(router: router).test(.router) { client in
            let answer = try await client.execute(uri: "/held", method: .get, headers: .accepting(coding.name))
            #expect((answer.headers[name] != nil) == coding.isPlain)
        }
    }

    /// A handler that knows ranges, and names what it sends by a date.
    private static func file(_ request: Request, type: String) -> Response {
        let fields: HTTPFields = [.contentType: type, .lastModified: date]
        guard request.headers[.range] == "bytes=500-" else {
            return Response(status: .ok, headers: fields, body: .init(byteBuffer: ByteBuffer(string: Bodies.json)))
        }
        let all = Bodies.json.utf8.count
        var part = Response(
            status: .partialContent, headers: fields,
            body: .init(byteBuffer: ByteBuffer(string: String(Bodies.json.dropFirst(500)))))
        part.headers[.contentRange] = "bytes 500-\(all - 1)/\(all)"
        return part
    }

    /// What broke off was packed: bytes of the plain body do not continue it.
    @Test(
        arguments: [
            ("/json", "gzip", date, .ok), ("/json", "gzip", nil, .partialContent),
            ("/json", "gzip", "\"v1\"", .partialContent), ("/json", "identity", date, .partialContent),
            ("/json", nil, date, .partialContent), ("/image", "gzip", date, .partialContent),
        ] as [(String, String?, String?, HTTPResponse.Status)])
    func theRestOfWhatWasPacked(
        path: String, coding: String?, ifRange: String?, status: HTTPResponse.Status
    ) async throws {
        let router = Router()
        router.add(middleware: CompressionMiddleware())
        router.get("/json") { request, _ in Self.file(request, type: "application/json") }
        router.get("/image") { request, _ in Self.file(request, type: "image/png") }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            var headers: HTTPFields = [.range: "bytes=500-"]
            headers[.acceptEncoding] = coding
            headers[.ifRange] = ifRange
            for _ in 0..<2 {
                let answer = try await client.execute(uri: path, method: .get, headers: headers)
                #expect(answer.status == status)
                #expect(answer.headers[.contentEncoding] == (status == .ok ? "gzip" : nil))
                #expect(try answer.text() == (status == .ok ? Bodies.json : String(Bodies.json.dropFirst(500))))
                #expect((answer.headers[.contentRange] == nil) == (status == .ok))
            }
        }
    }
}
