import Testing

@testable import HoneHTTP

/// Targeted fields: RFC 9213, and the dictionaries of RFC 9651 that they are.
struct TargetedCacheControlTests {
    /// `Cache-Control`, `CDN-Cache-Control`, and how long a shared cache that listens to the latter holds the response
    /// fresh; nil: it may not store it. After the examples of RFC 9213 §3.1.
    @Test(
        arguments: [
            ("max-age=60, s-maxage=120", "max-age=600", 600), ("max-age=60, s-maxage=120", nil, 120),
            ("no-store", "max-age=600", 600), ("max-age=600", "no-store", nil), ("max-age=600", "private", nil),
            // A directive that says nothing makes the field valid and not empty.
            ("max-age=60", "none", 0),
            // Empty or malformed: as if it were not there (§2.1).
            ("max-age=60", "", 60), ("max-age=60", "max-age=", 60), ("max-age=60", "max-age=600,", 60),
            ("max-age=60", "max-age=600; ;", 60), ("max-age=60", "Max-Age=600", 60),
            ("max-age=60", "max-age=\"600", 60),
            ("max-age=60", "max-age=99999999999999999", 60),
            // Parameters are ignored; of repeated members the last holds.
            ("no-store", "max-age=600;why=test", 600), ("no-store", "max-age=600, max-age=30", 30),
            // What is well formed and makes no sense counts as 0.
            ("max-age=60", "max-age=-1", 0), ("max-age=60", "max-age=1.5", 0), ("max-age=60", "max-age", 0),
            ("max-age=60", "max-age=(1 2)", 0), ("max-age=60", "max-age=999999999999", 2_147_483_648),
            ("max-age=60", "no-store=?0, max-age=600", nil), ("max-age=60", "s-maxage=5, max-age=600", 5),
        ] as [(String, String?, Int?)])
    func lifetime(cacheControl: String, targeted: String?, seconds: Int?) {
        var fields: HeaderFields = ["Cache-Control": cacheControl, "Expires": "Sun, 06 Nov 1994 09:49:37 GMT"]
        if let targeted { fields.append(name: "CDN-Cache-Control", value: targeted) }
        let caching = ResponseCaching(status: 200, fields: fields, targets: ["CDN-Cache-Control"])
        #expect(caching.isStorable(shared: true) == (seconds != nil))
        if let seconds {
            #expect(caching.lifetime(shared: true, now: ResponseCachingTests.now).seconds == seconds)
        }
        // Who does not listen to it does not hear it.
        #expect(ResponseCaching(status: 200, fields: fields).cacheControl == CacheControl(cacheControl))
    }

    /// The first field of the target list that is there and valid decides (RFC 9213 §2.2).
    @Test func theListIsInOrder() {
        let fields: HeaderFields = [
            "Cache-Control": "max-age=1", "Example-Cache-Control": "max-age=2", "CDN-Cache-Control": "max-age=3",
        ]
        func seconds(_ targets: [String]) -> Int? {
            ResponseCaching(status: 200, fields: fields, targets: targets).cacheControl.maxAge
        }
        #expect(seconds(["Example-Cache-Control", "CDN-Cache-Control"]) == 2)
        #expect(seconds(["CDN-Cache-Control", "Example-Cache-Control"]) == 3)
        #expect(seconds(["Other-Cache-Control", "cdn-cache-control"]) == 3)
        #expect(seconds([]) == 1)
    }

    @Test func everyDirectiveHasItsPlace() throws {
        let value = try #require(
            CacheControl(
                targeted: """
                    public, private="set-cookie", no-cache=x-token, must-revalidate, proxy-revalidate, must-understand, \
                    no-transform, immutable, stale-while-revalidate=5, stale-if-error=6, community="UCI", x=1, y
                    """))
        #expect(value.isPublic && value.mustRevalidate && value.proxyRevalidate && value.mustUnderstand)
        #expect(value.noTransform && value.immutable && !value.noStore)
        #expect(value.isPrivate == .fields(["set-cookie"]))
        #expect(value.noCache == .fields(["x-token"]))
        #expect(value.staleWhileRevalidate == 5)
        #expect(value.staleIfError == 6)
        #expect(
            value.extensions == [
                .init(name: "community", argument: "UCI"), .init(name: "x", argument: "1"), .init(name: "y"),
            ])
    }

    /// What would let more be cached has to be true; what restricts holds whatever its value.
    @Test func valuesOfFlags() throws {
        let value = try #require(
            CacheControl(
                targeted: "public=?0, immutable=1, must-understand=?0, private=?0, no-cache=7, stale-if-error=soon"))
        #expect(!value.isPublic && !value.immutable && !value.mustUnderstand)
        #expect(value.isPrivate == .whole)
        #expect(value.noCache == .whole)
        #expect(value.staleIfError == nil)
    }
}
