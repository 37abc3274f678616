import Testing

@testable import HoneHTTP

/// Which responses are compressed, left alone, or marked as varying.
struct CompressionPolicyTests {
    static let json = CompressionPolicy.Exchange(
        acceptEncoding: "gzip", status: 200, contentType: "application/json; charset=utf-8", contentEncoding: nil,
        cacheControl: nil, isPartial: false, length: 10_000)

    private func decision(
        _ policy: CompressionPolicy = .init(), _ change: (inout CompressionPolicy.Exchange) -> Void
    ) -> CompressionPolicy.Decision {
        var exchange = Self.json
        change(&exchange)
        return policy.decide(exchange)
    }

    @Test func compressesWhatShrinks() {
        #expect(decision { _ in } == .compress(.gzip))
        #expect(decision { $0.acceptEncoding = "gzip, br, zstd" } == .compress(.zstd))
        #expect(decision(.init(codings: [.gzip])) { $0.acceptEncoding = "gzip, br, zstd" } == .compress(.gzip))
        #expect(decision { $0.length = nil } == .compress(.gzip))
        #expect(decision { $0.contentEncoding = "identity" } == .compress(.gzip))
        #expect(decision { $0.status = 404 } == .compress(.gzip))
        #expect(decision { $0.cacheControl = "public, max-age=60" } == .compress(.gzip))
    }

    @Test(arguments: [nil, "", "identity", "gzip;q=0", "deflate"] as [String?])
    func saysThatItVariesToWhoCannotReadIt(acceptEncoding: String?) {
        #expect(decision { $0.acceptEncoding = acceptEncoding } == .leaveAndVary)
    }

    @Test(arguments: [100, 101, 204, 205, 206, 304])
    func leavesStatusesWithoutAWholeBody(status: Int) {
        #expect(decision { $0.status = status } == .leave)
    }

    @Test func leavesWhatMustNotBeChanged() {
        #expect(decision { $0.isPartial = true } == .leave)
        #expect(decision { $0.contentEncoding = "br" } == .leave)
        #expect(decision { $0.contentEncoding = "unheard-of" } == .leave)
        #expect(decision { $0.cacheControl = "max-age=3600, no-transform" } == .leave)
        #expect(decision { $0.cacheControl = "No-Transform" } == .leave)
        #expect(decision { $0.contentType = nil } == .leave)
        #expect(decision { $0.contentType = "nonsense" } == .leave)
        #expect(decision { $0.contentType = "image/jpeg" } == .leave)
    }

    @Test(arguments: [(0, false), (499, false), (500, true), (501, true)])
    func minimumSize(length: Int, compressed: Bool) {
        #expect(decision { $0.length = length } == (compressed ? .compress(.gzip) : .leave))
    }

    @Test(arguments: [
        ("text/html", true), ("TEXT/HTML; charset=utf-8", true), ("text/csv", true), ("text/event-stream", true),
        ("application/json", true), ("application/problem+json", true), ("application/ld+json", true),
        ("application/javascript", true), ("text/javascript", true), ("image/svg+xml", true),
        ("application/xml", true), ("application/atom+xml", true), ("application/wasm", true), ("font/ttf", true),
        ("image/png", false), ("image/webp", false), ("image/avif", false), ("video/mp4", false),
        ("audio/mpeg", false), ("font/woff2", false), ("application/zip", false), ("application/gzip", false),
        ("application/pdf", false), ("application/octet-stream", false), ("multipart/form-data", false),
    ])
    func compressibleTypes(contentType: String, expected: Bool) throws {
        #expect(try #require(MediaType(contentType: contentType)).isCompressible == expected)
    }
}
