import HTTPTypes
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// What a 304 makes of the response that it confirms (RFC 9111 §3.2).
struct ConfirmedResponseTests {
    private static let lastModified: HTTPField = .init(name: .lastModified, value: "Sat, 05 Nov 1994 08:49:37 GMT")

    private func get(_ client: any TestClientProtocol, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await client.execute(uri: "/a", method: .get, headers: headers)
    }

    /// Has the handler confirm with these fields what is stored, which is stale from now on.
    private func confirm(_ origin: Origin, _ fields: HTTPFields) {
        origin.clock.advance(by: .seconds(61))
        origin.change("/a") {
            $0.status = .notModified
            $0.body = ""
            $0.fields = fields
        }
    }

    /// The compression says of every 304 that it varies by the coding; the handler's 200 varies by the language.
    @Test(arguments: [[:], [.vary: "Cookie"]] as [HTTPFields])
    func oneLanguageIsNotGivenToAnother(fields: HTTPFields) async throws {
        let first = HTTPFields([
            Self.lastModified, .init(name: .cacheControl, value: "public, max-age=60"),
            .init(name: .vary, value: "Accept-Language"),
        ])
        let origin = Origin(["/a": .init(fields: first, body: "hello")])
        try await origin.app(inside: [CompressionMiddleware()]).test(.router) { (client) async throws in
            #expect(try await String(buffer: get(client, [.acceptLanguage: "en"]).body) == "hello")
            confirm(origin, fields)
            let confirmed = try await get(client, [.acceptLanguage: "en"])
            #expect(confirmed.headers.status == "Hone; fwd=stale; fwd-status=304; stored")
            let added = fields.isEmpty ? "" : "Cookie, "
            #expect(confirmed.headers[.vary] == "Accept-Language, \(added)Accept-Encoding")
            origin.change("/a") { $0 = .init(fields: first, body: "bonjour") }
            #expect(try await String(buffer: get(client, [.acceptLanguage: "fr"]).body) == "bonjour")
        }
    }

    /// What varies by everything from now on is not stored again.
    @Test func a304ThatVariesByEverything() async throws {
        let origin = Origin("/a", [.cacheControl: "max-age=60", .eTag: "\"v1\"", .vary: "Accept-Language"])
        try await origin.app().test(.router) { (client) async throws in
            _ = try await get(client)
            confirm(origin, [.vary: "*"])
            let confirmed = try await get(client)
            #expect(confirmed.status == .ok)
            #expect(confirmed.headers[.vary] == "*")
            #expect(confirmed.headers.status == "Hone; fwd=stale; fwd-status=304")
        }
    }

    /// The tag of the plain body, strong as the handler gives it, would say of a packed one that it is that body.
    @Test(
        arguments: [
            ("W/\"v1\"", "br", "\"v1\"", "W/\"v1\""), ("\"v1\"", "br", "\"v1\"", "\"v1\""),
            ("\"v1\"", "br", "W/\"v1\"", "\"v1\""), (nil, "br", "\"v2\"", "W/\"v2\""), (nil, nil, "\"v2\"", "\"v2\""),
            ("W/\"v1\"", nil, "\"v1\"", "W/\"v1\""), ("W/\"v1\"", "br", nil, "W/\"v1\""),
        ] as [(String?, String?, String?, String?)])
    func tags(stored: String?, coding: String?, confirming: String?, expected: String?) async throws {
        var fields = HTTPFields([Self.lastModified])
        fields[.cacheControl] = "max-age=60"
        fields[.eTag] = stored
        fields[.contentEncoding] = coding
        let origin = Origin("/a", fields)
        try await origin.app().test(.router) { (client) async throws in
            _ = try await get(client)
            var confirmation = HTTPFields()
            confirmation[.eTag] = confirming
            confirm(origin, confirmation)
            let confirmed = try await get(client)
            #expect(confirmed.headers.status == "Hone; fwd=stale; fwd-status=304; stored")
            #expect(confirmed.headers[.eTag] == expected)
            #expect(try await get(client).headers[.eTag] == expected)
        }
    }

    /// Over the real compression, which weakens the tag of what it packs.
    @Test(arguments: setups.indices)
    func aPackedBodyKeepsItsWeakTag(setup: Int) async throws {
        let origin = Origin(["/a": .init(fields: [.cacheControl: "max-age=60", .eTag: "\"v1\""], body: Bodies.json)])
        let app = origin.app(inside: [CompressionMiddleware()])
        try await app.test(setups[setup]) { (client) async throws in
            let first = try await get(client, .accepting("gzip"))
            #expect(first.headers[.eTag] == "W/\"v1\"")
            confirm(origin, [.eTag: "\"v1\""])
            for _ in 0..<2 {
                let next = try await get(client, .accepting("gzip"))
                #expect(next.headers[.contentEncoding] == "gzip")
                #expect(next.headers[.eTag] == "W/\"v1\"")
                #expect(try next.text() == Bodies.json)
            }
            #expect(origin.calls("/a") == 2)
        }
    }

    /// A digest in a 304 is of the plain body; those of the bytes sent are of a body that it has not (RFC 9530).
    @Test(
        arguments: [("Repr-Digest", true), ("Digest", true), ("Content-Digest", false), ("Content-MD5", false)],
        [nil, "br"])
    func digests(digest: (name: String, isOfTheWhole: Bool), coding: String?) async throws {
        let name = try #require(HTTPField.Name(digest.name))
        var fields: HTTPFields = [.cacheControl: "max-age=60", .eTag: "\"v1\""]
        fields[.contentEncoding] = coding
        let origin = Origin("/a", fields)
        try await origin.app().test(.router) { (client) async throws in
            _ = try await get(client)
            confirm(origin, [.eTag: "\"v1\"", name: "sha-256=:x:"])
            let confirmed = try await get(client)
            #expect(confirmed.headers.status == "Hone; fwd=stale; fwd-status=304; stored")
            #expect(confirmed.headers[name] == (coding == nil && digest.isOfTheWhole ? "sha-256=:x:" : nil))
        }
    }
}
