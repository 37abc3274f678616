import Foundation
import HTTPTypes
import HoneCache
import HoneMonitor
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// The cache of responses among the registered caches of an app.
struct RegisteredResponseCacheTests {
    private static let groups = HTTPField.Name("Cache-Groups") ?? .vary

    /// An app whose cache is registered, with the registry's routes outside of it.
    private static func app(_ origin: Origin) throws -> some ApplicationProtocol {
        let registry = CacheRegistry()
        try registry.add(registered: origin.cache)
        let router = Router(context: OriginContext.self)
        registry.addRoutes(to: router, adminToken: "secret")
        router.add(middleware: origin.cache.middleware(context: OriginContext.self))
        for path in ["/a", "/b", "/g", "/failing"] {
            router.get(RouterPath(path)) { request, _ in try await origin.answer(request) }
        }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private static func origin() -> Origin {
        Origin([
            "/a": .init(fields: .caching("max-age=60")),
            "/b": .init(fields: .caching("max-age=60, stale-while-revalidate=60")),
            "/g": .init(fields: [.cacheControl: "max-age=60", groups: "\"menu\""]),
            "/failing": .init(fields: .caching("max-age=60, stale-if-error=600")),
        ])
    }

    private struct Answer: Decodable {
        struct Done: Decodable, Equatable {
            var cache: String
            var found: Bool?
        }
        var caches: [Done]
    }

    private static func post(_ client: any TestClientProtocol, _ path: String, _ body: String = "") async throws
        -> TestResponse
    {
        try await client.execute(
            uri: "/api/cache/\(path)", method: .post, headers: [.authorization: "Bearer secret"],
            body: ByteBuffer(string: body))
    }

    private static func get(_ client: any TestClientProtocol, _ uri: String) async throws -> TestResponse {
        try await client.execute(uri: uri, method: .get)
    }

    // What is sent, and which paths are asked for anew after it.
    @Test(arguments: [
        ("clear", "", ["/a", "/a?x=1", "/b", "/g"]), ("clear", #"{"cache":"Hone"}"#, ["/a", "/a?x=1", "/b", "/g"]),
        ("invalidate", #"{"cache":"Hone","key":"/a"}"#, ["/a", "/a?x=1"]),
        ("invalidate", #"{"cache":"Hone","tag":"menu"}"#, ["/g"]), ("invalidate", #"{"tag":"menu"}"#, ["/g"]),
        ("invalidate", #"{"cache":"Hone","key":"/none"}"#, []), ("invalidate", #"{"tag":"other"}"#, []),
    ])
    func whatIsStoredGoes(path: String, body: String, gone: [String]) async throws {
        try await Self.app(Self.origin()).test(.router) { (client) async throws in
            let uris = ["/a", "/a?x=1", "/b", "/g"]
            var before: [String: ByteBuffer] = [:]
            for uri in uris { before[uri] = try await Self.get(client, uri).body }
            for uri in uris { #expect(try await Self.get(client, uri).body == before[uri], "stored") }
            let answer = try await Self.post(client, path, body)
            #expect(answer.status == .ok)
            let done = try JSONDecoder().decode(Answer.self, from: Data(answer.body.readableBytesView)).caches
            #expect(done == [.init(cache: "Hone", found: nil)])
            for uri in uris {
                let isNew = try await Self.get(client, uri).body != before[uri]
                #expect(isNew == gone.contains(uri), "\(uri)")
            }
        }
    }

    /// What was asked for before the clearing is not stored after it.
    @Test func anAnswerUnderWayIsNotStored() async throws {
        let origin = Self.origin()
        origin.change("/a") { $0.waits = true }
        try await Self.app(origin).test(.router) { (client) async throws in
            async let first = Self.get(client, "/a")
            try await eventually { origin.waiting == 1 }
            #expect(try await Self.post(client, "clear").status == .ok)
            origin.open()
            #expect(try await first.status == .ok)
            _ = try await Self.get(client, "/a")
            #expect(origin.calls("/a") == 2)
        }
    }

    @Test(arguments: [
        (#"{"cache":"Hone","key":"a"}"#, "name a path"),
        (#"{"cache":"Hone","key":"/a?x=1"}"#, "all its hosts and queries"),
        (#"{"cache":"Hone","key":""}"#, "name a path"), (#"{"cache":"Hone","key":"/a\n"}"#, "name a path"),
        (#"{"cache":"Hone","prefix":"/a"}"#, "Cache-Groups"), (#"{"cache":"Hone","prefix":""}"#, "or clear it"),
    ])
    func whatIsNoPathIsRefused(body: String, words: String) async throws {
        let origin = Self.origin()
        try await Self.app(origin).test(.router) { (client) async throws in
            _ = try await Self.get(client, "/a")
            let answer = try await Self.post(client, "invalidate", body)
            #expect(answer.status == .badRequest)
            #expect(String(buffer: answer.body).contains(words), "\(String(buffer: answer.body))")
            _ = try await Self.get(client, "/a")
            #expect(origin.calls("/a") == 1)
        }
    }

    @Test func statsAreItsOwnRequests() async throws {
        let origin = Self.origin()
        origin.change("/b") { $0.waits = true }
        try await Self.app(origin).test(.router) { (client) async throws in
            // A miss and two hits; a miss and one that waits for it; a miss and, when it fails, what was stored.
            for _ in 0..<3 { _ = try await Self.get(client, "/a") }
            _ = try await Self.get(client, "/failing")
            async let one = Self.get(client, "/b")
            try await eventually { origin.waiting == 1 }
            async let other = Self.get(client, "/b")
            try await eventually { origin.cache.counts.joined == 1 }
            origin.open()
            #expect(try await one.body == other.body)
            origin.clock.advance(by: .seconds(61))
            origin.change("/failing") { $0.fails = true }
            #expect(try await Self.get(client, "/failing").status == .ok)

            struct Stats: Decodable { var caches: [CacheSnapshot] }
            let answer = try await Self.get(client, "/api/cache/stats")
            let stats = try JSONDecoder().decode(Stats.self, from: Data(answer.body.readableBytesView)).caches
            let cache = try #require(stats.first)
            #expect(stats == [origin.cache.snapshot()])
            #expect(cache.name == "Hone" && cache.capacityWeight == 64 << 20 && cache.capacityEntries == nil)
            #expect(cache.hits == 3 && cache.misses == 4 && cache.fallbacks == 1 && cache.staleHits == 0)
            #expect(cache.sharedLoads == 1 && cache.loads == 0)
            #expect(cache.hitRatio == 3.0 / 7)
            #expect(cache.entries == 3 && cache.weight == origin.cache.statistics.bytes)
            #expect(cache.tiers.map(\.name) == ["memory"])
            #expect(cache.tiers[0].hits == 3 && cache.tiers[0].misses == 4)
        }
    }

    /// A stale answer that is asked for anew by another is a stale hit, as in other caches.
    @Test func staleAnswersAreStaleHits() async throws {
        let origin = Self.origin()
        try await Self.app(origin).test(.router) { (client) async throws in
            _ = try await Self.get(client, "/b")
            origin.clock.advance(by: .seconds(61))
            origin.change("/b") { $0.waits = true }
            async let renewing = Self.get(client, "/b")
            try await eventually { origin.waiting == 1 }
            _ = try await Self.get(client, "/b")
            origin.open()
            #expect(try await renewing.status == .ok)
        }
        let cache = origin.cache.snapshot()
        #expect(cache.staleHits == 1 && cache.hits == 0 && cache.misses == 3)
        #expect(cache.hitRatio == 1.0 / 3)
    }

    @Test func whatHasToGoForOthersIsAnEviction() async throws {
        let origin = Origin(["/a": .init(fields: .caching("max-age=60"), body: String(repeating: "x", count: 2_000))]) {
            $0.capacity = 16_000
        }
        try await Self.app(origin).test(.router) { (client) async throws in
            for number in 0..<40 { _ = try await Self.get(client, "/a?\(number)") }
        }
        let cache = origin.cache.snapshot()
        #expect(cache.evictions > 0 && cache.weight <= 16_000 && cache.capacityWeight == 16_000)
        #expect(cache.tiers[0].evictions == cache.evictions)
    }

    /// Registered or not, a monitored request is told its look-up once.
    @Test(arguments: [true, false])
    func aRequestIsToldOnce(isRegistered: Bool) async throws {
        let origin = Self.origin()
        let monitor = PerformanceMonitor()
        if isRegistered { try CacheRegistry().add(registered: origin.cache) }
        let router = Router(context: OriginContext.self)
        router.add(middleware: monitor.middleware())
        router.add(middleware: origin.cache.middleware(context: OriginContext.self))
        router.get("/a") { request, _ in try await origin.answer(request) }
        try await Application(router: router).test(.router) { (client) async throws in
            for _ in 0..<4 { _ = try await Self.get(client, "/a") }
        }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.cache.hits == 3 && endpoint.cache.misses == 1)
    }
}
