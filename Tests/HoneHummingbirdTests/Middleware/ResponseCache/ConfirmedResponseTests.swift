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
}
