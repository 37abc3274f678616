import HTTPTypes
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// Bodies that are not as long as was said: no part passes for the whole (RFC 9111 §3.3).
struct BodyLengthTests {
    /// An answer that says one length and has another.
    private static func response(declared: Int, written: Int) -> Response {
        let body = ResponseBody(contentLength: declared) { writer in
            var left = written
            while left > 0 {
                try await writer.write(ByteBuffer(repeating: 65, count: min(left, 300)))
                left -= 300
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/plain", .cacheControl: "max-age=60"], body: body)
    }

    @Test(arguments: [(1_000, 1_000), (1_000, 500), (1_000, 0), (1_000, 1_500), (0, 0)])
    func collecting(declared: Int, written: Int) async throws {
        let body = Self.response(declared: declared, written: written).body
        if declared == written {
            #expect(try await body.collected(expecting: declared).readableBytes == written)
        } else {
            // What is too long is not read to its end: the piece of 300 bytes that is too much is the last.
            let mismatch = BodyLengthMismatch(declared: declared, written: min(written, 1_200))
            await #expect(throws: mismatch) { try await body.collected(expecting: declared) }
            let had = written > declared ? "at least 1200" : "\(written)"
            #expect(mismatch.description.contains("\(declared) bytes and had \(had),"))
        }
    }

    /// A writer that goes on after it was told that it is too much does not get its body sent.
    @Test func whoDoesNotListenIsToldAtTheEnd() async throws {
        let body = ResponseBody(contentLength: 4) { writer in
            for _ in 0..<3 { try? await writer.write(ByteBuffer(repeating: 65, count: 4)) }
            try await writer.finish(nil)
        }
        await #expect(throws: BodyLengthMismatch(declared: 4, written: 12)) { try await body.collected(expecting: 4) }
    }

    @Test(arguments: [("1000", 1_000), ("0", 0), ("-1", nil), ("x", nil), (nil, nil)] as [(String?, Int?)])
    func theLengthOfAStreamIsThatOfItsField(field: String?, length: Int?) {
        var stream = Response(status: .ok, body: ResponseBody { writer in try await writer.finish(nil) })
        stream.headers[.contentLength] = field
        #expect(stream.declaredLength == length)
        // A body that knows its own length stands before the field.
        stream = Self.response(declared: 7, written: 7)
        stream.headers[.contentLength] = field
        #expect(stream.declaredLength == 7)
        #expect(stream.lengthOfField == length)
    }

    /// Each middleware that gathers bodies answers 500, and the cache keeps nothing.
    @Test(arguments: ["cache", "tag", "compression"])
    func aShortBodyIsNotSent(by middleware: String) async throws {
        let cache = ResponseCache()
        let router = Router()
        switch middleware {
        case "cache": router.add(middleware: cache.middleware())
        case "tag": router.add(middleware: EntityTagMiddleware())
        default: router.add(middleware: CompressionMiddleware())
        }
        router.get("/short") { _, _ in Self.response(declared: 1_000, written: 500) }
        router.get("/whole") { _, _ in Self.response(declared: 1_000, written: 1_000) }
        try await Application(router: router).test(.router) { client in
            for _ in 0..<2 {
                let short = try await client.execute(uri: "/short", method: .get, headers: .accepting("gzip"))
                #expect(short.status == .internalServerError)
            }
            let whole = try await client.execute(uri: "/whole", method: .get, headers: .accepting("gzip"))
            #expect(whole.status == .ok)
        }
        #expect(cache.statistics.stored == (middleware == "cache" ? 1 : 0))
    }

    /// One that is packed as it is written has no length on the wire: it breaks off.
    @Test func aShortStreamBreaksOff() async throws {
        let router = Router()
        router.add(middleware: CompressionMiddleware(wholeBodyLimit: 100))
        router.get("/short") { _, _ in Self.response(declared: 1_000, written: 500) }
        router.get("/whole") { _, _ in Self.response(declared: 1_000, written: 1_000) }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let whole = try await client.execute(uri: "/whole", method: .get, headers: .accepting("gzip"))
            #expect(try whole.text().utf8.count == 1_000)
            await #expect(throws: (any Error).self) {
                try await client.execute(uri: "/short", method: .get, headers: .accepting("gzip"))
            }
        }
    }

    /// A stream whose length stands in its field, as a proxy passes it on: it breaks off too, and is not stored.
    @Test(arguments: ["cache", "compression"], [1_000, 500, 1_500])
    func aStreamWithALengthInItsField(through middleware: String, written: Int) async throws {
        let cache = ResponseCache()
        let router = Router()
        if middleware == "cache" {
            router.add(middleware: cache.middleware())
        } else {
            router.add(middleware: CompressionMiddleware())
        }
        router.get("/a") { _, _ in
            let body = Self.response(declared: 1_000, written: written).body
            var stream = Response(
                status: .ok, headers: [.contentType: "text/plain", .cacheControl: "max-age=60"],
                body: ResponseBody { writer in try await body.write(writer) })
            stream.headers[.contentLength] = "1000"
            return stream
        }
        // Over a socket, a client would wait for ever for what is missing if it did not break off.
        try await Application(router: router).test(.router) { client in
            if written == 1_000 {
                let whole = try await client.execute(uri: "/a", method: .get, headers: .accepting("gzip"))
                #expect(try whole.text().utf8.count == 1_000)
                #expect(whole.headers[.contentEncoding] == (middleware == "cache" ? nil : "gzip"))
            } else {
                await #expect(throws: (any Error).self) {
                    try await client.execute(uri: "/a", method: .get, headers: .accepting("gzip"))
                }
            }
        }
        #expect(cache.statistics.stored == (middleware == "cache" && written == 1_000 ? 1 : 0))
    }

    /// The cache's answer to a body that breaks off is the same as to an app that fails.
    @Test func aStaleAnswerStandsIn() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-if-error=600"))
        let short = ShortBodies()
        try await origin.app(inside: [short]).test(.router) { (client) async throws in
            let first = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(61))
            origin.change("/a") { $0.fields[.contentLanguage] = "short" }
            let second = try await client.execute(uri: "/a", method: .get)
            #expect(second.body == first.body)
            #expect(second.headers.status == "Hone; fwd=stale; fwd-status=500; ttl=-1")
        }
    }

    /// Breaks bodies off whose answers say so.
    private struct ShortBodies: RouterMiddleware {
        typealias Context = OriginContext

        func handle(
            _ request: Request, context: Context, next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            let response = try await next(request, context)
            guard response.headers[.contentLanguage] == "short" else { return response }
            return BodyLengthTests.response(declared: 1_000, written: 500)
        }
    }
}
