import HoneCore
import Testing

@testable import HoneHTTP

/// Cache-Control: RFC 9111 §5.2, RFC 5861, RFC 8246.
struct CacheControlTests {
    private func make(_ change: (inout CacheControl) -> Void) -> CacheControl {
        var value = CacheControl()
        change(&value)
        return value
    }

    @Test(arguments: [
        ("", ""),
        ("no-store", "no-store"),
        ("max-age=3600", "max-age=3600"),
        ("max-age=3600, public", "public, max-age=3600"),
        ("PUBLIC,Max-Age=60", "public, max-age=60"),
        ("private, community=\"UCI\"", "private, community=UCI"),
        ("no-cache=\"Set-Cookie, X-Token\"", "no-cache=\"set-cookie, x-token\""),
        ("private=\"set-cookie\", private", "private"),
        ("max-age=600, stale-while-revalidate=30", "max-age=600, stale-while-revalidate=30"),
        ("max-age=600, stale-if-error=1200", "max-age=600, stale-if-error=1200"),
        ("max-age=31536000, immutable", "max-age=31536000, immutable"),
        (
            "s-maxage=10, max-age=5, must-revalidate, proxy-revalidate",
            "max-age=5, s-maxage=10, must-revalidate, proxy-revalidate"
        ),
        ("must-understand, no-store", "no-store, must-understand"),
        ("no-transform , ,, no-store", "no-store, no-transform"),
        ("only-if-cached, max-stale, min-fresh=5", "only-if-cached, max-stale, min-fresh=5"),
        ("max-stale=30", "max-stale=30"),
        ("x=\"a, b\"", "x=\"a, b\""),
        (#"x="say \"hi\"""#, #"x="say \"hi\"""#),
    ])
    func parsesAndPrints(value: String, printed: String) {
        let parsed = CacheControl(value)
        #expect(parsed.description == printed)
        #expect(CacheControl(parsed.description) == parsed)
    }

    @Test func everyDirectiveHasItsPlace() {
        #expect(
            CacheControl("public, max-age=1, s-maxage=2")
                == make {
                    $0.isPublic = true
                    $0.maxAge = 1
                    $0.sharedMaxAge = 2
                })
        #expect(
            CacheControl("no-cache=\"a\", private=b, foo=bar, baz")
                == make {
                    $0.noCache = .fields(["a"])
                    $0.isPrivate = .fields(["b"])
                    $0.extensions = [.init(name: "foo", argument: "bar"), .init(name: "baz")]
                })
        let literal: CacheControl = "public, max-age=3600"
        #expect(literal.maxAge == 3_600)
    }

    /// A malformed lifetime counts as 0, of repeats the shortest holds (RFC 9111 §4.2.1).
    @Test(arguments: [
        ("max-age=60", 60), ("max-age=\"60\"", 60), ("max-age=0", 0), ("max-age=", 0), ("max-age", 0),
        ("max-age=abc", 0), ("max-age=-1", 0), ("max-age=1.5", 0), ("max-age=60s", 0), ("max-age= 60", 60),
        ("max-age=6 0", 0), ("max-age=+60", 0), ("max-age=0x10", 0), ("max-age=60=61", 0),
        ("max-age=60, max-age=30", 30), ("max-age=30, max-age=60", 30), ("max-age=60, max-age=x", 0),
        ("max-age=2147483648", 2_147_483_648), ("max-age=99999999999999999999999999", 2_147_483_648),
        ("max-age=٣", 0),
    ])
    func lifetimes(value: String, seconds: Int) {
        #expect(CacheControl(value).maxAge == seconds)
        #expect(
            CacheControl("s-" + value.replacing("max-age", with: "maxage")).sharedMaxAge != nil || value.contains(","))
    }

    /// Malformed directives never make a response more cacheable.
    @Test(arguments: [
        "max-age=600, no-store=oops", "max-age=600, no-store=\"", "max-age=600, x=\"unclosed, no-store",
        "max-age=600, private=\"unclosed, no-store", "no-store;max-age=600, no-store", "max-age=600,no-store,\"",
        "x=\"\\\", no-store", "max-age=600, x=\"a\"b\", no-store",
        // Semicolons and spaces for commas, and quotation marks that pair up wrongly.
        "max-age=600, no-store; private", "max-age=600; no-store", "max-age=600 no-store", "x=y;no-store, max-age=600",
        "max-age=60, x=\"a, no-store, y=\"b", "max-age=60, x=\"a\"no-store", "max-age=60, a=b=c no-store",
    ])
    func noStoreCannotBeHidden(value: String) {
        #expect(!ResponseCaching(status: 200, fields: ["Cache-Control": value]).isStorable(shared: true))
        #expect(CacheControl(value).noStore)
    }

    @Test(arguments: [
        "max-age=600, x=\"unclosed, private", "private=oops, max-age=600", "private=\"oops, max-age=600",
        "max-age=600, private=\"\"", "max-age=600, private=\"bad name\"", "private; max-age=60", "public;private",
        "stale-while-revalidate=100; private, max-age=60", "max-age=60, x=\"a, Private, y=\"b",
    ])
    func privateCannotBeHidden(value: String) {
        #expect(CacheControl(value).isPrivate.isPresent)
    }

    /// What is quoted as it should be is an argument, whatever stands in it.
    @Test(arguments: [
        "max-age=60, x=\"a, no-store\"", "max-age=60, x=\"no-store; private\"", #"max-age=60, x="\" private""#,
    ])
    func argumentsAreNoDirectives(value: String) {
        let parsed = CacheControl(value)
        #expect(parsed.maxAge == 60 && !parsed.noStore && !parsed.isPrivate.isPresent)
    }

    @Test func argumentsThatMakeNoSense() {
        #expect(!CacheControl("public=yes").isPublic)
        #expect(CacheControl("no-cache=").noCache == .whole)
        #expect(CacheControl("no-cache=\"a b\"").noCache == .whole)
        #expect(CacheControl("must-revalidate=no").mustRevalidate)
        #expect(CacheControl("immutable=1").immutable)
        #expect(CacheControl("stale-while-revalidate=soon").staleWhileRevalidate == nil)
        #expect(CacheControl("stale-if-error=-5").staleIfError == nil)
        #expect(CacheControl("min-fresh=x").minFresh == CacheControl.longestSeconds)
        #expect(CacheControl("max-stale=x").maxStale == 0)
        #expect(CacheControl("=5, ;, \"\"").description.contains("max-age") == false)
    }

    /// Whatever comes, parsing does not fail, and what it printed means the same.
    @Test func printingRandomFieldsKeepsTheirMeaning() {
        let pieces = [
            "max-age", "s-maxage", "public", "private", "no-cache", "no-store", "=", ",", " ", "\"", "\\", "60", "x",
            "immutable", "set-cookie", "stale-if-error", ";", "-1", "é", "must-revalidate",
        ]
        var generator = SeededGenerator(seed: 2_026)
        for round in 0..<5_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let value = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let parsed = CacheControl(value)
            #expect(CacheControl(parsed.description) == parsed, "seed 2026, round \(round): \(value)")
        }
    }
}
