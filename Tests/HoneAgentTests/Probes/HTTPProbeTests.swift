import HoneHTTP
import HoneTesting
import Testing

@testable import HoneAgent

/// What the probe of answers brings home, of a site with a login.
struct HTTPProbeTests {
    private static func target(_ url: String, _ credential: Target.Login.Credential = .token("/token")) -> Target {
        var target = Target(url: url)
        target.login = .init(path: "/login", body: "{}", credential: credential)
        target.endpoints = [.init(template: "/page")]
        return target
    }

    /// The evidence of `GET /page`.
    private static func gather(_ target: Target, isLoggedIn: Bool = true) async throws -> HTTPEvidence {
        let requester = Requester(target: target)
        if isLoggedIn { try await requester.logIn() }
        let evidence = try await HTTPProbe(requester: requester)
            .gather(target, usable: target.endpoints, observe: { _ in })
        await requester.close()
        return evidence
    }

    // What the site makes of who asks and of unknown parameters, whether its cache hears no-cache; what is found out.
    // Of a site that cannot be asked past a deaf cache, nothing is.
    @Test(
        "A cache on the way hides no leak",
        arguments: [
            (.personal, .ignored, true, .different), (.personal, .refused, true, .different),
            (.personal, .shown, true, .different), (.personal, .ignored, false, .different),
            (.personal, .refused, false, .same), (.personal, .shown, false, .same),
            (.closed, .ignored, true, .refused), (.closed, .refused, true, .refused),
            (.closed, .ignored, false, .refused), (.closed, .refused, false, .same),
            (.common, .ignored, true, .same), (.common, .refused, true, .same), (.common, .shown, true, .same),
            (.common, .ignored, false, .same), (.common, .refused, false, .same), (.common, .shown, false, .same),
        ] as [(LeakingSite.Page, LeakingSite.Parameters, Bool, HTTPEvidence.Answer.Stranger)],
        [false, true])
    func leaks(
        site: (
            page: LeakingSite.Page, parameters: LeakingSite.Parameters, hearsNoCache: Bool,
            stranger: HTTPEvidence.Answer.Stranger
        ), strangerCameFirst: Bool
    ) async throws {
        let server = try await LeakingSite(site.page, site.parameters, hearsNoCache: site.hearsNoCache).start()
        let target = Self.target(server.url)
        if strangerCameFirst {
            let visitor = Requester(target: target)
            _ = try await visitor.get("/page")
            await visitor.close()
        }
        let answer = try #require(try await Self.gather(target).answers.first)
        try await server.stop()
        #expect(answer.status == 200 && answer.repeatsItself && answer.repeatsLater == true)
        #expect(answer.stranger == site.stranger)
        let found = recorded { $0.http = .measured(HTTPEvidence(answers: [answer])) }
        #expect(UnsafeCacheabilityDetector().findings(in: found).isEmpty == (site.stranger == .same))
    }

