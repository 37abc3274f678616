import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// What a user carries from one request to the next: its token, its cache.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverSessionTests {
    private func scenario(_ server: FixtureServer, saves place: Scenario.Place, header: String) -> Scenario {
        Scenario.loggedIn(
            server,
            onStart: [
                .init(
                    "POST", "/login", headers: [.init("Content-Type", "application/json")],
                    body: "{\"user\": {{user}}}", saves: [.init("token", place)])
            ], header: header, load: .users(3, duration: 600))
    }

    @Test func theTokenIsSentFromThenOn() async throws {
        let (result, server) = try await withServer({ request in
            request.path == "/login"
                ? FixtureResponse(headers: [("Set-Cookie", "s=no")], body: "{\"token\": \"t\(request.text.count)\"}")
                : FixtureResponse(status: request.header("authorization") == "Bearer t11" ? 200 : 401)
        }) { server in
            let driver = try Driver(scenario: scenario(server, saves: .json("/token"), header: "Bearer {{token}}"))
            return (try await driver.run(until: { server.requestCount > 20 }), server)
        }
        #expect(result.onStart.first?.requests == 3)
        #expect(result.onStart.first?.successes == 3)
        #expect(result.onStart.first?.latency.count == 3)
        #expect(result.total.requests > 3)
        #expect(result.total.failures == 0)
        let logins = server.requests.filter { $0.path == "/login" }
        #expect(Set(logins.map(\.text)) == ["{\"user\": 0}", "{\"user\": 1}", "{\"user\": 2}"])
        #expect(logins.allSatisfy { $0.method == "POST" })
    }

    @Test func cookiesToo() async throws {
        let result = try await withServer({ request in
            request.path == "/login"
                ? FixtureResponse(status: 302, headers: [("Set-Cookie", "sid=abc; HttpOnly"), ("Location", "/")])
                : FixtureResponse(status: request.header("cookie") == "sid=abc" ? 200 : 401)
        }) { server in
            var scenario = scenario(server, saves: .cookie("sid"), header: "{{token}}")
            scenario.classes[0].keepsCookies = true
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
        }
        #expect(result.total.requests > 3)
        #expect(result.total.failures == 0)
    }

    @Test(arguments: [
        (401, "{\"token\": \"t\"}", LoadErrorKind.status4xx), (500, "", .status5xx), (200, "{}", .noValue),
    ])
    func withoutATokenNoTaskRuns(status: Int, body: String, kind: LoadErrorKind) async throws {
        let (result, server) = try await withServer({ _ in FixtureResponse(status: status, body: body) }) { server in
            let driver = try Driver(scenario: scenario(server, saves: .json("/token"), header: "Bearer {{token}}"))
            return (try await driver.run(until: { server.requestCount >= 6 }), server)
        }
        #expect(result.onStart.first?.requests ?? 0 >= 3)
        #expect(result.onStart.first?.errors == [kind: result.onStart.first?.requests ?? 0])
        #expect(result.onStart.first?.latency.count == 0)
        #expect(result.total.requests == 0)
        #expect(server.requests.allSatisfy { $0.path == "/login" })
    }

    // MARK: Cache

    @Test func whatIsNotModifiedIsNotJudgedAgain() async throws {
        let result = try await withServer({ request in
            request.header("if-none-match") == "\"v1\""
                ? FixtureResponse(status: 304) : FixtureResponse(headers: [("ETag", "\"v1\"")], body: "hello")
        }) { server in
            var scenario = Scenario(
                target: server.url,
                tasks: [.init("GET", "/x", checks: [.status([200...200]), .body(.equal("hello"))])],
                load: .users(1, duration: 600))
            scenario.revalidate = true
            return try await Driver(scenario: scenario).run(until: { server.requestCount >= 10 })
        }
        #expect(result.total.failures == 0)
        #expect(result.total.notModified >= 8)
        #expect(result.tasks[0].checks.allSatisfy { $0.failed == 0 })
    }

    /// Neither the page that a redirect led to nor one whose checks failed is what the user has of the URL.
    @Test(arguments: [true, false])
    func whatIsNotTheAnswerIsNotKept(isRedirected: Bool) async throws {
        let requests = try await withServer({ request in
            if isRedirected, request.path == "/x" { return FixtureResponse(status: 302, headers: [("Location", "/y")]) }
            return FixtureResponse(headers: [("ETag", "\"v1\""), ("Cache-Control", "max-age=60")], body: "hello")
        }) { server in
            var scenario = Scenario(
                target: server.url,
                tasks: [.init("GET", "/x", checks: isRedirected ? [] : [.body(.equal("another"))])],
                load: .users(1, duration: 600))
            scenario.revalidate = true
            scenario.redirects = 3
            _ = try await Driver(scenario: scenario).run(until: { server.requestCount >= 6 })
            return server.requests
        }
        #expect(requests.allSatisfy { $0.header("if-none-match") == nil })
        #expect(requests.count { $0.path == "/x" } >= 3)
    }

    private func cached(
        _ headers: [(name: String, value: String)], revalidate: Bool = true
    ) async throws -> (LoadResult, FixtureServer) {
        try await withServer({ request in
            request.header("if-none-match") == "\"v1\""
                ? FixtureResponse(status: 304, headers: headers) : FixtureResponse(headers: headers, body: "hello")
        }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init(name: "x", paths: ["/x", "/y"])],
                thinkTime: .constant(seconds: 0.005), load: .users(2, duration: 0.6))
            scenario.revalidate = revalidate
            return (try await Driver(scenario: scenario).run(), server)
        }
    }

    @Test func anETagIsAskedAbout() async throws {
        let (result, server) = try await cached([("ETag", "\"v1\"")])
        // Two users, two URLs, each fetched whole once.
        #expect(result.total.statuses[200] == 4)
        #expect(result.total.notModified == result.total.statuses[304])
        #expect(result.total.notModified > 0)
        #expect(result.total.successes == result.total.requests)
        #expect(result.total.servedFromClientCache == 0)
        #expect(server.requests.filter { $0.header("if-none-match") == nil }.count == 4)
    }

    @Test func whatIsFreshIsNotAskedFor() async throws {
        let (result, server) = try await cached([("Cache-Control", "public, max-age=60")])
        #expect(result.total.requests == 4)
        #expect(server.requests.count == 4)
        #expect(result.total.servedFromClientCache > 0)
        #expect(result.total.latency.count == 4)
    }

    @Test(arguments: ["no-store, max-age=60", "private", "max-age=0"])
    func whatMayNotBeKeptIsAskedForAgain(cacheControl: String) async throws {
        let (result, _) = try await cached([("Cache-Control", cacheControl)])
        #expect(result.total.requests > 4)
        #expect(result.total.statuses == [200: result.total.requests])
        #expect(result.total.servedFromClientCache == 0)
    }

    @Test func withoutRevalidateEveryAnswerIsWhole() async throws {
        let (result, server) = try await cached(
            [("ETag", "\"v1\""), ("Cache-Control", "max-age=60")], revalidate: false)
        #expect(result.total.requests > 4)
        #expect(result.total.statuses == [200: result.total.requests])
        #expect(server.requests.allSatisfy { $0.header("if-none-match") == nil })
    }

    /// A user that never thinks and finds everything in its cache must not spin for ever within one moment.
    @Test func usersWithFreshCachesDoNotSpin() async throws {
        let result = try await withServer({ _ in FixtureResponse(headers: [("Cache-Control", "max-age=60")]) }) {
            server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 0.3))
            scenario.revalidate = true
            return try await Driver(scenario: scenario).run()
        }
        #expect(result.total.requests == 2)
        #expect(result.total.servedFromClientCache > 0)
        #expect(result.total.servedFromClientCache <= 2 * 300)
    }
}

extension Scenario {
    /// Users who do `onStart` and then ask for `/own` with an `Authorization` header.
    static func loggedIn(_ server: FixtureServer, onStart: [Task], header: String, load: Load) -> Scenario {
        var scenario = Scenario(
            target: server.url, tasks: [.init("GET", "/own")], onStart: onStart, load: load)
        scenario.classes[0].headers = [.init("Authorization", header)]
        return scenario
    }
}
