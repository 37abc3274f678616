import Testing

@testable import HoneHTTP

/// Freshness and storability (RFC 9111 §3 and §4.2), and what a detector asks.
struct ResponseCachingTests {
    static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let hourLater = "Sun, 06 Nov 1994 09:49:37 GMT"
    static let tenDaysBefore = "Thu, 27 Oct 1994 08:49:37 GMT"
    static let now = 784_111_777

    private func response(_ fields: HeaderFields, status: Int = 200) -> ResponseCaching {
        ResponseCaching(status: status, fields: fields)
    }

    @Test(
        arguments: [
            (["Cache-Control": "max-age=60"], 60, ResponseCaching.Basis.maxAge),
            (["Cache-Control": "max-age=60, s-maxage=10"], 10, .sharedMaxAge),
            (["cache-control": "max-age=60", "Expires": hourLater, "Date": date], 60, .maxAge),
            (["Expires": hourLater, "Date": date], 3_600, .expires),
            (["Expires": hourLater], 3_600, .expires),
            (["Expires": date, "Date": hourLater], 0, .expires),
            (["Expires": "0"], 0, .expires),
            (["Expires": "-1", "Last-Modified": tenDaysBefore], 0, .expires),
            (["Last-Modified": tenDaysBefore, "Date": date], 86_400, .heuristic),
            (["Last-Modified": tenDaysBefore], 86_400, .heuristic),
            (["Last-Modified": hourLater, "Date": date], 0, .none),
            (["Last-Modified": "yesterday"], 0, .none),
            (["ETag": "\"a\""], 0, .none),
            (["Cache-Control": "max-age=oops", "Expires": hourLater], 0, .maxAge),
            ([:], 0, .none),
        ] as [(HeaderFields, Int, ResponseCaching.Basis)])
    func lifetimeInASharedCache(fields: HeaderFields, seconds: Int, basis: ResponseCaching.Basis) {
        let lifetime = response(fields).lifetime(shared: true, now: Self.now)
        #expect(lifetime == .init(seconds: seconds, basis: basis))
    }

    @Test func aPrivateCacheIgnoresSMaxage() {
        let lifetime = response(["Cache-Control": "max-age=60, s-maxage=10"]).lifetime(shared: false, now: Self.now)
        #expect(lifetime == .init(seconds: 60, basis: .maxAge))
    }

    @Test func heuristicsNeedAStatusThatAllowsThem() {
        let fields: HeaderFields = ["Last-Modified": Self.tenDaysBefore]
        #expect(response(fields, status: 404).lifetime(shared: true, now: Self.now).basis == .heuristic)
        #expect(response(fields, status: 302).lifetime(shared: true, now: Self.now).basis == .none)
        let open: HeaderFields = ["Last-Modified": Self.tenDaysBefore, "Cache-Control": "public"]
        #expect(response(open, status: 302).lifetime(shared: true, now: Self.now).basis == .heuristic)
    }

    @Test(arguments: [
        ("max-age=60", 200, true, true), ("public", 200, true, true), ("no-store", 200, false, false),
        ("private", 200, false, true), ("private, max-age=60", 200, false, true), ("no-cache", 200, true, true),
        ("max-age=60, no-store", 200, false, false), ("must-understand, no-store", 200, true, true),
        ("private=\"set-cookie\", max-age=5", 200, true, true),
        ("max-age=60", 302, true, true), ("", 302, false, false), ("", 200, true, true), ("", 500, false, false),
        ("max-age=60", 206, false, false), ("max-age=60", 304, false, false), ("s-maxage=60", 302, true, false),
        ("private", 302, false, true),
    ])
    func storable(cacheControl: String, status: Int, shared: Bool, own: Bool) {
        let caching = response(["Cache-Control": cacheControl], status: status)
        #expect(caching.isStorable(shared: true) == shared)
        #expect(caching.isStorable(shared: false) == own)
    }

    /// RFC 9111 §3.5: an authorised answer is shared only when it says so.
    @Test(arguments: [
        ("max-age=60", false), ("public, max-age=60", true), ("s-maxage=60", true),
        ("must-revalidate, max-age=60", true), ("", false), ("private, max-age=60", false),
    ])
    func authorised(cacheControl: String, shared: Bool) {
        let caching = response(["Cache-Control": cacheControl])
        #expect(caching.isStorable(shared: true, authorised: true) == shared)
    }

    @Test(
        arguments: [
            ([:], false, false), (["ETag": "\"a\""], true, false), (["ETag": "W/\"a\""], true, false),
            (["ETag": "a"], false, false), (["Last-Modified": date], true, false),
            (["Last-Modified": "x"], false, false),
            (["Cache-Control": "max-age=0"], false, true), (["Cache-Control": "no-store"], false, true),
            (["Cache-Control": "no-cache"], false, true), (["Cache-Control": "public"], false, false),
            (["Expires": "0"], false, true), (["Cache-Control": "max-age=1", "ETag": "\"a\""], true, true),
            (["Content-Type": "text/html"], false, false),
        ] as [(HeaderFields, Bool, Bool)])
    func whatADetectorAsks(fields: HeaderFields, validator: Bool, freshness: Bool) {
        let caching = response(fields)
        #expect(caching.hasValidator == validator)
        #expect(caching.hasExplicitFreshness == freshness)
        #expect(caching.saysNothing == (!validator && !freshness))
    }
}
