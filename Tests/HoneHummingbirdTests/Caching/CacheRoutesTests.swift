import Foundation
import HTTPTypes
import HoneCache
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import HoneHummingbird

/// What the routes of the caches answer, do, and refuse.
struct CacheRoutesTests {
    private let registry = CacheRegistry()
    private let products = Cache<String, Int>(name: "products", capacity: .entries(100))
    private let numbers = Cache<Int, Int>(name: "numbers", capacity: .entries(100))

    init() throws {
        try registry.add(products)
        try registry.add(numbers)
        for key in ["a:1", "a:2", "b:1"] { products.set(1, for: key, tags: [String(key.suffix(1))]) }
        numbers.set(7, for: 42, tags: ["1"])
    }

    private func app(token: String? = "secret") -> some ApplicationProtocol {
        let router = Router()
        registry.addRoutes(to: router, adminToken: token)
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private static let opened: HTTPFields = [.authorization: "Bearer secret"]

    private struct ProblemDocument: Decodable {
        var status: Int
        var detail: String
    }

    private struct Answer: Decodable {
        struct Done: Decodable, Equatable {
            var cache: String
            var found: Bool?
            var pending: String?
        }
        var caches: [Done]
    }

    private struct Stats: Decodable {
        var caches: [CacheSnapshot]
        var warmers: [String]
    }

    private static func problem(_ response: TestResponse) throws -> ProblemDocument {
        #expect(response.headers[.contentType] == "application/problem+json")
        let document = try decoded(ProblemDocument.self, response)
        #expect(document.status == response.status.code)
        return document
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ response: TestResponse) throws -> Value {
        try JSONDecoder().decode(type, from: Data(response.body.readableBytesView))
    }

    private func post(
        _ path: String, _ body: String = "", headers: HTTPFields = CacheRoutesTests.opened, token: String? = "secret"
    ) async throws -> TestResponse {
        try await app(token: token).test(.router) { client in
            try await client.execute(
                uri: "/api/cache/\(path)", method: .post, headers: headers, body: ByteBuffer(string: body))
        }
    }

    private var texts: [String] { ["a:1", "a:2", "b:1"].filter { products.cached($0) != nil } }

    @Test func statsAreOfEachCacheAndTier() async throws {
        try registry.add(registered: SickCache())
        try registry.addWarmer("all") {}
        _ = products.cached("a:1")
        try await app().test(.live) { client in
            let answer = try await client.execute(uri: "/api/cache/stats", method: .get)
            #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
            let stats = try Self.decoded(Stats.self, answer)
            #expect(stats.caches.map(\.name) == ["numbers", "products", "sick"] && stats.warmers == ["all"])
            #expect(stats.caches[1] == products.snapshot && stats.caches[1].hits == 1)
            #expect(stats.caches[2].tiers.map(\.name) == ["memory", "redis"])
            #expect(!String(buffer: answer.body).contains("10.0.0.7"), "where servers are is for who has the token")
            let told = try await client.execute(uri: "/api/cache/stats", method: .get, headers: Self.opened)
            #expect(String(buffer: told.body).contains("10.0.0.7"))
            #expect(!String(buffer: told.body).contains("a:1"), "keys are not told")
            let head = try await client.execute(uri: "/api/cache/stats", method: .head)
            #expect(head.status == .ok && head.body.readableBytes == 0)
        }
    }

    @Test func allOrOneAreCleared() async throws {
        let one = try await post("clear", #"{"cache": "products"}"#)
        #expect(one.status == .ok)
        #expect(try Self.decoded(Answer.self, one).caches == [.init(cache: "products")])
        #expect(products.statistics.entries == 0 && numbers.statistics.entries == 1)
        let all = try await post("clear")
        #expect(try Self.decoded(Answer.self, all).caches.map(\.cache) == ["numbers", "products"])
        #expect(numbers.statistics.entries == 0)
    }

    // What is sent, which keys of `products` are left, and whether something was there.
    @Test(arguments: [
        (#"{"cache":"products","key":"a:1"}"#, ["a:2", "b:1"], true),
        (#"{"cache":"products","key":"c"}"#, ["a:1", "a:2", "b:1"], false),
        (#"{"cache":"products","prefix":"a:"}"#, ["b:1"], nil),
        (#"{"cache":"products","prefix":""}"#, [], nil),
        (#"{"cache":"products","tag":"2"}"#, ["a:1", "b:1"], nil),
        (#"{"cache":"numbers","key":"42"}"#, ["a:1", "a:2", "b:1"], true),
    ])
    func keysPrefixesAndTags(body: String, left: [String], found: Bool?) async throws {
        let answer = try await post("invalidate", body)
        #expect(answer.status == .ok)
        #expect(try Self.decoded(Answer.self, answer).caches.map(\.found) == [found])
        #expect(texts == left)
    }

    @Test func aTagIsInvalidatedInAllCaches() async throws {
        let answer = try await post("invalidate", #"{"tag":"1"}"#)
        #expect(try Self.decoded(Answer.self, answer).caches.map(\.cache) == ["numbers", "products"])
        #expect(texts == ["a:2"] && numbers.cached(42) == nil)
    }

    @Test func aTierThatDoesNotAnswerIsSaid() async throws {
        try registry.add(registered: SickCache())
        for (path, body) in [("clear", ""), ("invalidate", #"{"tag":"1"}"#)] {
            let answer = try await post(path, body)
            #expect(answer.status == .accepted)
            let done = try Self.decoded(Answer.self, answer).caches
            #expect(done.map(\.cache) == ["numbers", "products", "sick"])
            #expect(done.map { $0.pending != nil } == [false, false, true])
        }
        #expect(texts == [], "the others are cleared all the same")
    }

    @Test func warmersAreRunAndReported() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "no database" }
        let products = products
        try registry.addWarmer("products") { _ = try await products.value(for: "warm") { 1 } }
        try registry.addWarmer("broken") { throw Broken() }
        let answer = try await post("warmup")
        #expect(answer.status == .ok)
        let outcomes = try #require(try Self.decoded([String: [WarmupOutcome]].self, answer)["warmers"])
        #expect(outcomes.map(\.name) == ["products", "broken"] && outcomes.map(\.error) == [nil, "no database"])
        #expect(products.cached("warm") == 1)
        let some = try await post("warmup", #"{"names":["broken"]}"#)
        #expect(try Self.decoded([String: [WarmupOutcome]].self, some)["warmers"]?.count == 1)
    }

    @Test func warmersRunOnceAtATime() async throws {
        let (gates, gate) = AsyncStream.makeStream(of: Void.self)
        let (beginnings, began) = AsyncStream.makeStream(of: Void.self)
        try registry.addWarmer("slow") {
            began.yield()
            for await _ in gates { return }
        }
        async let first = post("warmup")
        for await _ in beginnings { break }
        let second = try await post("warmup")
        #expect(second.status == .conflict && second.headers[.retryAfter] != nil)
        #expect(try Self.problem(second).detail.contains("run already"))
        gate.yield()
        #expect(try await first.status == .ok)
    }

    @Test(arguments: [
        ("clear", "{", 400, "\"cache\""), ("clear", "[]", 400, "JSON"), ("clear", #"{"cache":5}"#, 400, "JSON"),
        ("clear", #"{"cache":"none"}"#, 404, "\"none\""), ("warmup", #"{"names":"x"}"#, 400, "names"),
        ("warmup", #"{"names":["x"]}"#, 404, "\"x\""), ("invalidate", "", 400, "\"tag\""),
        ("invalidate", "{}", 400, "Name one of"), ("invalidate", "null", 400, "JSON"),
        ("invalidate", #"{"cache":"products"}"#, 400, "Name one of"),
        ("invalidate", #"{"cache":"products","key":"a","tag":"b"}"#, 400, "Name one of"),
        ("invalidate", #"{"key":"a"}"#, 400, "Name the cache"),
        ("invalidate", #"{"prefix":"a"}"#, 400, "Name the cache"),
        ("invalidate", #"{"cache":"none","tag":"a"}"#, 404, "\"none\""),
        ("invalidate", #"{"cache":"numbers","key":"a secret"}"#, 400, "Int"),
        ("invalidate", "\u{FF}\u{0}", 400, "JSON"),
        // What is misspelt does not mean all.
        ("clear", #"{"name":"products"}"#, 400, #""name""#), ("clear", #"{"Cache":"products"}"#, 400, #""Cache""#),
        ("clear", #"{"cache":"products","tag":"1"}"#, 400, #""tag""#), ("warmup", #"{"name":"x"}"#, 400, #""name""#),
        ("invalidate", #"{"caches":"products","tag":"1"}"#, 400, #""caches""#),
        ("invalidate", #"{"cache":"products","key":"a secret","keys":[]}"#, 400, #""keys""#),
        // A variable that was not set does not mean everything.
        ("clear", #"{"cache":null}"#, 400, #""cache" is null"#),
        ("warmup", #"{"names":null}"#, 400, #""names" is null"#),
        ("invalidate", #"{"cache":null,"tag":"2"}"#, 400, #""cache" is null, which names nothing: leave it out"#),
        ("invalidate", #"{"cache":"products","prefix":"a","key":null}"#, 400, #""key" is null"#),
        ("clear", "null", 400, "products"),
    ])
    func refusals(path: String, body: String, status: Int, word: String) async throws {
        let answer = try await post(path, body)
        #expect(answer.status.code == status)
        let detail = try Self.problem(answer).detail
        #expect(detail.contains(word), "\(detail)")
        #expect(!detail.contains("secret"), "keys are not told")
        #expect(texts.count == 3)
    }

    @Test func bodiesAreBounded() async throws {
        let long = #"{"cache":"products","key":""# + String(repeating: "x", count: CacheRoutes.maximumBody) + #""}"#
        let answer = try await post("invalidate", long)
        #expect(answer.status == .contentTooLarge && answer.body.readableBytes < 500)
        let name = try await post("clear", #"{"cache":""# + String(repeating: "y", count: 9_000) + #""}"#)
        #expect(name.status == .notFound && name.body.readableBytes < 500)
    }

    @Test(arguments: ["clear", "warmup", "invalidate"], [nil, "Bearer wrong", "secret", "Basic secret", "Bearer "])
    func nobodyActsWithoutTheToken(path: String, value: String?) async throws {
        var headers: HTTPFields = [:]
        headers[.authorization] = value
        let answer = try await post(path, #"{"cache":"products","prefix":""}"#, headers: headers)
        #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate] == "Bearer")
        #expect(try Self.problem(answer).detail.contains("admin token"))
        let closed = try await post(path, headers: headers, token: nil)
        #expect(closed.status == .forbidden)
        #expect(try await post(path, token: "").status == .unauthorized, "an empty token opens nothing")
        #expect(texts.count == 3)
    }

    @Test func otherMethodsAreNamed() async throws {
        try await app().test(.router) { client in
            for (path, allowed) in [
                ("stats", "GET, HEAD"), ("clear", "POST"), ("warmup", "POST"), ("invalidate", "POST"),
            ] {
                for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete]
                where !allowed.contains(method.rawValue) {
                    let answer = try await client.execute(
                        uri: "/api/cache/\(path)", method: method, headers: Self.opened)
                    #expect(answer.status == .methodNotAllowed && answer.headers[.allow] == allowed)
                }
            }
        }
    }

    @Test(arguments: [
        ("/api/cache/stats", true), ("/internal/api/cache/clear", true), ("/api/cache/warmup", true),
        ("/api/cache/invalidate", true), ("/api/cache", false), ("/api/cache/", false), ("/api/cache/statsx", false),
        ("/api/caches/stats", false), ("/api/monitoring/metrics", true), ("/api/monitoring/stats", false), ("", false),
        ("/", false), ("/a", false),
    ])
    func whichRoutesAreOwn(route: String, isOwn: Bool) {
        #expect(MonitoringRoutes.isOwn(route) == isOwn)
    }
}

/// Look-ups reach the trace of the request that makes them.
struct CacheTraceTests {
    private static func router(_ monitor: PerformanceMonitor, _ cache: Cache<String, Int>) -> Router<
        BasicRequestContext
    > {
        let router = Router()
        router.add(middleware: monitor.middleware(adminToken: "secret"))
        router.get("/chefs/{id}") { _, context -> String in
            let value = try await cache.value(for: context.parameters.get("id") ?? "") { 1 }
            return "\(value)"
        }
        return router
    }

    @Test(arguments: [true, false])
    func aRequestSaysItsHitsAndMisses(isRegistered: Bool) async throws {
        let monitor = PerformanceMonitor()
        let cache = Cache<String, Int>(name: "chefs", capacity: .entries(10))
        let registry = CacheRegistry()
        if isRegistered { try registry.add(cache) }
        let app = Application(router: Self.router(monitor, cache))
        try await app.test(.router) { client in
            for id in ["1", "1", "2", "1"] { _ = try await client.execute(uri: "/chefs/\(id)", method: .get) }
            let name = try #require(HTTPField.Name("X-Hone-Token"))
            let timed = try await client.execute(uri: "/chefs/1", method: .get, headers: [name: "secret"])
            let timing = timed.headers[try #require(HTTPField.Name("Server-Timing"))]
            #expect(timing?.contains("desc=\"1 of 1 hit\"") == isRegistered, "\(timing ?? "")")
        }
        let endpoint = try #require(monitor.snapshot()["GET /chefs/{id}"])
        #expect(endpoint.cache.hits == (isRegistered ? 3 : 0))
        #expect(endpoint.cache.misses == (isRegistered ? 2 : 0))
    }
}
