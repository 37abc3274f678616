import HTTPTypes
import HoneHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// Requests of who holds a body, or a part of one, that was packed.
struct CompressionConditionTests {
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
}
