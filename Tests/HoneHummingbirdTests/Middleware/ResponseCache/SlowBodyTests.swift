import HTTPTypes
import HoneCache
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// A response is as old as its head, however long its body takes to come (RFC 9111 §4.2.3).
struct SlowBodyTests {
    /// Has the clock go on while a body is written.
    private struct SlowBodies: RouterMiddleware {
        typealias Context = OriginContext
        let clock: ManualClock
        let seconds: Int

        func handle(
            _ request: Request, context: Context, next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            var response = try await next(request, context)
            let (body, clock, seconds) = (response.body, clock, seconds)
            response.body = ResponseBody(contentLength: body.contentLength) { writer in
                clock.advance(by: .seconds(seconds))
                try await body.write(writer)
            }
            return response
        }
    }

    /// As a stream and with a known length.
    @Test(arguments: [0, 3], [0, 40, 59, 60, 90])
    func theTimeItTookCounts(pieces: Int, seconds: Int) async throws {
        let origin = Origin(["/a": .init(fields: .caching("max-age=60"), body: "0123456789", pieces: pieces)])
        let app = origin.app(inside: [SlowBodies(clock: origin.clock, seconds: seconds)])
        try await app.test(.router) { client in
            let first = try await client.execute(uri: "/a", method: .get)
            #expect(String(buffer: first.body) == "0123456789")
            #expect(origin.cache.statistics.stored == (seconds < 60 ? 1 : 0))
            guard seconds < 60 else { return }
            let second = try await client.execute(uri: "/a", method: .get)
            #expect(second.headers.status == "Hone; hit; ttl=\(60 - seconds)")
            #expect(second.headers.ageSeconds == "\(seconds)")
            // Nor is it kept for longer.
            origin.clock.advance(by: .seconds(60 - seconds))
            let held = origin.cache.store.cache
            #expect(held.cached("localhost\n/a") == nil && held.cached("\n/a") == nil)
        }
    }

    /// What may be given out when it is stale is kept although it was stale when it had come.
    @Test func whatStandsInForErrorsIsKept() async throws {
        let origin = Origin(["/a": .init(fields: .caching("max-age=60, stale-if-error=600"), body: "x", pieces: 1)])
        let app = origin.app(inside: [SlowBodies(clock: origin.clock, seconds: 90)])
        try await app.test(.router) { client in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.change("/a") { $0.fails = true }
            let next = try await client.execute(uri: "/a", method: .get)
            #expect(next.headers.status == "Hone; fwd=stale; fwd-status=500; ttl=-30")
        }
    }
}
