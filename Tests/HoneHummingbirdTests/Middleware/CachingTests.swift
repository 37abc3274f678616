import HTTPTypes
import HoneHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// PAT-014: caching headers and entity tags.
struct CachingTests {
    static let rules = [
        CachePolicyRule(.exact("/json"), "public, max-age=60"),
        CachePolicyRule(.prefix("/static/"), "public, max-age=31536000, immutable"),
        CachePolicyRule(.exact("/login"), "public, max-age=60"),
        CachePolicyRule(.exact("/own"), "public, max-age=60"),
        CachePolicyRule(.prefix("/open"), "public, max-age=60", sharesPersonalResponses: true),
    ]

    private func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: CacheHeadersMiddleware(rules: Self.rules))
        router.add(middleware: EntityTagMiddleware(bodyLimit: 100_000))
        router.get("/json") { _, _ in jsonResponse(Bodies.json) }
        router.post("/json") { _, _ in jsonResponse(Bodies.json) }
        router.get("/static/{file}") { _, _ in jsonResponse(Bodies.small) }
        router.get("/login") { _, _ in jsonResponse(Bodies.small, [.setCookie: "session=1"]) }
        router.get("/open") { _, _ in jsonResponse(Bodies.small, [.setCookie: "theme=dark"]) }
        router.get("/own") { _, _ in
            jsonResponse(
                Bodies.json,
                [
                    .cacheControl: "no-cache", .eTag: "W/\"v7\"", .lastModified: "Sun, 06 Nov 1994 08:49:37 GMT",
                    .contentSecurityPolicy: "default-src 'self'", .contentLanguage: "en", .vary: "Origin",
                ])
        }
        router.get("/stream") { _, _ in streamResponse(Bodies.json, pieces: 3) }
        router.get("/pieces") { _, _ in streamResponse(Bodies.json, pieces: 3, length: Bodies.json.utf8.count) }
        router.get("/large") { _, _ in jsonResponse(String(repeating: "x", count: 100_001)) }
        router.get("/empty") { _, _ in Response(status: .ok) }
        router.get("/failed") { _, _ in jsonResponse(Bodies.json, status: .internalServerError) }
        router.head("/explicit") { _, _ in
            var response = Response(status: .ok, headers: [.contentType: "application/json"])
            response.headers[.contentLength] = "5000"
            return response
        }
        return router
    }

    private func app() -> some ApplicationProtocol {
        Application(router: router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    @Test func rulesGiveHeaders() async throws {
        try await app().test(.router) { (client) async throws in
            func header(_ path: String, _ headers: HTTPFields = [:]) async throws -> String? {
                try await client.execute(uri: path, method: .get, headers: headers).headers[.cacheControl]
            }
            #expect(try await header("/json") == "public, max-age=60")
            #expect(try await header("/json?page=2") == "public, max-age=60")
            #expect(try await header("/static/app.js") == "public, max-age=31536000, immutable")
            #expect(try await header("/login") == "private, max-age=60")
            #expect(try await header("/open") == "public, max-age=60")
            #expect(try await header("/json", [.authorization: "Bearer x"]) == "private, max-age=60")
            #expect(try await header("/own") == "no-cache")
            #expect(try await header("/stream") == nil)
            #expect(try await header("/missing") == nil)
        }
    }

    @Test(arguments: setups.indices)
    func theSecondRequestGets304(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            for path in ["/json", "/pieces", "/empty"] {
                let first = try await client.execute(uri: path, method: .get)
                let tag = try #require(first.headers[.eTag])
                #expect(EntityTag(parsing: tag)?.isWeak == false)
                let second = try await client.execute(uri: path, method: .get, headers: [.ifNoneMatch: tag])
                #expect(second.status == .notModified)
                #expect(second.body.readableBytes == 0)
                #expect(second.headers[.eTag] == tag)
                #expect(second.headers[.cacheControl] == first.headers[.cacheControl])
                #expect(second.headers[.contentType] == nil)
                #expect(second.headers[.contentLength] == nil)
                // The connection is still in step afterwards.
                let third = try await client.execute(uri: path, method: .get, headers: [.ifNoneMatch: "\"other\""])
                #expect(third.status == .ok)
                #expect(third.body == first.body)
            }
        }
    }

    @Test(arguments: ["*", "W/\"v7\"", "\"v7\"", "\"a\", \"v7\""])
    func aHandlersOwnTagIsCompared(ifNoneMatch: String) async throws {
        try await app().test(.router) { (client) async throws in
            let response = try await client.execute(uri: "/own", method: .get, headers: [.ifNoneMatch: ifNoneMatch])
            #expect(response.status == .notModified)
            #expect(response.headers[.eTag] == "W/\"v7\"")
            #expect(response.headers[.cacheControl] == "no-cache")
            #expect(response.headers[.vary] == "Origin")
            #expect(response.headers[.contentSecurityPolicy] == "default-src 'self'")
            #expect(response.headers[.contentLanguage] == nil)
        }
    }

    @Test func ifModifiedSinceIsHeardWhenThereIsNoTag() async throws {
        try await app().test(.router) { (client) async throws in
            let date = "Sun, 06 Nov 1994 08:49:37 GMT"
            let since = try await client.execute(uri: "/own", method: .get, headers: [.ifModifiedSince: date])
            #expect(since.status == .notModified)
            let both = try await client.execute(
                uri: "/own", method: .get, headers: [.ifModifiedSince: date, .ifNoneMatch: "\"other\""])
            #expect(both.status == .ok)
        }
    }

    @Test func leavesWhatHasNoTag() async throws {
        try await app().test(.router) { (client) async throws in
            for (path, method) in [
                ("/stream", HTTPRequest.Method.get), ("/large", .get), ("/failed", .get), ("/json", .post),
                ("/missing", .get), ("/explicit", .head),
            ] {
                let response = try await client.execute(uri: path, method: method, headers: [.ifNoneMatch: "\"x\""])
                #expect(response.headers[.eTag] == nil, "\(path)")
                #expect(response.status != .notModified)
            }
            let explicit = try await client.execute(uri: "/explicit", method: .head)
            #expect(explicit.headers[.contentLength] == "5000")
            let stream = try await client.execute(uri: "/stream", method: .get)
            #expect(String(buffer: stream.body) == Bodies.json)
        }
    }

    @Test(arguments: setups.indices)
    func headIsAsGet(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            let get = try await client.execute(uri: "/json", method: .get)
            let head = try await client.execute(uri: "/json", method: .head)
            #expect(head.status == .ok)
            #expect(head.body.readableBytes == 0)
            #expect(head.headers[.eTag] == get.headers[.eTag])
            #expect(head.headers[.contentLength] == get.headers[.contentLength])
            #expect(head.headers[.cacheControl] == get.headers[.cacheControl])
            let tag = try #require(head.headers[.eTag])
            let again = try await client.execute(uri: "/json", method: .head, headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
        }
    }

    /// If-Match and If-Unmodified-Since of a read (RFC 9110 §13.1.1, §13.1.4).
    @Test func aReadOfAnotherRepresentationIs412() async throws {
        try await app().test(.router) { (client) async throws in
            let tag = try #require(try await client.execute(uri: "/json", method: .get).headers[.eTag])
            func status(_ path: String, _ headers: HTTPFields) async throws -> Int {
                try await client.execute(uri: path, method: .get, headers: headers).status.code
            }
            #expect(try await status("/json", [.ifMatch: tag]) == 200)
            #expect(try await status("/json", [.ifMatch: "*"]) == 200)
            #expect(try await status("/json", [.ifMatch: "W/\(tag)"]) == 412)
            #expect(try await status("/json", [.ifMatch: "\"other\""]) == 412)
            #expect(try await status("/json", [.ifMatch: "\"other\"", .ifNoneMatch: tag]) == 412)
            #expect(try await status("/json", [.ifMatch: tag, .ifNoneMatch: tag]) == 304)
            #expect(try await status("/own", [.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:36 GMT"]) == 412)
            #expect(try await status("/own", [.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"]) == 200)
            // Of a stream it is not known.
            #expect(try await status("/stream", [.ifMatch: "\"other\""]) == 200)
            let answer = try await client.execute(uri: "/json", method: .get, headers: [.ifMatch: "\"other\""])
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    /// A stream is hashed as it is written; its tag comes at the end, to who takes trailers (RFC 9110 §8.8.3).
    @Test func theTagOfAStreamIsATrailer() async throws {
        let router = router()
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let response = try await client.execute(uri: "/stream", method: .get, headers: [.te: "gzip, trailers"])
            #expect(String(buffer: response.body) == Bodies.json)
            #expect(response.headers[.trailer] == "ETag")
            #expect(response.headers[.eTag] == nil)
            let whole = try await client.execute(uri: "/json", method: .get)
            #expect(response.trailerHeaders?[.eTag] == whole.headers[.eTag])
            let other = try await client.execute(uri: "/stream", method: .get)
            #expect(other.headers[.trailer] == nil)
            #expect(other.trailerHeaders?[.eTag] == nil)
        }
    }

    /// The handler's own trailer fields stay announced (RFC 9110 §6.6.2).
    @Test(arguments: [
        ("X-Count", "X-Count, ETag"), ("X-Count, etag", "X-Count, etag"), ("ETag", "ETag"), ("ETags", "ETags, ETag"),
    ])
    func aHandlersOwnTrailers(own: String, sent: String) async throws {
        let name = try #require(HTTPField.Name("X-Count"))
        let router = Router()
        router.add(middleware: EntityTagMiddleware())
        router.get("/stream") { _, _ in
            let body = ResponseBody { writer in
                try await writer.write(ByteBuffer(string: Bodies.json))
                try await writer.finish([name: "1"])
            }
            return Response(status: .ok, headers: [.trailer: own], body: body)
        }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let response = try await client.execute(uri: "/stream", method: .get, headers: [.te: "trailers"])
            #expect(response.headers[.trailer] == sent)
            #expect(response.trailerHeaders?[name] == "1")
            #expect(response.trailerHeaders?[.eTag] != nil)
        }
    }

    /// What a handler that writes checks before it does.
    @Test func writesCheckTheirConditions() async throws {
        let router = Router()
        let tag = try #require(EntityTag(parsing: "\"v1\""))
        router.put("/thing") { request, _ in
            try request.checkPreconditions(entityTag: tag, lastModified: "Sun, 06 Nov 1994 08:49:37 GMT")
            return HTTPResponse.Status.noContent
        }
        router.put("/new") { request, _ in
            try request.checkPreconditions(exists: false, entityTag: nil)
            return HTTPResponse.Status.created
        }
        try await Application(router: router).test(.router) { (client) async throws in
            func put(_ path: String, _ headers: HTTPFields) async throws -> Int {
                try await client.execute(uri: path, method: .put, headers: headers).status.code
            }
            #expect(try await put("/thing", [:]) == 204)
            #expect(try await put("/thing", [.ifMatch: "\"v1\""]) == 204)
            #expect(try await put("/thing", [.ifMatch: "\"v0\""]) == 412)
            #expect(try await put("/thing", [.ifNoneMatch: "*"]) == 412)
            #expect(try await put("/thing", [.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:36 GMT"]) == 412)
            #expect(try await put("/new", [.ifNoneMatch: "*"]) == 201)
            #expect(try await put("/new", [.ifMatch: "*"]) == 412)
        }
    }
}
