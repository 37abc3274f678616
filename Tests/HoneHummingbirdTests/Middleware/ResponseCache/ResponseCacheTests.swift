import HTTPTypes
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// What is stored and given out, on a real router and over real sockets.
struct ResponseCacheTests {
    /// The response's fields, the fields of both requests, the time between them, and whether the second is a hit.
    @Test(
        arguments: [
            (.caching("max-age=60"), [:], 0, true), (.caching("max-age=60"), [:], 59, true),
            (.caching("max-age=60"), [:], 60, false), (.caching("public, max-age=60"), [:], 10, true),
            (.caching("s-maxage=60, max-age=0"), [:], 10, true), ([:], [:], 0, false),
            (.caching("max-age=0"), [:], 0, false), (.caching("no-store, max-age=60"), [:], 0, false),
            (.caching("private, max-age=60"), [:], 0, false), (.caching("no-cache, max-age=60"), [:], 0, false),
            (.caching("max-age=sixty"), [:], 0, false), (.caching("max-age=60, x=\"no-store"), [:], 0, false),
            (.caching("max-age=60, \"no-store"), [:], 0, false),
            ([.cacheControl: "max-age=60", .setCookie: "a=1"], [:], 0, false),
            ([.cacheControl: "max-age=60", .vary: "*"], [:], 0, false),
            ([.expires: "Sun, 06 Nov 1994 08:50:37 GMT"], [:], 59, true),
            ([.expires: "Sun, 06 Nov 1994 08:50:37 GMT"], [:], 60, false), ([.expires: "0"], [:], 0, false),
            ([.lastModified: "Sat, 05 Nov 1994 08:49:37 GMT"], [:], 0, false),
            ([.eTag: "\"a\""], [:], 0, false),
            // Somebody's, unless the response says otherwise.
            (.caching("max-age=60"), [.cookie: "session=1"], 0, false),
            (.caching("max-age=60"), [.authorization: "Bearer x"], 0, false),
            (.caching("public, max-age=60"), [.cookie: "session=1"], 0, true),
            (.caching("public, max-age=60"), [.authorization: "Bearer x"], 0, true),
            ([.cacheControl: "max-age=60", .vary: "Cookie"], [.cookie: "session=1"], 0, true),
            ([.cacheControl: "max-age=60", .vary: "Authorization"], [.authorization: "Bearer x"], 0, false),
            // What the request says.
            (.caching("max-age=60"), .caching("no-store"), 0, false),
            (.caching("max-age=60"), .caching("no-cache"), 0, false),
            (.caching("max-age=60"), .caching("max-age=5"), 5, true),
            (.caching("max-age=60"), .caching("max-age=5"), 6, false),
            (.caching("max-age=60"), .caching("min-fresh=50"), 11, false),
            ([.cacheControl: "max-age=60", .eTag: "\"a\""], .caching("max-stale=10"), 70, true),
            ([.cacheControl: "max-age=60", .eTag: "\"a\""], .caching("max-stale=10"), 71, false),
            ([.cacheControl: "max-age=60, must-revalidate", .eTag: "\"a\""], .caching("max-stale=10"), 61, false),
        ] as [(HTTPFields, HTTPFields, Int, Bool)])
    func stored(fields: HTTPFields, request: HTTPFields, seconds: Int, isHit: Bool) async throws {
        let origin = Origin("/a", fields)
        try await origin.app().test(.router) { (client) async throws in
            let first = try await client.execute(uri: "/a", method: .get, headers: request)
            #expect(String(buffer: first.body) == "/a 1")
            #expect(first.headers.ageSeconds == nil)
            origin.clock.advance(by: .seconds(seconds))
            let second = try await client.execute(uri: "/a", method: .get, headers: request)
            #expect(second.headers.status?.contains("hit") == isHit, "\(second.headers.status ?? "")")
            #expect(origin.calls("/a") == (isHit ? 1 : 2))
            if isHit {
                #expect(second.headers.ageSeconds == "\(seconds)")
                #expect(second.body == first.body)
                #expect(second.headers[.contentType] == first.headers[.contentType])
                #expect(second.headers[.contentLength] == "\(second.body.readableBytes)")
            }
        }
    }

