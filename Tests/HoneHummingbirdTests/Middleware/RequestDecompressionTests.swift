import HTTPTypes
import HoneHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// Request bodies that come packed, on a real router and over real sockets.
struct RequestDecompressionTests {
    private func app() -> some ApplicationProtocol {
        let router = Router()
        router.add(
            middleware: RequestDecompressionMiddleware(
                limits: UnpackingLimits(size: 1 << 20), packedLimit: 200_000))
        router.post("/echo") { request, _ -> Response in
            let body = try await request.body.collect(upTo: 10 << 20)
            let fields = request.headers
            #expect(fields[.contentEncoding] == nil || fields[.contentEncoding] == "identity")
            #expect(fields[.contentLength] == nil || fields[.contentLength] == "\(body.readableBytes)")
            return Response(status: .ok, body: ResponseBody(byteBuffer: body))
        }
        router.post("/length") { request, _ in "\(try await request.body.collect(upTo: 10 << 20).readableBytes)" }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private func post(
        _ client: any TestClientProtocol, _ body: [UInt8], _ coding: String?
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.contentEncoding] = coding
        return try await client.execute(uri: "/echo", method: .post, headers: headers, body: ByteBuffer(bytes: body))
    }

    @Test(arguments: setups.indices, ["gzip", "br", "zstd", "gzip, br", "identity", nil])
    func theHandlerGetsItPlain(setup: Int, coding: String?) async throws {
        var body = Array(Bodies.json.utf8)
        for coding in try PackedContent(coding).codings { body = try coding.compress(body) }
        try await app().test(setups[setup]) { [body] client in
            for _ in 0..<2 {
                let response = try await post(client, body, coding)
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == Bodies.json)
            }
        }
    }

    /// Digests of the packed bytes are none of what the handler gets (RFC 9530 §2, §3).
    @Test(arguments: ["gzip", "identity"])
    func digests(coding: String) async throws {
        let names = ["Content-Digest", "Repr-Digest", "Content-MD5"]
        let router = Router()
        router.add(middleware: RequestDecompressionMiddleware())
        router.post("/names") { request, _ in request.headers.map(\.name.rawName).joined(separator: ",") }
        var headers = try HTTPFields(named: names.map { ($0, "x") })
        headers[.contentEncoding] = coding
        let body = ByteBuffer(bytes: coding == "gzip" ? try ContentCoding.gzip.compress([1, 2, 3]) : [1, 2, 3])
        try await Application(router: router).test(.router) { [headers] client in
            let response = try await client.execute(uri: "/names", method: .post, headers: headers, body: body)
            #expect(response.status == .ok)
            let left = String(buffer: response.body)
            for name in names { #expect(left.contains(name) == (coding == "identity"), "\(name)") }
        }
    }

    /// What is refused, with what, and that the connection is good for the next request.
    @Test(arguments: setups.indices)
    func refusals(setup: Int) async throws {
        let json = Array(Bodies.json.utf8)
        let packed = try ContentCoding.gzip.compress(json)
        let bomb = try ContentCoding.br.compress([UInt8](repeating: 0, count: 20 << 20))
        let large = try ContentCoding.zstd.compress(Array(repeating: json, count: 100).flatMap { $0 })
        let noise = (0..<250_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let table: [([UInt8], String, Int, String)] = [
            (json, "deflate", 415, "'deflate'"), (json, "gzip, aes128gcm", 415, "'aes128gcm'"),
            (packed, "gzip, gzip, gzip", 415, "3 times"), (bomb, "br", 413, "100 times"),
            (large, "zstd", 413, "100 times"), (noise, "br", 413, "200000 bytes"),
            (Array(packed.dropLast(9)), "gzip", 400, "ends in the middle"), (json, "br", 400, "not valid"),
            ([], "gzip", 400, "ends in the middle"),
        ]
        try await app().test(setups[setup]) { client in
            for (body, coding, status, words) in table {
                let response = try await post(client, body, coding)
                #expect(response.status.code == status, "\(coding)")
                #expect(response.headers[.contentType] == "application/problem+json")
                #expect(String(buffer: response.body).contains(words), "\(String(buffer: response.body))")
                #expect(response.headers[.acceptEncoding] == (status == 415 ? "gzip, br, zstd" : nil))
                let next = try await post(client, packed, "gzip")
                #expect(String(buffer: next.body) == Bodies.json)
            }
        }
    }

    /// The limits are of packed bodies: how long a plain one may be is for the handler to say.
    @Test(arguments: setups.indices, ["identity", "Identity, identity", ""])
    func aPlainBodyIsNotMeasured(setup: Int, coding: String) async throws {
        let body = [UInt8](repeating: 65, count: 300_000)
        let length = "\(body.count)"
        try await app().test(setups[setup]) { client in
            let response = try await client.execute(
                uri: "/length", method: .post, headers: [.contentEncoding: coding, .contentLength: length],
                body: ByteBuffer(bytes: body))
            #expect(response.status == .ok)
            #expect(String(buffer: response.body) == length)
        }
    }

    @Test func bodiesThatUnpackToTooMuch() async throws {
        // 2 MB from 50 kB: within the ratio, beyond the size.
        var generator = SystemRandomNumberGenerator()
        let line = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let body = try ContentCoding.gzip.compress(Array(repeating: line, count: 100).flatMap { $0 })
        try await app().test(.router) { client in
            let response = try await post(client, body, "gzip")
            #expect(response.status == .contentTooLarge)
        }
    }
}
