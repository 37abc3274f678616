import Testing

@testable import HoneHTTP

/// When a stored response may be used (RFC 9111 §4, §5.2; RFC 5861; RFC 8246).
struct ReuseTests {
    private func caching(_ cacheControl: String) -> ResponseCaching {
        ResponseCaching(status: 200, fields: ["Cache-Control": cacheControl])
    }

    private func reuse(_ response: String, age: Int, _ request: String?, shared: Bool = true) -> Reuse {
        let caching = caching(response)
        return caching.reuse(
            for: RequestCaching(cacheControl: request), lifetime: caching.lifetime(shared: shared, now: 0).seconds,
            age: age, shared: shared)
    }

    /// The response, its age, the request, and what is to be done; in a shared cache.
    @Test(
        arguments: [
            ("max-age=60", 0, nil, .fresh), ("max-age=60", 59, nil, .fresh),
            // §4.2: fresh as long as the lifetime is greater than the age.
            ("max-age=60", 60, nil, .revalidate), ("max-age=0", 0, nil, .revalidate),
            // §5.2.2.4 and §5.2.1.4: no-cache of either side.
            ("no-cache, max-age=60", 0, nil, .revalidate), ("no-cache=\"a\", max-age=60", 0, nil, .revalidate),
            ("no-cache, max-age=60", 0, "max-stale", .revalidate),
            ("max-age=60", 0, "no-cache", .revalidateForRequest),
            // §5.2.1.1: max-age of the request.
            ("max-age=60", 10, "max-age=10", .fresh), ("max-age=60", 11, "max-age=10", .revalidateForRequest),
            ("max-age=60", 0, "max-age=0", .fresh), ("max-age=60", 1, "max-age=0", .revalidateForRequest),
            ("max-age=60", 61, "max-age=100", .revalidateForRequest),
            ("max-age=60", 61, "max-age=100, max-stale", .stale),
            ("max-age=60", 101, "max-age=100, max-stale", .revalidateForRequest),
            ("max-age=60", 0, "max-age=x", .fresh), ("max-age=60", 1, "max-age=x", .revalidateForRequest),
            // §5.2.1.2: max-stale, with a limit and without.
            ("max-age=60", 70, "max-stale=10", .stale), ("max-age=60", 71, "max-stale=10", .revalidate),
            ("max-age=60", 1_000_000, "max-stale", .stale), ("max-age=60", 61, "max-stale=x", .revalidate),
            ("max-age=60", 60, "max-stale=0", .stale),
            // §5.2.1.3: min-fresh.
            ("max-age=60", 40, "min-fresh=20", .fresh), ("max-age=60", 41, "min-fresh=20", .revalidateForRequest),
            ("max-age=60", 0, "min-fresh=x", .revalidateForRequest),
            // §4.2.4: nothing stale where the response forbids it.
            ("max-age=60, must-revalidate", 61, "max-stale", .revalidate),
            ("max-age=60, proxy-revalidate", 61, "max-stale", .revalidate),
            ("s-maxage=60", 61, "max-stale", .revalidate),
            // RFC 5861 §3.1: fresh for 600 seconds, and for 30 more given out while it is asked for anew.
            ("max-age=600, stale-while-revalidate=30", 599, nil, .fresh),
            ("max-age=600, stale-while-revalidate=30", 600, nil, .staleWhileRevalidating),
            ("max-age=600, stale-while-revalidate=30", 629, nil, .staleWhileRevalidating),
            ("max-age=600, stale-while-revalidate=30", 630, nil, .revalidate),
            ("max-age=600, stale-while-revalidate=30", 610, "max-age=1000", .revalidateForRequest),
            ("max-age=600, stale-while-revalidate=30", 610, "min-fresh=1", .revalidateForRequest),
            ("max-age=600, stale-while-revalidate=30, must-revalidate", 610, nil, .revalidate),
            ("s-maxage=600, stale-while-revalidate=30", 610, nil, .revalidate),
            // RFC 8246 §2: a reload does not ask for what is immutable, while it is fresh.
            ("max-age=600, immutable", 10, "max-age=0", .fresh),
            ("max-age=600, immutable", 10, "no-cache", .revalidateForRequest),
            ("max-age=600, immutable", 600, "max-age=0", .revalidateForRequest),
        ] as [(String, Int, String?, Reuse)])
    func decision(response: String, age: Int, request: String?, expected: Reuse) {
        #expect(reuse(response, age: age, request) == expected)
    }

    /// What binds shared caches only does not bind one user's.
    @Test(arguments: ["max-age=60, proxy-revalidate", "max-age=60, s-maxage=60"])
    func ownCache(response: String) {
        #expect(reuse(response, age: 61, "max-stale", shared: false) == .stale)
        #expect(reuse(response, age: 61, "max-stale") == .revalidate)
    }

    /// RFC 5861 §4.1: fresh for 600 seconds, and for 1,200 more in place of an error.
    @Test(
        arguments: [
            ("max-age=600, stale-if-error=1200", nil, 300, true),
            ("max-age=600, stale-if-error=1200", nil, 1_200, true),
            ("max-age=600, stale-if-error=1200", nil, 1_201, false), ("max-age=600", nil, 0, false),
            ("max-age=600", "stale-if-error=60", 60, true), ("max-age=600", "stale-if-error=60", 61, false),
            ("max-age=600, stale-if-error=10", "stale-if-error=60", 60, true),
            ("max-age=600, stale-if-error=1200, must-revalidate", nil, 10, false),
            ("max-age=600, stale-if-error=1200, no-cache", nil, 10, false),
            ("max-age=600, stale-if-error=1200", "no-cache", 10, false),
            ("s-maxage=600, stale-if-error=1200", nil, 10, false), ("max-age=600, stale-if-error=x", nil, 10, false),
        ] as [(String, String?, Int, Bool)])
    func inPlaceOfAnError(response: String, request: String?, late: Int, stands: Bool) {
        let request = RequestCaching(cacheControl: request)
        #expect(caching(response).standsInForError(for: request, late: late, shared: true) == stands)
    }

    @Test(arguments: [(500, true), (502, true), (503, true), (504, true), (501, false), (404, false), (200, false)])
    func errors(status: Int, isOne: Bool) { #expect(ResponseCaching.isError(status) == isOne) }

    /// RFC 9111 §5.4: Pragma counts where there is no Cache-Control.
    @Test func pragma() {
        #expect(RequestCaching(cacheControl: nil, pragma: "no-cache").cacheControl.noCache == .whole)
        #expect(RequestCaching(cacheControl: nil, pragma: "x, No-Cache").cacheControl.noCache == .whole)
        #expect(!RequestCaching(cacheControl: "max-age=5", pragma: "no-cache").cacheControl.noCache.isPresent)
        #expect(!RequestCaching(cacheControl: nil, pragma: "other").cacheControl.noCache.isPresent)
        #expect(RequestCaching(cacheControl: "only-if-cached").cacheControl.onlyIfCached)
    }
}