    /// A browser that comes back says nothing but what it has; and without a login no address is made up.
    @Test(arguments: [true, false])
    func whatIsSent(isLoggedIn: Bool) async throws {
        let server = try await FixtureServer.start { request in
            if request.method == "POST" { return FixtureResponse(body: #"{"token":"ada"}"#) }
            if request.header("If-None-Match") == "\"1\"" { return FixtureResponse(status: 304) }
            return FixtureResponse(headers: [("ETag", "\"1\"")], body: "page")
        }
        let answer = try #require(try await Self.gather(Self.target(server.url), isLoggedIn: isLoggedIn).answers.first)
        try await server.stop()
        #expect(answer.conditionalStatus == 304)
        #expect(answer.stranger == (isLoggedIn ? .same : nil))
        let sent = server.requests.filter { $0.method == "GET" }
        for request in sent {
            #expect((request.header("Cache-Control") == "no-cache") == (request.header("If-None-Match") == nil))
        }
        #expect(sent.count == (isLoggedIn ? 8 : 4))
        let elsewhere = sent.map(\.target).filter { $0 != "/page" }
        #expect(Set(elsewhere).count == (isLoggedIn ? 3 : 0), "each address once")
        #expect(elsewhere.allSatisfy { $0.hasPrefix("/page?hone-probe=") })
    }

    @Test func aQueryIsKept() async throws {
        let server = try await FixtureServer.start { request in
            FixtureResponse(body: request.method == "POST" ? #"{"token":"ada"}"# : "page")
        }
        var target = Self.target(server.url)
        target.endpoints = [.init(template: "/page?sort=name")]
        _ = try await Self.gather(target)
        try await server.stop()
        let sent = server.requests.filter { $0.method == "GET" }.map(\.target)
        #expect(sent.allSatisfy { $0.hasPrefix("/page?sort=name") })
        #expect(sent.count { $0.contains("&hone-probe=") } == 3)
    }

    /// Lists may come in several lines (RFC 9110 §5.3); cookies are one a line, and of the rest the first counts.
    @Test func linesOfOneFieldAreJoined() async throws {
        let server = try await FixtureServer.start { request in
            guard request.method == "GET" else {
                return FixtureResponse(headers: [("Set-Cookie", "theme=dark"), ("Set-Cookie", "sid=7; Path=/")])
            }
            guard request.header("Cookie") == "sid=7" else { return FixtureResponse(status: 401) }
            return FixtureResponse(
                headers: [
                    ("Cache-Control", "max-age=60"), ("Vary", "Accept"), ("ETag", "\"1\""),
                    ("cache-control", "private"),
                    ("ETag", "\"2\""), ("VARY", "Cookie"), ("Content-Type", "text/plain"),
                    ("Content-Type", "text/html"),
                ], body: "page")
        }
        let answer = try #require(
            try await Self.gather(Self.target(server.url, .cookie("sid"))).answers.first)
        try await server.stop()
        #expect(answer.cacheControl == "max-age=60, private")
        #expect(answer.vary == "Accept, Cookie")
        #expect(answer.etag == "\"1\"" && answer.mediaType == "text/plain")
        #expect(!answer.setsCookie && answer.lastModified == nil)
        #expect(answer.caching.cacheControl.isPrivate.isPresent)
    }

    /// A body in two codings is left as it is, whichever way they are written.
    @Test(arguments: [["gzip, br"], ["gzip", "br"]])
    func codingsOnTopOfEachOther(lines: [String]) async throws {
        let server = try await FixtureServer.start { request in
            FixtureResponse(headers: lines.map { ("Content-Encoding", $0) }, body: "packed twice")
        }
        let answer = try #require(
            try await Self.gather(Self.target(server.url), isLoggedIn: false).answers.first)
        try await server.stop()
        #expect(answer.coding == "gzip, br" && answer.size == 12)
    }

    // Expires and Date as sent; seconds that the answer is fresh. Without a date it is held against the present.
    @Test(
        arguments: [
            ("Mon, 06 Jul 2026 09:00:00 GMT", "Mon, 06 Jul 2026 08:00:00 GMT", 3_600),
            ("Sun, 06 Nov 1994 08:49:37 GMT", nil, 0), ("0", "Mon, 06 Jul 2026 08:00:00 GMT", 0),
        ] as [(String, String?, Int)])
    func freshnessByDate(expires: String, date: String?, seconds: Int) async throws {
        let server = try await FixtureServer.start { request in
            FixtureResponse(
                headers: [("Expires", expires)] + (date.map { [("Date", $0)] } ?? []), body: "the same each time")
        }
        let evidence = try await Self.gather(Self.target(server.url), isLoggedIn: false)
        try await server.stop()
        let answer = try #require(evidence.answers.first)
        #expect(answer.expires == expires)
        #expect(date == nil || answer.date == date)
        #expect(answer.caching.lifetime(shared: true, now: 0).seconds == seconds)
        #expect(CachingHeadersDetector().findings(in: recorded { $0.http = .measured(evidence) }).isEmpty)
    }

    /// Which field the login went in is kept, as caches treat the two differently.
    @Test(
        arguments: [
            (.token("/token"), true, true, false), (.cookie("sid"), true, false, true),
            (.cookie("sid"), false, false, false),
        ]
            as [(Target.Login.Credential, Bool, Bool, Bool)])
    func theKindOfLoginIsKept(
        credential: Target.Login.Credential, isLoggedIn: Bool, authorized: Bool, hasCookieLogin: Bool
    ) async throws {
        let server = try await FixtureServer.start { request in
            guard request.method == "GET" else {
                return FixtureResponse(headers: [("Set-Cookie", "sid=7")], body: #"{"token":"ada"}"#)
            }
            return FixtureResponse(headers: [("Cache-Control", "max-age=60")], body: "the same for all")
        }
        let evidence = try await Self.gather(Self.target(server.url, credential), isLoggedIn: isLoggedIn)
        try await server.stop()
        let answer = try #require(evidence.answers.first)
        #expect(answer.authorized == authorized && answer.hasCookieLogin == hasCookieLogin)
        #expect(answer.isForUser == isLoggedIn)
        #expect(answer.stranger == (isLoggedIn ? .same : nil))
        var detector = UncachedAnswerDetector()
        detector.leastShare = 0
        // Only of requests with Authorization may no shared cache keep it (RFC 9111 §3.5).
        #expect(detector.findings(in: recorded { $0.http = .measured(evidence) }).isEmpty != authorized)
    }
}
