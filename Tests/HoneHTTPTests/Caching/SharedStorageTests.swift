import Testing

@testable import HoneHTTP

/// What a cache in front of an app's users stores and whom it answers (RFC 9111 §3, §3.5, and stricter).
struct SharedStorageTests {
    static let plain = RequestTraits()
    static let authorised = RequestTraits(isAuthorised: true)
    static let cookie = RequestTraits(hasCookies: true)
    static let both = RequestTraits(isAuthorised: true, hasCookies: true)

    /// The response's fields, and whether it is stored when the request is plain, has cookies, is authorised.
    @Test(
        arguments: [
            (["Cache-Control": "max-age=60"], true, false, false),
            (["Cache-Control": "public, max-age=60"], true, true, true),
            (["Cache-Control": "s-maxage=60"], true, true, true),
            (["Cache-Control": "max-age=60", "Vary": "Cookie"], true, true, false),
            (["Cache-Control": "max-age=60", "Vary": "Authorization"], true, false, false),
            (["Cache-Control": "max-age=60, must-revalidate"], true, false, false),
            (["Cache-Control": "max-age=60, must-revalidate", "Vary": "authorization"], true, false, true),
            (["Cache-Control": "private, max-age=60"], false, false, false),
            (["Cache-Control": "public, private, max-age=60"], false, false, false),
            (["Cache-Control": "public, private=\"x\", max-age=60"], false, false, false),
            (["Cache-Control": "public, no-store"], false, false, false),
            (["Cache-Control": "public, max-age=60", "Set-Cookie": "a=1"], false, false, false),
            (["Cache-Control": "public, max-age=60", "Vary": "*"], false, false, false),
            (["Cache-Control": "public, max-age=60", "Vary": "Accept, *"], false, false, false),
            (["Cache-Control": "public, max-age=60", "Vary": "Cookie; Accept"], false, false, false),
        ] as [(HeaderFields, Bool, Bool, Bool)])
    func stored(fields: HeaderFields, plain: Bool, cookie: Bool, authorised: Bool) {
        let caching = ResponseCaching(status: 200, fields: fields)
        let request = RequestCaching(cacheControl: nil)
        #expect(caching.isStorableForEveryone(Self.plain, request: request) == plain)
        #expect(caching.isStorableForEveryone(Self.cookie, request: request) == cookie)
        #expect(caching.isStorableForEveryone(Self.authorised, request: request) == authorised)
        // §5.2.1.5
        let secret = RequestCaching(cacheControl: "no-store")
        #expect(!caching.isStorableForEveryone(Self.plain, request: secret))
    }

    /// Only what is written right lets the answer to an authorised request be stored (RFC 9111 §3.5).
    @Test(arguments: [
        ("max-age=60, must-revalidate", true), ("max-age=60, must-revalidate=no", false),
        ("max-age=60, must-revalidate, must-revalidate=no", false), ("max-age=60, x=\"must-revalidate", false),
        ("max-age=60, x=\"a\" must-revalidate", false), ("max-age=60, must-revalidate, x=\"", false),
        ("max-age=60, must-revalidate=\"\"", false),
    ])
    func authorisedBy(cacheControl: String, permitted: Bool) {
        let fields: HeaderFields = ["Cache-Control": cacheControl, "Vary": "Authorization"]
        let caching = ResponseCaching(status: 200, fields: fields)
        #expect(caching.isStorable(shared: true, authorised: true) == permitted)
        #expect(caching.mayAnswer(Self.authorised, vary: Vary("Authorization")) == permitted)
        #expect(caching.isStorableForEveryone(Self.authorised, request: .init(cacheControl: nil)) == permitted)
        // What it forbids it forbids all the same.
        #expect(caching.forbidsStale(shared: false))
        #expect(CacheControl(caching.cacheControl.description) == caching.cacheControl)
    }

    @Test(arguments: [("must-revalidate", true), ("must-revalidate=?0", false), ("must-revalidate=5", false)])
    func authorisedByATarget(value: String, permitted: Bool) throws {
        let targeted = try #require(CacheControl(targeted: "max-age=60, " + value))
        #expect(targeted.permitsAuthorised == permitted)
        #expect(targeted.mustRevalidate)
    }

    /// What was stored for one who has no cookies is not given to one who has, unless it says so.
    @Test(
        arguments: [
            ("max-age=60", nil, false, false), ("public, max-age=60", nil, true, true),
            ("public, private=\"x\"", nil, false, false), ("max-age=60", "Cookie", true, false),
            ("max-age=60, must-revalidate", "Cookie, Authorization", true, true),
        ] as [(String, String?, Bool, Bool)])
    func answered(cacheControl: String, vary: String?, cookie: Bool, authorised: Bool) {
        let caching = ResponseCaching(status: 200, fields: ["Cache-Control": cacheControl])
        #expect(caching.mayAnswer(Self.plain, vary: Vary(vary)))
        #expect(caching.mayAnswer(Self.cookie, vary: Vary(vary)) == cookie)
        #expect(caching.mayAnswer(Self.authorised, vary: Vary(vary)) == authorised)
    }

    /// A request with both fields may be known by either.
    @Test(
        arguments: [
            ("max-age=60, must-revalidate", "Authorization", false), ("max-age=60, must-revalidate", "Cookie", false),
            ("max-age=60, must-revalidate", "Authorization, Cookie", true),
            ("max-age=60", "Authorization, Cookie", false), ("public, max-age=60", nil, true),
        ] as [(String, String?, Bool)])
    func authorisedWithCookies(cacheControl: String, vary: String?, answered: Bool) {
        var caching = ResponseCaching(status: 200, fields: ["Cache-Control": cacheControl])
        if let vary { caching.fields.append(name: "Vary", value: vary) }
        #expect(caching.mayAnswer(Self.both, vary: Vary(vary)) == answered)
        let request = RequestCaching(cacheControl: nil)
        #expect(caching.isStorableForEveryone(Self.both, request: request) == answered)
    }

    /// RFC 9111 §5.2.2.3: no-store beside must-understand does not bind who understands the status.
    @Test(arguments: [
        ("must-understand, no-store, max-age=60", 200, true), ("must-understand, no-store, max-age=60", 299, false),
        ("must-understand, max-age=60", 200, true), ("must-understand, max-age=60", 418, false),
        ("must-understand=1, no-store, max-age=60", 200, false), ("no-store, max-age=60", 200, false),
        ("must-understand, no-store, max-age=60, x=\"", 200, false),
    ])
    func mustUnderstand(cacheControl: String, status: Int, storable: Bool) {
        let caching = ResponseCaching(status: status, fields: ["Cache-Control": cacheControl])
        #expect(caching.isStorable(shared: true) == storable)
    }

    /// RFC 9111 §4.2.1: of two Expires the first is used.
    @Test func expiresTwice() {
        let fields: HeaderFields = [
            "Date": ResponseCachingTests.date, "Expires": ResponseCachingTests.hourLater, "expires": "0",
        ]
        let lifetime = ResponseCaching(status: 200, fields: fields).lifetime(shared: true, now: 0)
        #expect(lifetime == .init(seconds: 3_600, basis: .expires))
    }
}
