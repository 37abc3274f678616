import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// All middleware together, in the documented order.
struct StackTests {
    let monitor = PerformanceMonitor()

    private func app() -> some ApplicationProtocol {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: monitor.middleware())
        router.add(middleware: CacheHeadersMiddleware(rules: [.init(.prefix("/"), "public, max-age=60")]))
        router.add(middleware: CompressionMiddleware())
        router.add(middleware: EntityTagMiddleware())
        router.get("/json") { _, _ in jsonResponse(Bodies.json) }
        router.get("/small") { _, _ in jsonResponse(Bodies.small) }
        router.get("/stream") { _, _ in streamResponse(Bodies.json, pieces: 9) }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    @Test(arguments: setups.indices, ["gzip", "br", "zstd"])
    func firstPackedThenNotModified(setup: Int, coding: String) async throws {
        try await app().test(setups[setup]) { client in
            let first = try await client.execute(uri: "/json", method: .get, headers: .accepting(coding))
            #expect(first.headers[.contentEncoding] == coding)
            #expect(first.headers[.cacheControl] == "public, max-age=60")
            #expect(first.headers[.vary] == "Accept-Encoding")
            #expect(try first.text() == Bodies.json)
            let tag = try #require(first.headers[.eTag])
            #expect(tag.hasPrefix("W/"))
            var headers = HTTPFields.accepting(coding)
            headers[.ifNoneMatch] = tag
            let second = try await client.execute(uri: "/json", method: .get, headers: headers)
            #expect(second.status == .notModified)
            // The form the client holds, so that its cache recognises the response it stored.
            #expect(second.headers[.eTag] == tag)
            #expect(second.headers[.cacheControl] == "public, max-age=60")
            #expect(second.headers[.vary] == "Accept-Encoding")
            #expect(second.headers[.contentEncoding] == nil)
            #expect(second.headers[.contentLength] == nil)
            #expect(second.body.readableBytes == 0)
            // One resource, one tag: who holds the packed form need not fetch the plain one.
            headers[.acceptEncoding] = nil
            #expect(try await client.execute(uri: "/json", method: .get, headers: headers).status == .notModified)
        }
        let endpoint = try #require(monitor.snapshot()["GET /json"])
        #expect(endpoint.count == 3)
        #expect(endpoint.responseBytes.max < Bodies.json.utf8.count / 2)
    }

    /// What a rule forbids on the way holds for the compression inside of it; a handler's own field stands before it.
    @Test func noTransformOfARule() async throws {
        let router = Router()
        router.add(middleware: CacheHeadersMiddleware(rules: [.init(.prefix("/"), "max-age=60, no-transform")]))
        router.add(middleware: CompressionMiddleware())
        router.get("/json") { _, _ in jsonResponse(Bodies.json) }
        router.get("/stream") { _, _ in streamResponse(Bodies.json, pieces: 3) }
        router.get("/own") { _, _ in jsonResponse(Bodies.json, [.cacheControl: "max-age=5"]) }
        router.post("/json") { _, _ in jsonResponse(Bodies.json) }
        try await Application(router: router).test(.router) { client in
            for (path, method, isPacked) in [
                ("/json", HTTPRequest.Method.get, false), ("/stream", .get, false), ("/own", .get, true),
                ("/json", .post, true),
            ] {
                let response = try await client.execute(uri: path, method: method, headers: .accepting("gzip"))
                #expect((response.headers[.contentEncoding] == "gzip") == isPacked, "\(method) \(path)")
                #expect(response.headers[.cacheControl]?.contains("no-transform") == (method == .get ? !isPacked : nil))
            }
        }
    }

