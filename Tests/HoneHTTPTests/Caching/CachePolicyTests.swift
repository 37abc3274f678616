import Testing

@testable import HoneHTTP

/// Which Cache-Control a path's responses get.
struct CachePolicyTests {
    static let policy = CachePolicy(rules: [
        CachePolicyRule(.exact("/api/products"), "public, max-age=60, s-maxage=120"),
        CachePolicyRule(.prefix("/static/"), "public, max-age=31536000, immutable"),
        CachePolicyRule(.exact("/api/bookings"), "private, no-cache"),
        CachePolicyRule(.prefix("/feed"), "max-age=30"),
        CachePolicyRule(.prefix("/banner"), "public, max-age=5", sharesPersonalResponses: true),
        CachePolicyRule(.prefix("/never"), "no-store"),
        CachePolicyRule(.prefix("/understood"), "public, no-store, max-age=60, must-understand"),
    ])

    private func header(_ path: String, _ change: (inout CachePolicy.Exchange) -> Void = { _ in }) -> String? {
        var exchange = CachePolicy.Exchange(
            path: path, isRead: true, isAuthorised: false, status: 200, setsCookie: false, hasCacheControl: false)
        change(&exchange)
        return Self.policy.cacheControl(for: exchange)?.description
    }

    @Test(
        arguments: [
            ("/api/products", "public, max-age=60, s-maxage=120"), ("/api/products/", nil), ("/api/products/7", nil),
            ("/static/app.js", "public, max-age=31536000, immutable"), ("/static", nil), ("/statics", nil),
            ("/api/bookings", "private, no-cache"), ("/feed", "max-age=30"), ("/feeds", "max-age=30"), ("/", nil),
        ] as [(String, String?)])
    func theFirstMatchDecides(path: String, expected: String?) {
        #expect(header(path) == expected)
    }

    @Test func personalResponsesAreNotShared() {
        #expect(header("/api/products") { $0.setsCookie = true } == "private, max-age=60")
        #expect(header("/api/products") { $0.isAuthorised = true } == "private, max-age=60")
        // Without `public`, max-age alone would let shared caches store a response that sets a cookie.
        #expect(header("/feed") { $0.setsCookie = true } == "private, max-age=30")
        #expect(header("/banner") { $0.setsCookie = true } == "public, max-age=5")
        #expect(header("/api/bookings") { $0.isAuthorised = true } == "private, no-cache")
        #expect(header("/never") { $0.setsCookie = true } == "no-store")
        let understood = header("/understood") { $0.setsCookie = true }
        #expect(understood == "private, no-store, max-age=60, must-understand")
    }

    @Test func aPersonalResponseIsNeverStorableByASharedCache() {
        for rule in Self.policy.rules where !rule.sharesPersonalResponses {
            let fields: HeaderFields = ["Cache-Control": rule.cacheControl.forOneUserOnly.description]
            #expect(!ResponseCaching(status: 200, fields: fields).isStorable(shared: true, authorised: true))
            #expect(!ResponseCaching(status: 200, fields: fields).isStorable(shared: true))
        }
    }

    @Test func noTransformIsKnownBeforehand() {
        let policy = CachePolicy(rules: [
            .init(.exact("/a/open"), "max-age=60"), .init(.prefix("/a/"), "max-age=60, no-transform"),
        ])
        #expect(policy.forbidsTransforming("/a/b", isRead: true))
        #expect(!policy.forbidsTransforming("/a/b", isRead: false))
        #expect(!policy.forbidsTransforming("/a/open", isRead: true))
        #expect(!policy.forbidsTransforming("/b", isRead: true))
        #expect(!Self.policy.forbidsTransforming("/feed", isRead: true))
    }

    @Test func leavesWhatIsNotItsBusiness() {
        #expect(header("/feed") { $0.isRead = false } == nil)
        #expect(header("/feed") { $0.hasCacheControl = true } == nil)
        for status in [301, 302, 400, 401, 404, 500, 503] {
            #expect(header("/feed") { $0.status = status } == nil, "\(status)")
        }
        #expect(header("/feed") { $0.status = 304 } == "max-age=30")
        #expect(header("/feed") { $0.status = 206 } == "max-age=30")
    }
}