    /// What was stored for a visitor is not given to a user, nor one user's to another.
    @Test(arguments: [HTTPFields([.init(name: .cookie, value: "session=1")]), [.authorization: "Bearer x"]])
    func usersAreNotGivenWhatIsNotForEveryone(user: HTTPFields) async throws {
        let origin = Origin([
            "/plain": .init(fields: .caching("max-age=60")),
            "/cookie": .init(fields: [.cacheControl: "max-age=60", .vary: "Cookie"]),
            "/public": .init(fields: .caching("public, max-age=60")),
        ])
        try await origin.app().test(.router) { (client) async throws in
            for path in ["/plain", "/cookie", "/public"] {
                _ = try await client.execute(uri: path, method: .get)
                let own = try await client.execute(uri: path, method: .get, headers: user)
                #expect((String(buffer: own.body) == "\(path) 1") == (path == "/public"), "\(path)")
                // And back.
                let visitor = try await client.execute(uri: path, method: .get)
                #expect(String(buffer: visitor.body) == "\(path) 1", "\(path)")
            }
            let one = try await client.execute(uri: "/cookie", method: .get, headers: [.cookie: "session=8"])
            let other = try await client.execute(uri: "/cookie", method: .get, headers: [.cookie: "session=9"])
            #expect(one.body != other.body)
        }
    }

    /// What comes from a cache nearer to the origin keeps its age, stored or not (RFC 9111 §5.1).
    @Test(arguments: [("max-age=60", 0), ("no-store", 0), ("max-age=60", 9)])
    func theAgeOfWhatPasses(cacheControl: String, pieces: Int) async throws {
        let age = try #require(HTTPFields.age)
        let origin = Origin(["/a": .init(fields: [.cacheControl: cacheControl, age: "20"], pieces: pieces)])
        try await origin.app().test(.router) { (client) async throws in
            let first = try await client.execute(uri: "/a", method: .get)
            #expect(first.headers.ageSeconds == "20")
            #expect(first.headers.status?.contains("ttl") == false)
            origin.clock.advance(by: .seconds(5))
            let second = try await client.execute(uri: "/a", method: .get)
            #expect(second.headers.ageSeconds == (cacheControl == "no-store" ? "20" : "25"))
        }
    }

    /// Two users behind one `Authorization` are told apart by their cookies.
    @Test func oneAuthorizationAndTwoCookies() async throws {
        let origin = Origin("/a", [.cacheControl: "max-age=60, must-revalidate", .vary: "Authorization"])
        try await origin.app().test(.router) { (client) async throws in
            for (index, session) in ["A", "B", "A"].enumerated() {
                let response = try await client.execute(
                    uri: "/a", method: .get, headers: [.authorization: "Bearer x", .cookie: "s=\(session)"])
                #expect(String(buffer: response.body) == "/a \(index + 1)")
            }
            #expect(origin.cache.statistics.stored == 0)
        }
    }

    @Test(arguments: setups.indices)
    func overARouterAndASocket(setup: Int) async throws {
        let origin = Origin("/a", [.cacheControl: "public, max-age=60", .eTag: "\"v1\""])
        try await origin.app().test(setups[setup]) { client in
            let first = try await client.execute(uri: "/a?x=1", method: .get)
            #expect(first.headers.status == "Hone; fwd=uri-miss; stored")
            origin.clock.advance(by: .seconds(10))
            let second = try await client.execute(uri: "/a?x=1", method: .get)
            #expect(second.headers.status == "Hone; hit; ttl=50")
            #expect(second.headers.ageSeconds == "10")
            #expect(second.body == first.body)
            let head = try await client.execute(uri: "/a?x=1", method: .head)
            #expect(head.status == .ok)
            #expect(head.headers[.contentLength] == "\(first.body.readableBytes)")
            #expect(head.headers.status == "Hone; hit; ttl=50")
            #expect(head.body.readableBytes == 0)
            let held = try await client.execute(uri: "/a?x=1", method: .get, headers: [.ifNoneMatch: "W/\"v1\""])
            #expect(held.status == .notModified)
            #expect(held.headers.ageSeconds == "10")
            #expect(held.headers[.contentLength] == nil)
            // The connection is in step, and another query is another URI.
            let other = try await client.execute(uri: "/a?x=2", method: .get)
            #expect(other.headers.status == "Hone; fwd=uri-miss; stored")
            #expect(origin.calls("/a") == 2)
        }
        let statistics = origin.cache.statistics
        #expect(statistics.hits == 3)
        #expect(statistics.misses == 2)
        #expect(statistics.stored == 2)
        #expect(statistics.entries == 2)
        #expect(statistics.bytes > 1_000)
        #expect(statistics.hitRatio == 0.6)
    }

