import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Bistro

/// The caches of PAT-012 and PAT-014 as who runs the app sees them: the monitor counts their look-ups, and the routes
/// of caches show, clear and fill them.
struct KeptAnswersTests {
    private static let token = "bistro-token"
    private static let application = ["cards", "chefs", "products", "profiles", "reviews"]

    /// Runs `body` with a client of an app that has an admin token.
    private static func open(
        _ patterns: Set<PatternSwitch>, token: String? = token, log: StatementLog? = nil,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        try await Shop.withCopy { shop in
            var settings = shop.settings(Switches(patterns: patterns), log: log)
            settings.adminToken = token
            let app = try await BistroApp.make(settings)
            try await app.test(.router) { client in try await body(client) }
        }
    }

    private static func admin(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) -> Call {
        Call(method: method, path: path, body: body, headers: [.authorization: "Bearer \(token)"])
    }

    private struct Metrics: Decodable {
        struct Endpoint: Decodable {
            struct Cache: Decodable, Equatable {
                var hits: Int
                var misses: Int
            }
            var endpoint: String
            var cache: Cache
        }
        var endpoints: [Endpoint]
    }

    private struct Stats: Decodable {
        struct Cache: Decodable {
            var name: String
            var hits: Int
            var misses: Int
            var entries: Int
        }
        var caches: [Cache]
        var warmers: [String]
    }

    private static func stats(_ client: any TestClientProtocol) async throws -> Stats {
        try await client.send(.get("/api/cache/stats")).decoded(Stats.self)
    }

    // The switches beside PAT-017; hits and misses of four requests for the catalogue, and of four for one chef, who is
    // to be asked for each time (no-cache), with which the cache of answers has nothing to do. One look-up for each
    // cache that a request reaches.
    @Test(
        arguments: [
            ([], [0, 0], [0, 0]), ([.applicationCache], [3, 1], [3, 1]), ([.cachingHeaders], [3, 1], [0, 0]),
            ([.applicationCache, .cachingHeaders], [3, 2], [3, 1]),
        ] as [(Set<PatternSwitch>, [Int], [Int])])
    func theMonitorCountsEachLookUpOnce(patterns: Set<PatternSwitch>, products: [Int], chef: [Int]) async throws {
        try await Self.open(patterns.union([.monitoring])) { (client) async throws in
            for _ in 0..<4 {
                #expect(try await client.send(.get("/api/products")).status == 200)
                #expect(try await client.send(.get("/api/chefs/1")).status == 200)
            }
            let metrics = try await client.send(Self.admin(.get, "/api/monitoring/metrics")).decoded(Metrics.self)
            func lookups(_ name: String) -> [Int]? {
                metrics.endpoints.first { $0.endpoint == name }.map { [$0.cache.hits, $0.cache.misses] }
            }
            #expect(lookups("GET /api/products") == products)
            #expect(lookups("GET /api/chefs/{id}") == chef)
            // The caches themselves have counted the same.
            guard !patterns.isEmpty else { return }
            let caches = try await Self.stats(client).caches
            let sums = [caches.reduce(0) { $0 + $1.hits }, caches.reduce(0) { $0 + $1.misses }]
            #expect(sums == [products[0] + chef[0], products[1] + chef[1]])
        }
    }

    // Which caches there are, with the monitor and without.
    @Test(
        arguments: [
            ([.applicationCache], application, ["products"]), ([.cachingHeaders], ["responses"], []),
            (
                [.applicationCache, .cachingHeaders],
                ["cards", "chefs", "products", "profiles", "responses", "reviews"],
                ["products"]
            ),
        ] as [(Set<PatternSwitch>, [String], [String])], [[], [.monitoring]] as [Set<PatternSwitch>])
    func theCachesAreListed(
        kept: (patterns: Set<PatternSwitch>, names: [String], warmers: [String]), beside: Set<PatternSwitch>
    ) async throws {
        try await Self.open(kept.patterns.union(beside)) { (client) async throws in
            let stats = try await Self.stats(client)
            #expect(stats.caches.map(\.name) == kept.names)
            #expect(stats.warmers == kept.warmers)
            guard beside.contains(.monitoring) else { return }
            #expect(try await client.send(.get("/api/monitoring/")).text.contains(#"data-caches="shown""#))
        }
    }

    @Test(arguments: [[], [.monitoring], [.compression, .eagerLoading]] as [Set<PatternSwitch>])
    func withoutACacheThereAreNoRoutes(patterns: Set<PatternSwitch>) async throws {
        try await Self.open(patterns) { (client) async throws in
            #expect(try await client.send(.get("/api/cache/stats")).status == 404)
            #expect(try await client.send(Self.admin(.post, "/api/cache/clear")).status == 404)
            guard patterns.contains(.monitoring) else { return }
            #expect(try await client.send(.get("/api/monitoring/")).text.contains(#"data-caches="none""#))
        }
    }

    @Test(
        arguments: [[.applicationCache], [.cachingHeaders], [.applicationCache, .cachingHeaders]]
            as [Set<PatternSwitch>], [[], [.monitoring]] as [Set<PatternSwitch>])
    func whatIsClearedIsAskedForAnew(patterns: Set<PatternSwitch>, beside: Set<PatternSwitch>) async throws {
        let log = StatementLog()
        try await Self.open(patterns.union(beside), log: log) { (client) async throws in
            for path in CacheTests.shared { _ = try await client.send(.get(path)) }
            log.clear()
            for path in CacheTests.shared { _ = try await client.send(.get(path)) }
            #expect(log.queries.isEmpty)
            #expect(try await Self.stats(client).caches.contains { $0.entries > 0 })
            #expect(try await client.send(Self.admin(.post, "/api/cache/clear")).status == 200)
            #expect(try await Self.stats(client).caches.allSatisfy { $0.entries == 0 })
            for path in CacheTests.shared {
                log.clear()
                _ = try await client.send(.get(path))
                #expect(!log.queries.isEmpty, "\(path)")
            }
        }
    }

    @Test func theWarmerFillsTheCatalogue() async throws {
        let log = StatementLog()
        try await Self.open([.applicationCache], log: log) { (client) async throws in
            let answer = try await client.send(Self.admin(.post, "/api/cache/warmup"))
            #expect(answer.status == 200 && answer.text.contains(#""name":"products""#))
            #expect(!log.queries.isEmpty)
            log.clear()
            #expect(try await client.send(.get("/api/products")).status == 200)
            #expect(log.queries.isEmpty)
        }
    }

    /// The monitor of the example is open without a token; what changes something never is.
    @Test(arguments: [(nil, 403), (token, 401)] as [(String?, Int)], [[], [.monitoring]] as [Set<PatternSwitch>])
    func nobodyClearsWithoutTheToken(lock: (token: String?, status: Int), beside: Set<PatternSwitch>) async throws {
        let log = StatementLog()
        try await Self.open(beside.union([.cachingHeaders]), token: lock.token, log: log) { (client) async throws in
            _ = try await client.send(.get("/api/products"))
            for path in ["clear", "warmup"] {
                let answer = try await client.send(Call(method: .post, path: "/api/cache/\(path)"))
                #expect(answer.status == lock.status && answer.contentType == "application/problem+json")
            }
            log.clear()
            _ = try await client.send(.get("/api/products"))
            #expect(log.queries.isEmpty)
        }
    }
}
