import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// Parts of what is stored say nothing that is true of the whole alone.
struct PartialResponseTests {
    private static let ofContent = ["Content-Digest", "Content-MD5"]
    private static let ofRepresentation = ["Repr-Digest", "Digest"]

    private func origin() throws -> Origin {
        var fields = try HTTPFields(
            named: (Self.ofContent + Self.ofRepresentation).map { ($0, "sha-256=:x:") } + [
                ("CDN-Cache-Control", "max-age=600"), ("Surrogate-Control", "max-age=600"), ("X-Own", "1"),
            ])
        fields[.cacheControl] = "public, max-age=60"
        fields[.eTag] = "\"v1\""
        fields[.lastModified] = "Sat, 05 Nov 1994 08:49:37 GMT"
        fields[.expires] = "Sun, 06 Nov 1994 09:49:37 GMT"
        return Origin(["/a": .init(fields: fields, body: "0123456789")])
    }

    /// RFC 9530 §2, §3: a digest of the content is of the bytes sent, one of the representation is of the whole.
    @Test func aPartHasNotTheDigestOfTheWhole() async throws {
        try await origin().app().test(.router) { client in
            let whole = try await client.execute(uri: "/a", method: .get)
            let part = try await client.execute(uri: "/a", method: .get, headers: [.range: "bytes=2-4"])
            #expect(part.status == .partialContent)
            #expect(String(buffer: part.body) == "234")
            for name in Self.ofContent {
                #expect(try whole.value(name) == "sha-256=:x:")
                #expect(try part.value(name) == nil, "\(name)")
            }
            for name in Self.ofRepresentation { #expect(try part.value(name) == "sha-256=:x:", "\(name)") }
            #expect(part.headers[.eTag] == "\"v1\"")
            #expect(part.headers[.cacheControl] == "public, max-age=60")
        }
    }

    /// A cache in front that stored it would answer who asks for the whole with it.
    @Test func aRangeBeyondTheEndIsNotToBeStored() async throws {
        try await origin().app().test(.router) { client in
            _ = try await client.execute(uri: "/a", method: .get)
            let beyond = try await client.execute(uri: "/a", method: .get, headers: [.range: "bytes=10-"])
            #expect(beyond.status == .rangeNotSatisfiable)
            #expect(beyond.headers[.contentRange] == "bytes */10")
            #expect(beyond.headers[.cacheControl] == "no-store")
            for name in [HTTPField.Name.expires, .eTag, .lastModified, .contentType] {
                #expect(beyond.headers[name] == nil, "\(name)")
            }
            for name in Self.ofContent + Self.ofRepresentation + ["CDN-Cache-Control", "Surrogate-Control"] {
                #expect(try beyond.value(name) == nil, "\(name)")
            }
            #expect(try beyond.value("X-Own") == "1")
            #expect(beyond.headers.status == "Hone; hit; ttl=60")
        }
    }
}
