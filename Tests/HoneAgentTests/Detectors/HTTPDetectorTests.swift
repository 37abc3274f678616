import Foundation
import HoneCore
import Testing

@testable import HoneAgent

/// The detectors of caching that look at who is answered what.
struct HTTPDetectorTests {
    /// An answer of 10 kB that repeats itself, asked for as a user, the same for a stranger, with all of the response
    /// time.
    private func evidence(_ change: (inout HTTPEvidence.Answer) -> Void) -> Evidence {
        var answer = HTTPEvidence.Answer(
            name: "GET /a", status: 200, mediaType: "application/json", size: 10_000, sent: 10_000, authorized: true,
            repeatsItself: true, repeatsLater: true, stranger: .same)
        change(&answer)
        return recorded {
            $0.http = .measured(HTTPEvidence(answers: [answer]))
            $0.latency = .measured(
                LatencyEvidence(endpoints: [
                    .init(name: "GET /a", latency: snapshot(10), status: 200, failures: 0, bytes: 10_000)
                ]))
        }
    }

    // Cache-Control, ETag, bytes, repeats itself; found or not.
    @Test(
        "No entity tag",
        arguments: [
            ("max-age=60", nil, 10_000, true, true), ("no-cache", nil, 10_000, true, true),
            ("private, max-age=5", nil, 500, true, true), ("max-age=60", "\"a\"", 10_000, true, false),
            ("max-age=60", nil, 499, true, false), ("max-age=60", nil, 10_000, false, false),
            ("no-store", nil, 10_000, true, false), ("max-age=60", "not a tag", 10_000, true, true),
            // That is the matter of no-caching-headers.
            (nil, nil, 10_000, true, false), ("public", nil, 10_000, true, false),
        ] as [(String?, String?, Int, Bool, Bool)])
    func entityTag(control: String?, etag: String?, bytes: Int, repeats: Bool, found: Bool) {
        let findings = EntityTagDetector().findings(
            in: evidence {
                $0.cacheControl = control
                $0.etag = etag
                $0.sent = bytes
                $0.repeatsItself = repeats
            })
        #expect(findings.count == (found ? 1 : 0))
        if found { #expect(findings[0].pattern == .cachingHeaders && findings[0].location.contains("GET /a")) }
    }

    @Test func manyBytesAreWorse() {
        func severity(_ bytes: Int) -> Severity? {
            EntityTagDetector().findings(
                in: evidence {
                    $0.cacheControl = "max-age=60"
                    $0.sent = bytes
                }
            ).first?.severity
        }
        #expect(severity(49_999) == .low)
        #expect(severity(50_000) == .medium)
    }

    // Cache-Control, what a stranger is answered, whether it repeats itself later; found or not.
    @Test(
        "Cacheable but uncached",
        arguments: [
            (nil, .same, true, true), ("no-cache", .same, true, true), ("private, max-age=60", .same, true, true),
            ("no-store", .same, true, true), ("max-age=0", .same, true, true),
            // For requests with authorization a shared cache needs to be told (RFC 9111 §3.5).
            ("max-age=60", .same, true, true), ("public, max-age=60", .same, true, false),
            ("s-maxage=60", .same, true, false), (nil, .different, true, false), (nil, .refused, true, false),
            (nil, nil, true, false), (nil, .same, false, false), (nil, .same, nil, false),
        ] as [(String?, HTTPEvidence.Answer.Stranger?, Bool?, Bool)])
    func uncached(control: String?, stranger: HTTPEvidence.Answer.Stranger?, later: Bool?, found: Bool) {
        let findings = UncachedAnswerDetector().findings(
            in: evidence {
                $0.cacheControl = control
                $0.stranger = stranger
                $0.repeatsLater = later
            })
        #expect(findings.count == (found ? 1 : 0))
        if found {
            #expect(findings[0].severity == .medium)
            #expect(findings[0].estimate?.share == 1)
        }
    }

    // Cache-Control; found with the login in Authorization, and in a cookie, which keeps no shared cache from storing.
    @Test(
        "Cacheable but uncached, by the kind of login",
        arguments: [
            ("max-age=60", true, false), ("s-maxage=60", false, false), ("max-age=60, must-revalidate", false, false),
            (nil, true, true), ("private, max-age=60", true, true), ("max-age=0", true, true),
        ] as [(String?, Bool, Bool)])
    func kindsOfLogin(control: String?, withToken: Bool, withCookie: Bool) {
        for (isCookie, found) in [(false, withToken), (true, withCookie)] {
            let evidence = evidence {
                $0.cacheControl = control
                $0.authorized = !isCookie
                $0.hasCookieLogin = isCookie
            }
            #expect(UncachedAnswerDetector().findings(in: evidence).count == (found ? 1 : 0), "cookie: \(isCookie)")
        }
    }

    /// A login in a cookie is one, where nobody without it was asked.
    @Test func aCookieIsALogin() {
        let row = QueryEvidence.Row(
            name: "GET /a", requests: 2, queries: 1, databaseMilliseconds: 5, requestMilliseconds: 10, connections: 0,
            statements: [], repeatsItself: true)
        var evidence = evidence {
            $0.authorized = false
            $0.hasCookieLogin = true
            $0.stranger = nil
        }
        evidence.queries = queries(row)
        #expect(UncachedAnswerDetector().findings(in: evidence).isEmpty)
        let found = ApplicationCacheDetector().findings(in: evidence).first
        #expect(found?.evidence.first { $0.name == "answers differ by user" }?.value == 1)
    }

    private static let monday = "Mon, 06 Jul 2026 08:00:00 GMT"
    private static let hourLater = "Mon, 06 Jul 2026 09:00:00 GMT"

    // Expires and Cache-Control; found to say nothing, found to be made for every visitor.
    @Test(
        "Expires",
        arguments: [
            (nil, nil, true, true), (hourLater, nil, false, false), (monday, nil, false, true), ("0", nil, false, true),
            (hourLater, "max-age=0", false, true), (hourLater, "no-store", false, true),
            (monday, "max-age=60", false, false),
        ] as [(String?, String?, Bool, Bool)])
    func expires(expires: String?, control: String?, saysNothing: Bool, isUncached: Bool) {
        let evidence = evidence {
            $0.authorized = false
            $0.expires = expires
            $0.cacheControl = control
            $0.date = Self.monday
        }
        #expect(CachingHeadersDetector().findings(in: evidence).isEmpty != saysNothing)
        #expect(UncachedAnswerDetector().findings(in: evidence).isEmpty != isUncached)
    }

    /// What a shared cache only may guess is not counted upon.
    @Test func aGuessIsNoFreshness() {
        let evidence = evidence {
            $0.authorized = false
            $0.lastModified = Self.monday
            $0.date = "Mon, 13 Jul 2026 08:00:00 GMT"
        }
        #expect(UncachedAnswerDetector().findings(in: evidence).count == 1)
        #expect(CachingHeadersDetector().findings(in: evidence).isEmpty)
    }

    /// Without a login there are no users to compare, and what costs nothing is not named.
    @Test func uncachedWithoutUsersAndWithoutCost() {
        let detector = UncachedAnswerDetector()
        let open = evidence {
            $0.authorized = false
            $0.stranger = nil
        }
        #expect(detector.findings(in: open).count == 1)
        #expect(UncachedAnswerDetector(leastShare: 1.1).findings(in: open).isEmpty)
        #expect(detector.findings(in: evidence { $0.setsCookie = true }).isEmpty)
        #expect(detector.findings(in: evidence { $0.status = 404 }).isEmpty)
        #expect(detector.findings(in: evidence { $0.repeatsItself = false }).isEmpty)
    }

    // Cache-Control, what a stranger is answered, Vary, whether it sets a cookie; found or not.
    @Test(
        "Unsafe cacheability",
        arguments: [
            ("public, max-age=60", .different, nil, false, true), ("public, max-age=60", .refused, nil, false, true),
            ("s-maxage=60", .different, nil, false, true), ("public", .refused, nil, false, true),
            ("public, max-age=60", .same, nil, true, true), ("public, max-age=60", .same, nil, false, false),
            ("public, max-age=60", nil, nil, false, false), ("private, max-age=60", .different, nil, false, false),
            ("max-age=60", .different, nil, false, false), (nil, .different, nil, false, false),
            ("public, no-store", .different, nil, false, false), ("public, no-cache", .different, nil, false, false),
            ("public, max-age=60", .different, "Cookie", false, false),
            ("public, max-age=60", .refused, "Accept, Authorization", false, false),
            ("public, max-age=60", .different, "*", false, false),
            ("public, max-age=60", .different, "Accept-Encoding", false, true),
        ] as [(String?, HTTPEvidence.Answer.Stranger?, String?, Bool, Bool)])
    func unsafe(
        control: String?, stranger: HTTPEvidence.Answer.Stranger?, vary: String?, cookie: Bool, found: Bool
    ) {
        let findings = UnsafeCacheabilityDetector().findings(
            in: evidence {
                $0.cacheControl = control
                $0.stranger = stranger
                $0.vary = vary
                $0.setsCookie = cookie
            })
        #expect(findings.count == (found ? 1 : 0))
        if found { #expect(findings[0].severity == .high) }
    }

    // A cookie keeps no shared cache from storing, as Authorization does (RFC 9111 §3.5).
    @Test(
        "Unsafe cacheability where users are known by a cookie",
        arguments: [
            ("max-age=60", nil, true), ("s-maxage=60", nil, true), ("max-age=60", "Cookie", false),
            ("max-age=0", nil, false),
            ("private, max-age=60", nil, false), ("no-cache, max-age=60", nil, false), ("no-store", nil, false),
            (nil, nil, false),
        ] as [(String?, String?, Bool)])
    func unsafeWithCookieLogin(control: String?, vary: String?, found: Bool) {
        let findings = UnsafeCacheabilityDetector().findings(
            in: evidence {
                $0.cacheControl = control
                $0.stranger = .different
                $0.vary = vary
                $0.authorized = false
                $0.hasCookieLogin = true
            })
        #expect(findings.count == (found ? 1 : 0))
    }

    /// What changes by itself says nothing about users.
    @Test func whatChangesByItselfIsNotPersonal() {
        for change in [{ $0.repeatsItself = false }, { $0.repeatsLater = false }]
            as [(inout HTTPEvidence.Answer) -> Void]
        {
            let evidence = evidence {
                $0.cacheControl = "public, max-age=60"
                $0.stranger = .different
                change(&$0)
            }
            #expect(UnsafeCacheabilityDetector().findings(in: evidence).isEmpty)
        }
    }

    /// Evidence of before these were looked at is read as it was.
    @Test func oldEvidenceIsRead() throws {
        let text = """
            {"answers": [{"name": "GET /a", "status": 200, "mediaType": "text/html", "size": 1, "sent": 1,
            "compressed": {}, "setsCookie": false, "authorized": false, "repeatsItself": true}]}
            """
        let read = try JSONDecoder().decode(HTTPEvidence.self, from: Data(text.utf8))
        #expect(read.answers[0].stranger == nil)
        #expect(read.answers[0].repeatsLater == nil)
        #expect(read.answers[0].hasCookieLogin == nil && !read.answers[0].isForUser)
        #expect(read.answers[0].expires == nil && read.answers[0].date == nil)
    }

    // Hits and misses before and after; the share.
    @Test(
        "Cache hit rate",
        arguments: [
            (0, 0, 3, 1, 0.75), (10, 10, 10, 11, 0), (10, 10, 30, 10, 1), (5, 5, 5, 5, nil), (10, 10, 0, 5, nil),
        ] as [(Int, Int, Int, Int, Double?)])
    func hitShare(hits: Int, misses: Int, hitsAfter: Int, missesAfter: Int, share: Double?) {
        let before = MonitorReader.CacheLookups(hits: hits, misses: misses)
        let after = MonitorReader.CacheLookups(hits: hitsAfter, misses: missesAfter)
        #expect(after.hitShare(since: before) == share)
    }

    @Test func theHitRateIsAMetric() {
        func evidence(_ share: Double?) -> Evidence {
            recorded {
                let level = LoadEvidence.Level(
                    users: 10, requestsPerSecond: 1, latency: snapshot(1), errorShare: 0, cacheHitShare: share)
                $0.load = .measured(
                    LoadEvidence(levels: [level], reference: 10, capacity: 10, capacityIsLowerBound: true))
            }
        }
        #expect(evidence(0.8).value(of: .cacheHitRate).value == 80)
        #expect(evidence(nil).value(of: .cacheHitRate).missing?.contains("no monitor") == true)
        #expect(recorded { _ in }.value(of: .cacheHitRate).missing == "not gathered yet")
    }
}
