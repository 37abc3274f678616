import HTTPTypes
import HoneHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// PAT-013 on a real router and over real sockets.
struct CompressionTests {
    private func app(_ middleware: CompressionMiddleware<BasicRequestContext> = .init()) -> some ApplicationProtocol {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: middleware)
        router.get("/json") { _, _ in jsonResponse(Bodies.json) }
        router.get("/small") { _, _ in jsonResponse(Bodies.small) }
        router.get("/tagged") { _, _ in jsonResponse(Bodies.json, [.eTag: "\"v1\"", .vary: "Origin"]) }
        router.get("/ranges") { _, _ in jsonResponse(Bodies.json, [.acceptRanges: "bytes"]) }
        router.get("/fixed") { _, _ in jsonResponse(Bodies.json, [.cacheControl: "public, no-transform"]) }
        router.get("/packed") { _, _ in jsonResponse(Bodies.json, [.contentEncoding: "br"]) }
        router.get("/partial") { _, _ in
            jsonResponse(Bodies.json, [.contentRange: "bytes 0-9/10"], status: .partialContent)
        }
        router.get("/none") { _, _ in Response(status: .noContent) }
        router.get("/notmodified") { _, _ in Response(status: .notModified, headers: [.eTag: "\"v1\""]) }
        router.get("/image") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "image/jpeg"],
                body: .init(byteBuffer: ByteBuffer(repeating: 1, count: 9_000)))
        }
        router.get("/noise") { _, _ in
            // Compressible by its type, but not by its bytes.
            var state: UInt64 = 9
            let bytes = (0..<600).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        router.get("/stream") { _, _ in streamResponse(Bodies.json, pieces: 7) }
        router.get("/pieces") { _, _ in streamResponse(Bodies.json, pieces: 7, length: Bodies.json.utf8.count) }
        router.get("/broken") { _, _ -> Response in throw HTTPError(.badRequest, message: "no") }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    @Test(arguments: setups.indices, ["gzip", "br", "zstd"])
    func packsAndUnpacksToTheSame(setup: Int, coding: String) async throws {
        try await app().test(setups[setup]) { client in
            for path in ["/json", "/stream", "/pieces"] {
                let response = try await client.execute(uri: path, method: .get, headers: .accepting(coding))
                #expect(response.status == .ok)
                #expect(response.headers[.contentEncoding] == coding)
                #expect(response.headers[.vary] == "Accept-Encoding")
                #expect(response.body.readableBytes < Bodies.json.utf8.count / 2)
                #expect(try response.text() == Bodies.json)
                let length = response.headers[.contentLength]
                #expect(length == (path == "/stream" ? nil : "\(response.body.readableBytes)"), "\(path)")
            }
        }
    }

    @Test(arguments: setups.indices)
    func leavesWhatIsNotToBePacked(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            for path in ["/small", "/fixed", "/packed", "/partial", "/none", "/image", "/broken", "/missing"] {
                let plain = try await client.execute(uri: path, method: .get)
                let asked = try await client.execute(uri: path, method: .get, headers: .accepting("gzip, br, zstd"))
                #expect(asked.status == plain.status)
                #expect(asked.body == plain.body, "\(path)")
                #expect(asked.headers[.contentEncoding] == plain.headers[.contentEncoding], "\(path)")
                #expect(asked.headers[.contentLength] == plain.headers[.contentLength], "\(path)")
                #expect(asked.headers[.vary] == nil, "\(path)")
            }
        }
    }

    @Test func saysThatItVariesToWhoDoesNotAsk() async throws {
        try await app().test(.router) { client in
            for headers: HTTPFields in [[:], .accepting("identity"), .accepting("gzip;q=0"), .accepting("deflate")] {
                let response = try await client.execute(uri: "/json", method: .get, headers: headers)
                #expect(response.headers[.contentEncoding] == nil)
                #expect(response.headers[.vary] == "Accept-Encoding")
                #expect(String(buffer: response.body) == Bodies.json)
                #expect(response.headers[.contentLength] == "\(Bodies.json.utf8.count)")
            }
        }
    }

    @Test func aStrongTagBecomesWeakAndVaryGrows() async throws {
        try await app().test(.router) { client in
            let packed = try await client.execute(uri: "/tagged", method: .get, headers: .accepting("gzip"))
            #expect(packed.headers[.eTag] == "W/\"v1\"")
            #expect(packed.headers[.vary] == "Origin, Accept-Encoding")
            let plain = try await client.execute(uri: "/tagged", method: .get)
            #expect(plain.headers[.eTag] == "\"v1\"")
            let notModified = try await client.execute(uri: "/notmodified", method: .get, headers: .accepting("gzip"))
            #expect(notModified.headers[.vary] == "Accept-Encoding")
            #expect(notModified.headers[.contentEncoding] == nil)
            let ranges = try await client.execute(uri: "/ranges", method: .get, headers: .accepting("gzip"))
            #expect(ranges.headers[.acceptRanges] == nil)
        }
    }

    @Test func whatDoesNotShrinkIsSentAsItIs() async throws {
        try await app().test(.router) { client in
            let response = try await client.execute(uri: "/noise", method: .get, headers: .accepting("gzip"))
            #expect(response.headers[.contentEncoding] == nil)
            #expect(response.headers[.contentLength] == "600")
            #expect(response.body.readableBytes == 600)
        }
    }

    /// A digest of the plain bytes, before or behind the body, is none of the packed ones (RFC 9530).
    @Test(arguments: ["Content-Digest", "Repr-Digest", "Content-MD5", "Digest"], [1 << 20, 100])
    func digestsGoWithThePlainBytes(name: String, wholeBodyLimit: Int) async throws {
        let name = try #require(HTTPField.Name(name))
        let router = Router()
        router.add(middleware: CompressionMiddleware(wholeBodyLimit: wholeBodyLimit))
        router.get("/whole") { _, _ in jsonResponse(Bodies.json, [name: "sha-256=:x:"]) }
        router.get("/stream") { _, _ in
            let body = ResponseBody { writer in
                try await writer.write(ByteBuffer(string: Bodies.json))
                try await writer.finish([name: "sha-256=:x:", .eTag: "\"v1\""])
            }
            return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
        }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            for coding in ["gzip", "identity"] {
                let whole = try await client.execute(uri: "/whole", method: .get, headers: .accepting(coding))
                #expect((whole.headers[name] == nil) == (coding == "gzip"))
                let stream = try await client.execute(uri: "/stream", method: .get, headers: .accepting(coding))
                #expect((stream.trailerHeaders?[name] == nil) == (coding == "gzip"))
                #expect(stream.trailerHeaders?[.eTag] == (coding == "gzip" ? "W/\"v1\"" : "\"v1\""))
                #expect(try stream.text() == Bodies.json)
            }
        }
    }

    /// HEAD has the fields that GET has, and no body (RFC 9110 §9.3.2).
    @Test(arguments: setups.indices)
    func headIsAsGet(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            for path in ["/json", "/small"] {
                let get = try await client.execute(uri: path, method: .get, headers: .accepting("gzip"))
                let head = try await client.execute(uri: path, method: .head, headers: .accepting("gzip"))
                #expect(head.body.readableBytes == 0)
                for name in [HTTPField.Name.contentLength, .contentEncoding, .contentType, .vary] {
                    #expect(head.headers[name] == get.headers[name], "\(path) \(name)")
                }
            }
        }
    }

    /// GET packs it as it is written and has no length; HEAD must not say that it is empty (RFC 9110 §8.6).
    @Test(arguments: setups.indices, ["gzip", "identity"])
    func headOfABodyThatIsPackedAsItIsWritten(setup: Int, coding: String) async throws {
        try await app(CompressionMiddleware(wholeBodyLimit: 1_000)).test(setups[setup]) { client in
            for path in ["/json", "/pieces", "/tagged"] {
                let head = try await client.execute(uri: path, method: .head, headers: .accepting(coding))
                #expect(head.status == .ok)
                #expect(head.headers[.contentLength] == "\(Bodies.json.utf8.count)", "\(path)")
                #expect(head.headers[.contentEncoding] == nil)
                #expect(head.headers[.vary]?.hasSuffix("Accept-Encoding") == true)
                #expect(head.body.readableBytes == 0)
                let get = try await client.execute(uri: path, method: .get, headers: .accepting(coding))
                #expect(head.headers[.eTag] == get.headers[.eTag])
                #expect(try get.text() == Bodies.json)
            }
        }
    }

    /// A handler of HEAD gives no body: what its fields say of GET's decides, and the connection stays in step.
    @Test(arguments: setups.indices)
    func anExplicitHead(setup: Int) async throws {
        let router = Router()
        router.add(middleware: CompressionMiddleware())
        for (path, length) in [("/large", "\(Bodies.json.utf8.count)"), ("/small", "11")] {
            router.head(RouterPath(path)) { _, _ in
                var response = Response(status: .ok, headers: [.contentType: "application/json", .eTag: "\"v1\""])
                response.headers[.contentLength] = length
                return response
            }
        }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(setups[setup]) { client in
            for (path, coding, length, varies) in [
                ("/large", "gzip", "\(Bodies.json.utf8.count)", true),
                ("/large", "identity", "\(Bodies.json.utf8.count)", true), ("/small", "gzip", "11", false),
            ] {
                let head = try await client.execute(uri: path, method: .head, headers: .accepting(coding))
                #expect(head.status == .ok)
                #expect(head.headers[.contentLength] == length, "\(path) \(coding)")
                #expect(head.headers[.vary] == (varies ? "Accept-Encoding" : nil))
                #expect(head.headers[.contentEncoding] == nil)
                #expect(head.headers[.eTag] == (varies && coding == "gzip" ? "W/\"v1\"" : "\"v1\""))
                #expect(head.body.readableBytes == 0)
            }
        }
    }

    @Test func isConfigured() async throws {
        let middleware = CompressionMiddleware<BasicRequestContext>(
            minimumSize: 5, codings: [.gzip], levels: [.gzip: 99], wholeBodyLimit: 1_000)
        try await app(middleware).test(.router) { client in
            let response = try await client.execute(uri: "/small", method: .get, headers: .accepting("br, gzip"))
            // Eleven bytes do not shrink, but they were looked at.
            #expect(response.headers[.vary] == "Accept-Encoding")
            let large = try await client.execute(uri: "/json", method: .get, headers: .accepting("br, gzip"))
            #expect(large.headers[.contentEncoding] == "gzip")
            #expect(large.headers[.contentLength] == nil)
            #expect(try large.text() == Bodies.json)
        }
    }

    /// A busy machine packs less, and says nothing else by it.
    @Test(arguments: [ContentCoding.gzip, .br, .zstd])
    func theLevelFollowsTheLoad(coding: ContentCoding) async throws {
        func packed(_ load: Double, _ levels: [ContentCoding: Int] = [:]) async throws -> ByteBuffer {
            let middleware = CompressionMiddleware<BasicRequestContext>(
                minimumSize: 500, codings: [coding], levels: levels, effort: CompressionEffort(),
                wholeBodyLimit: 1 << 20,
                load: { load })
            return try await app(middleware).test(.router) { client in
                let response = try await client.execute(
                    uri: "/json", method: .get, headers: .accepting(coding.rawValue))
                #expect(try response.text() == Bodies.json)
                return response.body
            }
        }
        let body = Array(Bodies.json.utf8)
        func expected(_ level: Int) throws -> ByteBuffer { ByteBuffer(bytes: try coding.compress(body, level: level)) }
        for (load, levels, level) in [
            (0, [:], coding.level(.more)), (0.4, [:], coding.level(.usual)), (0.7, [:], coding.level(.less)),
            (1, [:], coding.level(.least)),
            (1, [coding: 5], 5),
        ] as [(Double, [ContentCoding: Int], Int)] {
            let sent = try await packed(load, levels)
            let direct = try expected(level)
            #expect(sent == direct, "load \(load)")
        }
    }
}
