import HoneCore
import HoneTesting
import Testing

@testable import HoneLoad

/// What users do before their first task, and what they carry from there.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverStartTests {
    /// Two steps: a form that gives a nonce, a login that wants it and gives a token.
    private func scenario(_ server: FixtureServer, load: Scenario.Load) -> Scenario {
        var scenario = Scenario.loggedIn(
            server,
            onStart: [
                .init("GET", "/form", saves: [.init("nonce", .header("X-Nonce"))]),
                .init(
                    "POST", "/login?{{nonce}}", name: "login",
                    body: "{{accounts.name}}", saves: [.init("token", .json("/token"))]),
            ], header: "Bearer {{token}}", load: load)
        scenario.data = [
            .init(name: "accounts", columns: ["name"], rows: (0..<10).map { ["u\($0)"] }, pick: .sequential)
        ]
        return scenario
    }

    @Sendable private static func answer(_ request: FixtureRequest) -> FixtureResponse {
        switch request.path {
        case "/form": FixtureResponse(headers: [("X-Nonce", "n\(request.connection)")])
        case "/login":
            request.target == "/login?n\(request.connection)" && request.header("authorization") == nil
                ? FixtureResponse(body: "{\"token\": \"t-\(request.text)\"}") : FixtureResponse(status: 400)
        default: FixtureResponse(status: request.header("authorization")?.hasPrefix("Bearer t-u") == true ? 200 : 401)
        }
    }

    @Test(arguments: [Scenario.Load.users(3, duration: 600), .rate(200, duration: 600, mostUsers: 3)])
    func aChainOfStepsEndsWithAToken(load: Scenario.Load) async throws {
        let (result, server) = try await withServer(Self.answer) { server in
            let driver = try Driver(scenario: scenario(server, load: load))
            return (try await driver.run(until: { server.requestCount > 60 }), server)
        }
        #expect(result.total.failures == 0)
        #expect(result.total.successes > 40)
        #expect(result.onStart.map(\.name) == ["GET /form", "login"])
        #expect(result.onStart.allSatisfy { $0.failures == 0 && (1...3).contains($0.successes) })
        for requests in Dictionary(grouping: server.requests, by: \.connection).values {
            #expect(Array(requests.prefix(2).map(\.path)) == Array(["/form", "/login"].prefix(requests.count)))
            #expect(requests.dropFirst(2).allSatisfy { $0.path == "/own" })
            #expect(Set(requests.dropFirst(2).map { $0.header("authorization") }).count <= 1)
        }
        // Each user logs in with the row of its first task.
        if !load.isOpen {
            #expect(Set(server.requests.filter { $0.path == "/login" }.map(\.text)) == ["u0", "u1", "u2"])
        }
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", "name=a+b%26c%3D%22"), ("application/json", #"name=a b&c=\""#),
        ("text/plain", "name=a b&c=\""),
    ])
    func valuesAreWrittenAsTheBodyNeedsThem(type: String, body: String) async throws {
        let requests = try await withServer({ _ in FixtureResponse() }) { server in
            var scenario = Scenario(
                target: server.url,
                tasks: [
                    .init("POST", "/login", headers: [.init("Content-Type", type)], body: "name={{accounts.name}}")
                ],
                load: .users(1, duration: 600))
            scenario.data = [.init(name: "accounts", columns: ["name"], rows: [["a b&c=\""]], pick: .sequential)]
            _ = try await Driver(scenario: scenario).run(until: { server.requestCount >= 2 })
            return server.requests
        }
        #expect(requests[0].text == body)
    }

    @Test(arguments: [Scenario.Load.users(1, duration: 600), .rate(50, duration: 600, mostUsers: 1)])
    func aStartThatFailsBeginsAnew(load: Scenario.Load) async throws {
        let (result, server) = try await withServer({ request in
            request.index == 1 ? FixtureResponse(status: 503) : Self.answer(request)
        }) { server in
            let driver = try Driver(scenario: scenario(server, load: load))
            return (try await driver.run(until: { server.requestCount > 12 }), server)
        }
        #expect(server.requests.prefix(5).map(\.path) == ["/form", "/login", "/form", "/login", "/own"])
        #expect(result.onStart.map(\.requests) == [2, 2])
        #expect(result.onStart.map(\.errors) == [[:], [.status5xx: 1]])
        #expect(result.startedUsers == 1)
        #expect(result.total.failures == 0)
        // In an open model the first arrival has waited for its user's start, pause of a second included.
        if load.isOpen { #expect(result.total.latency.snapshot.max >= 990) }
    }

    @Test func aValueOfALaterTaskIsMissingUntilItRan() async throws {
        let (result, server) = try await withServer({ request in
            request.path == "/items" ? FixtureResponse(body: #"[{"id": "a b"}]"#) : FixtureResponse()
        }) { server in
            var scenario = Scenario(
                target: server.url,
                tasks: [
                    .init("GET", "/items/{{id}}", name: "item"),
                    .init("GET", "/items", name: "items", saves: [.init("id", .json("/0/id"))]),
                ], load: .users(1, duration: 600))
            scenario.classes[0].order = .sequence
            return (try await Driver(scenario: scenario).run(until: { server.requestCount > 20 }), server)
        }
        let item = try #require(result.tasks.first)
        #expect(item.errors == [.noValue: 1])
        #expect(item.successes > 5)
        #expect(
            server.requests.prefix(5).map(\.target) == ["/items", "/items/a%20b", "/items", "/items/a%20b", "/items"])
    }

    // MARK: Cookies

    @Test func cookiesAreKeptAndTakenBack() async throws {
        let (result, server) = try await withServer({ request in
            switch request.index {
            case 0: FixtureResponse(headers: [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Path=/deep")])
            case 2: FixtureResponse(headers: [("Set-Cookie", "a=x; Max-Age=0")])
            default: FixtureResponse()
            }
        }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/"), .init("GET", "/deep/er")], load: .users(2, duration: 600)
            )
            scenario.classes[0].order = .sequence
            scenario.classes[0].keepsCookies = true
            return (try await Driver(scenario: scenario).run(until: { server.requestCount > 24 }), server)
        }
        #expect(result.total.failures == 0)
        for requests in Dictionary(grouping: server.requests, by: \.connection).values where requests.count > 5 {
            let cookies = requests.prefix(6).map { $0.header("cookie") }
            #expect(cookies == [nil, "b=2; a=1", "a=1", "b=2", nil, "b=2"])
        }
    }

    /// A cookie that is saved as a value makes no jar.
    @Test func whoKeepsNoCookiesSendsNone() async throws {
        let server = try await withServer({ _ in FixtureResponse(headers: [("Set-Cookie", "sid=s7; Path=/")]) }) {
            server in
            let scenario = Scenario.loggedIn(
                server, onStart: [.init("GET", "/start", saves: [.init("sid", .cookie("sid"))])], header: "{{sid}}",
                load: .users(1, duration: 600))
            let result = try await Driver(scenario: scenario).run(until: { server.requestCount > 5 })
            #expect(result.total.failures == 0)
            return server
        }
        #expect(server.requests.allSatisfy { $0.header("cookie") == nil })
        #expect(server.requests.dropFirst().allSatisfy { $0.header("authorization") == "s7" })
    }

    // MARK: Data and order

    /// User u of n takes rows u, u + n, u + 2n: one row for each pass where tasks run in sequence.
    @Test(arguments: [1, 2])
    func rowsAreTakenInTurns(loops: Int) async throws {
        let server = try await withServer({ _ in FixtureResponse() }) { server in
            var scenario = Scenario(
                target: server.url,
                tasks: [.init("GET", "/a/{{user}}/{{d.n}}"), .init("GET", "/b/{{user}}/{{d.n}}")],
                load: .users(3, duration: 600))
            scenario.classes[0].order = .sequence
            scenario.data = [.init(name: "d", columns: ["n"], rows: (0..<8).map { ["\($0)"] })]
            _ = try await Driver(scenario: scenario, loops: loops).run(until: { server.requestCount > 90 })
            return server
        }
        let byUser = Dictionary(grouping: server.requests) { $0.path.split(separator: "/")[1] }
        #expect(byUser.count == 3)
        for (user, requests) in byUser {
            let number = try #require(Int(user))
            let expected = (0..<requests.count).map { step in
                "/\(step % 2 == 0 ? "a" : "b")/\(user)/\((number + step / 2 * 3) % 8)"
            }
            #expect(requests.map(\.path) == expected)
        }
    }

    @Test func startedUsersAreCountedOnce() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/a"), .init("GET", "/b"), .init("GET", "/c")],
                thinkTime: .constant(seconds: 0.005), load: .users(4, duration: 600))
            scenario.classes[0].order = .sequence
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 40 })
        }
        #expect(result.startedUsers == 4)
    }
}
