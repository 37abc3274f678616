import HTTPTypes
import HoneMonitor
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// What a request counts as, in the statistics and in its trace: known when it is answered.
struct CountingTests {
    /// What a request counts as.
    enum Kind: Sendable { case miss, bypassed }

    /// Sends one request to a cache behind a monitor, and gives what both have counted.
    private func counted(
        _ origin: Origin, _ method: HTTPRequest.Method = .get, _ headers: HTTPFields = [:]
    ) async throws -> (statistics: ResponseCacheStatistics, hits: UInt64, misses: UInt64) {
        let monitor = PerformanceMonitor()
        let router = Router(context: OriginContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: monitor.middleware(context: OriginContext.self))
        origin.add(to: router)
        try await Application(router: router).test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: method, headers: headers)
        }
        let cache = monitor.snapshot().endpoints.reduce(into: (hits: UInt64(0), misses: UInt64(0))) {
            $0.hits += UInt64($1.cache.hits)
            $0.misses += UInt64($1.cache.misses)
        }
        return (origin.cache.statistics, cache.hits, cache.misses)
    }

    @Test(
        arguments: [
            (.caching("max-age=60"), [:], .miss), (.caching("public, max-age=60"), [.cookie: "s=1"], .miss),
            (.caching("public, max-age=60"), [.authorization: "Bearer x"], .miss),
            (.caching("max-age=60"), .caching("no-cache"), .miss),
            (.caching("private, max-age=60"), [:], .bypassed), (.caching("no-store"), [:], .bypassed),
            (.caching("no-cache"), [:], .bypassed), (.caching("max-age=0"), [:], .bypassed), ([:], [:], .bypassed),
            (.caching("max-age=60"), [.cookie: "s=1"], .bypassed),
            (.caching("max-age=60"), [.authorization: "Bearer x"], .bypassed),
            (.caching("max-age=60"), .caching("no-store"), .bypassed),
            ([.cacheControl: "max-age=60", .setCookie: "a=1"], [:], .bypassed),
            ([.cacheControl: "max-age=60", .vary: "*"], [:], .bypassed),
            (.caching("max-age=60"), [.range: "bytes=0-1"], .bypassed),
        ] as [(HTTPFields, HTTPFields, Kind)])
    func whatAnAnswerCountsAs(fields: HTTPFields, request: HTTPFields, kind: Kind) async throws {
        let counted = try await counted(Origin("/a", fields), .get, request)
        #expect(counted.statistics.misses == (kind == .miss ? 1 : 0))
        #expect(counted.statistics.bypassed == (kind == .bypassed ? 1 : 0))
        #expect(counted.misses == (kind == .miss ? 1 : 0))
        #expect(counted.hits == 0)
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.head, .caching("max-age=60"), .miss), (.head, .caching("private"), .bypassed),
            (.post, .caching("max-age=60"), .bypassed),
        ] as [(HTTPRequest.Method, HTTPFields, Kind)])
    func otherMethods(method: HTTPRequest.Method, fields: HTTPFields, kind: Kind) async throws {
        let counted = try await counted(Origin("/a", fields), method)
        #expect(counted.statistics.misses == (kind == .miss ? 1 : 0))
        #expect(counted.statistics.bypassed == (kind == .bypassed ? 1 : 0))
        #expect(counted.misses == (kind == .miss ? 1 : 0))
    }

    @Test(arguments: [HTTPResponse.Status?.none, .badRequest, .notFound, .internalServerError])
    func whatFails(status: HTTPResponse.Status?) async throws {
        let origin = Origin("/a", [:])
        origin.change("/a") {
            $0.fails = status == nil
            $0.status = status ?? .ok
        }
        let counted = try await counted(origin)
        #expect(counted.statistics.bypassed == 1)
        #expect(counted.statistics.misses == 0 && counted.misses == 0)
    }

    /// A stream, and a body that is too long to be kept, may be others' all the same.
    @Test(arguments: [(9, 512 << 10), (0, 4)])
    func whatIsNotKept(pieces: Int, bodyLimit: Int) async throws {
        let origin = Origin(["/a": .init(fields: .caching("max-age=60"), body: Bodies.json, pieces: pieces)]) {
            $0.bodyLimit = bodyLimit
        }
        let counted = try await counted(origin)
        #expect(counted.statistics.misses == 1 && counted.misses == 1)
        #expect(counted.statistics.bypassed == 0)
    }

    /// A 304 is a miss that confirmed, whatever it says; what stands in for an error is a hit.
    @Test(arguments: ["max-age=60", "private"])
    func revalidated(cacheControl: String) async throws {
        let origin = Origin("/a", [.cacheControl: "max-age=60, stale-if-error=600", .eTag: "\"v1\""])
        _ = try await counted(origin)
        origin.clock.advance(by: .seconds(61))
        origin.change("/a") {
            $0.status = .notModified
            $0.body = ""
            $0.fields[.cacheControl] = cacheControl
        }
        let counted = try await counted(origin)
        #expect(counted.statistics.misses == 2)
        #expect(counted.statistics.revalidated == 1)
        #expect(counted.statistics.bypassed == 0)
        #expect(counted.misses == 1)
    }

    @Test func aStandIn() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-if-error=600"))
        _ = try await counted(origin)
        origin.clock.advance(by: .seconds(61))
        origin.change("/a") { $0.fails = true }
        let counted = try await counted(origin)
        #expect(counted.statistics.errorHits == 1 && counted.hits == 1)
        #expect(counted.statistics.misses == 1 && counted.misses == 0)
        #expect(counted.statistics.hitRatio == 0.5)
    }

    /// While nobody waits for others, an answer counts for what it is.
    @Test(arguments: [("private", Kind.bypassed), ("max-age=60", .miss)])
    func whileNobodyWaits(cacheControl: String, kind: Kind) async throws {
        let origin = Origin("/a", .caching(cacheControl))
        for key in ["localhost\n/a", "\n/a"] { origin.cache.store.pass(key, for: .seconds(10)) }
        let counted = try await counted(origin)
        #expect(counted.statistics.misses == (kind == .miss ? 1 : 0))
        #expect(counted.statistics.bypassed == (kind == .bypassed ? 1 : 0))
    }
}