    @Test(arguments: setups.indices)
    func headStreamAndSmallBodies(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            let get = try await client.execute(uri: "/json", method: .get, headers: .accepting("gzip"))
            let head = try await client.execute(uri: "/json", method: .head, headers: .accepting("gzip"))
            #expect(head.headers[.contentLength] == get.headers[.contentLength])
            #expect(head.headers[.eTag] == get.headers[.eTag])
            #expect(head.body.readableBytes == 0)
            let stream = try await client.execute(uri: "/stream", method: .get, headers: .accepting("gzip"))
            #expect(try stream.text() == Bodies.json)
            #expect(stream.headers[.eTag] == nil)
            let small = try await client.execute(uri: "/small", method: .get, headers: .accepting("gzip"))
            #expect(small.headers[.contentEncoding] == nil)
            #expect(small.headers[.vary] == nil)
            #expect(small.headers[.eTag]?.hasPrefix("\"") == true)
        }
        let snapshot = monitor.snapshot()
        let sent = try #require(snapshot["GET /stream"]).responseBytes.total
        #expect(sent > 0 && sent < UInt64(Bodies.json.utf8.count / 2))
        #expect(snapshot["HEAD /json"]?.count == 1)
        #expect(snapshot.inFlight == 0)
    }

    /// Answers are the same whatever the codings, byte for byte.
    @Test func manyRequestsAtOnce() async throws {
        try await app().test(.live) { client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<60 {
                    let coding = ["gzip", "br", "zstd", "identity"][index % 4]
                    group.addTask {
                        let response = try await client.execute(uri: "/json", method: .get, headers: .accepting(coding))
                        return try response.text() == Bodies.json
                    }
                }
                for try await same in group { #expect(same) }
            }
        }
        #expect(monitor.snapshot().requests == 60)
    }

    /// A cache around the rest gives out what was packed, with the tag that goes with it, and asks the handler once.
    @Test(arguments: setups.indices)
    func aCacheAroundTheRest(setup: Int) async throws {
        let origin = Origin(["/json": .init(body: Bodies.json), "/stream": .init(body: Bodies.json, pieces: 9)])
        let app = origin.app(inside: [
            CacheHeadersMiddleware(rules: [.init(.prefix("/"), "public, max-age=60")]), CompressionMiddleware(),
            EntityTagMiddleware(),
        ])
        try await app.test(setups[setup]) { client in
            for coding in ["gzip", "br", "identity"] {
                let first = try await client.execute(uri: "/json", method: .get, headers: .accepting(coding))
                let second = try await client.execute(uri: "/json", method: .get, headers: .accepting(coding))
                #expect(second.headers.status == "Hone; hit; ttl=60")
                #expect(try first.text() == Bodies.json)
                #expect(second.body == first.body)
                let fields = [
                    HTTPField.Name.eTag, .contentEncoding, .vary, .cacheControl, .contentType, .contentLength,
                ]
                for name in fields { #expect(second.headers[name] == first.headers[name]) }
                var headers = HTTPFields.accepting(coding)
                headers[.ifNoneMatch] = second.headers[.eTag]
                let held = try await client.execute(uri: "/json", method: .get, headers: headers)
                #expect(held.status == .notModified)
                #expect(held.headers[.eTag] == first.headers[.eTag])
            }
            #expect(origin.calls("/json") == 3)
            _ = try await client.execute(uri: "/stream", method: .get, headers: .accepting("gzip"))
            let stream = try await client.execute(uri: "/stream", method: .get, headers: .accepting("gzip"))
            #expect(stream.headers.status == "Hone; hit; ttl=60")
            #expect(try stream.text() == Bodies.json)
        }
    }

    /// The monitor counts what the cache answered.
    @Test func theMonitorCountsLookUps() async throws {
        let origin = Origin("/a", .caching("max-age=60"))
        let router = Router(context: OriginContext.self)
        router.add(middleware: monitor.middleware(context: OriginContext.self))
        router.add(middleware: origin.cache.middleware(context: OriginContext.self))
        router.get("/a") { _, _ in jsonResponse(Bodies.small, .caching("max-age=60")) }
        try await Application(router: router).test(.router) { client in
            for _ in 0..<4 { _ = try await client.execute(uri: "/a", method: .get) }
        }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.cache.hits == 3)
        #expect(endpoint.cache.misses == 1)
    }
}