    @Test func variants() async throws {
        let origin = Origin(["/a": .init(fields: [.cacheControl: "max-age=60", .vary: "Accept-Language"])]) {
            $0.variants = 3
        }
        try await origin.app().test(.router) { (client) async throws in
            func get(_ language: String) async throws -> String {
                let response = try await client.execute(uri: "/a", method: .get, headers: [.acceptLanguage: language])
                return response.headers.status ?? ""
            }
            #expect(try await get("en") == "Hone; fwd=uri-miss; stored")
            #expect(try await get("de") == "Hone; fwd=vary-miss; stored")
            #expect(try await get("en") == "Hone; hit; ttl=60")
            #expect(try await get(" de ") == "Hone; hit; ttl=60")
            #expect(try await get("fr") == "Hone; fwd=vary-miss; stored")
            // The fourth takes the place of the first.
            #expect(try await get("it") == "Hone; fwd=vary-miss; stored")
            #expect(try await get("de") == "Hone; hit; ttl=60")
            #expect(try await get("en") == "Hone; fwd=vary-miss; stored")
            #expect(origin.cache.statistics.entries <= 4 + 1)
            // What varies otherwise from now on makes the others worthless.
            origin.change("/a") { $0.fields[.vary] = "Accept" }
            #expect(try await get("pl") == "Hone; fwd=vary-miss; stored")
            #expect(try await get("it") == "Hone; hit; ttl=60")
        }
    }

    /// RFC 9111 §5.2.1.7
    @Test func onlyIfCached() async throws {
        let origin = Origin("/a", .caching("max-age=60"))
        try await origin.app().test(.router) { (client) async throws in
            let headers = HTTPFields.caching("only-if-cached")
            let absent = try await client.execute(uri: "/a", method: .get, headers: headers)
            #expect(absent.status == .gatewayTimeout)
            #expect(absent.headers[.contentType] == "application/problem+json")
            #expect(origin.calls("/a") == 0)
            _ = try await client.execute(uri: "/a", method: .get)
            #expect(try await client.execute(uri: "/a", method: .get, headers: headers).status == .ok)
            #expect(origin.calls("/a") == 1)
        }
    }

    /// A range of what is stored, and the app's own where nothing is.
    @Test func ranges() async throws {
        let origin = Origin([
            "/a": .init(fields: [.cacheControl: "max-age=60", .eTag: "\"v1\""], body: "0123456789"),
            "/packed": .init(fields: [.cacheControl: "max-age=60", .contentEncoding: "br"], body: "0123456789"),
        ])
        try await origin.app().test(.router) { (client) async throws in
            func get(_ path: String, _ range: String, _ ifRange: String? = nil) async throws -> TestResponse {
                var headers: HTTPFields = [.range: range]
                headers[.ifRange] = ifRange
                return try await client.execute(uri: path, method: .get, headers: headers)
            }
            #expect(try await get("/a", "bytes=2-4").status == .ok)
            #expect(origin.latest("/a")[.range] == "bytes=2-4")
            #expect(origin.cache.statistics.stored == 0)
            for path in ["/a", "/packed"] { _ = try await client.execute(uri: path, method: .get) }
            let part = try await get("/a", "bytes=2-4")
            #expect(part.status == .partialContent)
            #expect(String(buffer: part.body) == "234")
            #expect(part.headers[.contentRange] == "bytes 2-4/10")
            #expect(part.headers[.contentLength] == "3")
            #expect(try await get("/a", "bytes=2-4", "\"v1\"").status == .partialContent)
            #expect(try await get("/a", "bytes=2-4", "\"v2\"").status == .ok)
            #expect(try await get("/a", "bytes=2-4, 6-7").status == .ok)
            let beyond = try await get("/a", "bytes=10-")
            #expect(beyond.status == .rangeNotSatisfiable)
            #expect(beyond.headers[.contentRange] == "bytes */10")
            #expect(beyond.body.readableBytes == 0)
            #expect(try await get("/packed", "bytes=2-4").status == .ok)
            #expect(origin.calls("/a") == 2)
        }
    }

