import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// What takes stored responses out: writes (RFC 9111 §4.4), groups (RFC 9875) and purges.
struct InvalidationTests {
    private func origin() -> Origin {
        let groups = HTTPField.Name("Cache-Groups") ?? .vary
        return Origin([
            "/a": .init(fields: .caching("max-age=60")), "/b": .init(fields: .caching("max-age=60")),
            "/v": .init(fields: [.cacheControl: "max-age=60", .vary: "Accept-Language"]),
            "/g": .init(fields: [.cacheControl: "max-age=60", groups: "\"chefs\", \"menu\""]),
        ])
    }

    private func isStored(
        _ client: any TestClientProtocol, _ uri: String, _ headers: HTTPFields = [:]
    ) async throws -> Bool {
        var headers = headers
        headers[.cacheControl] = "only-if-cached"
        return try await client.execute(uri: uri, method: .get, headers: headers).status == .ok
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .delete])
    func writes(method: HTTPRequest.Method) async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            for uri in ["/a", "/a?x=1", "/b"] { _ = try await client.execute(uri: uri, method: .get) }
            for language in ["en", "de"] {
                _ = try await client.execute(uri: "/v", method: .get, headers: [.acceptLanguage: language])
            }
            let write = try await client.execute(uri: "/a", method: method)
            #expect(write.headers.status == "Hone; fwd=method")
            _ = try await client.execute(uri: "/v", method: method)
            #expect(try await !isStored(client, "/a"))
            #expect(try await isStored(client, "/a?x=1"))
            #expect(try await isStored(client, "/b"))
            for language in ["en", "de"] {
                #expect(try await !isStored(client, "/v", [.acceptLanguage: language]))
            }
        }
    }

    /// A write that failed changed nothing; one that names other places changed those.
    @Test func whatAWriteNames() async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            for uri in ["/a", "/b", "/v"] { _ = try await client.execute(uri: uri, method: .get) }
            origin.change("/a") { $0.status = .badRequest }
            _ = try await client.execute(uri: "/a", method: .post)
            #expect(try await isStored(client, "/a"))
            origin.change("/w") {
                $0.status = .seeOther
                $0.fields = [.location: "/a"]
                if let name = HTTPFields.contentLocation { $0.fields[name] = "http://elsewhere.example/b" }
            }
            _ = try await client.execute(uri: "/w", method: .post)
            #expect(try await !isStored(client, "/a"))
            #expect(try await isStored(client, "/b"))
        }
    }

    /// A write to a URI that is too long for anything to be stored under it changes what it names all the same.
    @Test(arguments: [false, true])
    func aWriteToALongURI(isLong: Bool) async throws {
        let groups = try #require(HTTPField.Name("Cache-Groups"))
        let origin = Origin([
            "/a": .init(fields: .caching("max-age=60")), "/b": .init(fields: .caching("max-age=60")),
            "/g": .init(fields: [.cacheControl: "max-age=60", groups: "\"menu\""]),
        ]) { $0.longestURI = 100 }
        let invalidation = try #require(HTTPFields.cacheGroupInvalidation)
        origin.change("/w") {
            $0.status = .seeOther
            $0.fields = [.location: "/a", invalidation: "\"menu\""]
        }
        try await origin.app().test(.router) { (client) async throws in
            for uri in ["/a", "/b", "/g"] { _ = try await client.execute(uri: uri, method: .get) }
            let uri = "/w?" + String(repeating: "x", count: isLong ? 100 : 1)
            let write = try await client.execute(uri: uri, method: .post)
            #expect(write.headers.status == "Hone; fwd=method")
            #expect(try await !isStored(client, "/a"))
            #expect(try await !isStored(client, "/g"))
            #expect(try await isStored(client, "/b"))
        }
    }

    @Test(
        arguments: [
            ("/a", "x.example", "/a"), ("/a?q#f", "x.example", "/a?q"), ("http://x.example/a", "x.example", "/a"),
            ("https://X.EXAMPLE:8080/a", "x.example:8080", "/a"), ("//x.example", "x.example", "/"),
            ("http://x.example?q", "x.example", "/?q"), ("http://y.example/a", "x.example", nil),
            ("a", "x.example", nil),
            ("", "x.example", nil), ("http://x.example/a", nil, nil),
        ] as [(String, String?, String?)])
    func references(reference: String, authority: String?, path: String?) {
        #expect(SameOrigin.path(of: reference, authority: authority) == path)
    }

    /// RFC 9875: a write's answer names the groups that it changed.
    @Test(arguments: ["\"menu\"", "\"other\"", "not a list,"])
    func groups(value: String) async throws {
        let origin = origin()
        let name = try #require(HTTPField.Name("Cache-Group-Invalidation"))
        origin.change("/w") { $0.fields = [name: value] }
        try await origin.app().test(.router) { (client) async throws in
            for uri in ["/a", "/g", "/g?x"] { _ = try await client.execute(uri: uri, method: .get) }
            _ = try await client.execute(uri: "/w", method: .post)
            #expect(try await isStored(client, "/a"))
            #expect(try await isStored(client, "/g") == (value != "\"menu\""))
            #expect(try await isStored(client, "/g?x") == (value != "\"menu\""))
        }
    }

    @Test func purges() async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            func fill() async throws {
                for uri in ["/a", "/a?x=1", "/b", "/g"] { _ = try await client.execute(uri: uri, method: .get) }
                _ = try await client.execute(uri: "/v", method: .get, headers: [.acceptLanguage: "en"])
            }
            try await fill()
            origin.cache.purge(path: "/a")
            #expect(try await !isStored(client, "/a"))
            #expect(try await !isStored(client, "/a?x=1"))
            #expect(try await isStored(client, "/b"))
            origin.cache.purge(path: "/v")
            #expect(try await !isStored(client, "/v", [.acceptLanguage: "en"]))
            origin.cache.purge(group: "chefs")
            #expect(try await !isStored(client, "/g"))
            #expect(try await isStored(client, "/b"))
            try await fill()
            origin.cache.purgeAll()
            for uri in ["/a", "/b", "/g"] { #expect(try await !isStored(client, uri)) }
            #expect(origin.cache.statistics.entries == 0)
        }
    }
}