    /// A field for this cache stands before Cache-Control and is not sent on (RFC 9213).
    @Test func targetedFields() async throws {
        let name = try #require(HTTPField.Name("Hone-Cache-Control"))
        let other = try #require(HTTPField.Name("CDN-Cache-Control"))
        let origin = Origin([
            "/a": .init(fields: [.cacheControl: "private, no-cache", name: "public, max-age=60", other: "max-age=5"]),
            "/b": .init(fields: [.cacheControl: "public, max-age=60", name: "no-store"]),
        ])
        try await origin.app().test(.router) { (client) async throws in
            for round in 0..<2 {
                let a = try await client.execute(uri: "/a", method: .get, headers: [.cookie: "x=1"])
                #expect(a.headers.status?.contains("hit") == (round == 1))
                #expect(a.headers[.cacheControl] == "private, no-cache")
                #expect(a.headers[name] == nil)
                #expect(a.headers[other] == "max-age=5")
                let b = try await client.execute(uri: "/b", method: .get)
                #expect(b.headers.status == "Hone; fwd=uri-miss")
                #expect(b.headers[name] == nil)
            }
        }
    }

    @Test func whatItHasNothingToDoWith() async throws {
        let origin = Origin(["/a": .init(fields: .caching("max-age=60"))]) { $0.longestURI = 100 }
        try await origin.app().test(.router) { (client) async throws in
            let long = "/a?" + String(repeating: "x", count: 100)
            let requests: [(String, HTTPFields)] = [
                (long, [:]), ("/a", [.ifMatch: "\"x\""]), ("/a", [.ifUnmodifiedSince: "x"]),
            ]
            for (uri, headers) in requests {
                let response = try await client.execute(uri: uri, method: .get, headers: headers)
                #expect(response.headers.status == "Hone; fwd=bypass")
            }
            let body = try await client.execute(
                uri: "/a", method: .get, headers: [.contentLength: "5"], body: ByteBuffer(string: "query"))
            #expect(body.headers.status == "Hone; fwd=bypass")
            let head = try await client.execute(uri: "/a", method: .head)
            #expect(head.headers.status == "Hone; fwd=uri-miss")
            let missing = try await client.execute(uri: "/missing", method: .get)
            #expect(missing.status == .notFound)
            #expect(origin.cache.statistics.stored == 0)
        }
    }

    /// The cache holds no more than it may, and lets no body in that is too large.
    @Test func bounds() async throws {
        let text = String(repeating: "x", count: 20_000)
        let origin = Origin([
            "/a": .init(fields: .caching("max-age=60"), body: text),
            "/large": .init(fields: .caching("max-age=60"), body: text + text),
        ]) {
            $0.capacity = 200_000
            $0.bodyLimit = 30_000
        }
        try await origin.app().test(.router) { (client) async throws in
            for index in 0..<50 { _ = try await client.execute(uri: "/a?\(index)", method: .get) }
            for _ in 0..<2 {
                let large = try await client.execute(uri: "/large", method: .get)
                #expect(large.body.readableBytes == 40_000)
                #expect(large.headers.status == "Hone; fwd=uri-miss")
            }
        }
        #expect(origin.cache.statistics.bytes <= 200_000)
        #expect(origin.cache.statistics.entries >= 5)
        #expect(origin.calls("/large") == 2)
    }

    /// A stream passes at once and is stored when it has ended, unless it is too long.
    @Test(arguments: setups.indices)
    func streams(setup: Int) async throws {
        let origin = Origin([
            "/s": .init(fields: .caching("max-age=60"), body: Bodies.json, pieces: 9),
            "/long": .init(fields: .caching("max-age=60"), body: String(repeating: Bodies.json, count: 3), pieces: 9),
        ]) { $0.bodyLimit = 30_000 }
        try await origin.app().test(setups[setup]) { client in
            let first = try await client.execute(uri: "/s", method: .get)
            #expect(String(buffer: first.body) == Bodies.json)
            #expect(first.headers.status == "Hone; fwd=uri-miss")
            let second = try await client.execute(uri: "/s", method: .get)
            #expect(second.headers.status == "Hone; hit; ttl=60")
            #expect(second.headers[.contentLength] == "\(Bodies.json.utf8.count)")
            #expect(String(buffer: second.body) == Bodies.json)
            for _ in 0..<2 {
                let long = try await client.execute(uri: "/long", method: .get)
                #expect(long.headers.status == "Hone; fwd=uri-miss")
                #expect(long.body.readableBytes == Bodies.json.utf8.count * 3)
            }
        }
    }
}
