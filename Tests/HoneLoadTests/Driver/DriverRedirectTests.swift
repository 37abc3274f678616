import HoneTesting
import Testing

@testable import HoneLoad

@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverRedirectTests {
    /// Runs one user whose requests are redirected until `/end`.
    private func run(
        _ method: String = "GET", path: String = "/a/b?q", status: Int = 302, location: String, most: Int = 3
    ) async throws -> (result: LoadResult, requests: [FixtureRequest]) {
        try await withServer({ request in
            request.path == "/end" || request.path == "/a/end"
                ? FixtureResponse(status: 201) : FixtureResponse(status: status, headers: [("Location", location)])
        }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init(method, path, body: method == "POST" ? "form" : nil)],
                load: .users(1, duration: 600))
            scenario.redirects = most
            let result = try await Driver(scenario: scenario).run(until: { server.requestCount >= 8 })
            return (result, server.requests)
        }
    }

    @Test(arguments: [301, 302, 303])
    func aPostIsFollowedByAGet(status: Int) async throws {
        let (result, requests) = try await run("POST", status: status, location: "/end?x=y#part")
        #expect(requests.prefix(4).map(\.method) == ["POST", "GET", "POST", "GET"])
        #expect(requests[1].target == "/end?x=y")
        #expect(requests[1].body.isEmpty)
        #expect(requests[1].header("content-length") == nil)
        // A chain is one request.
        #expect(result.total.statuses.keys.elementsEqual([201]))
        #expect(result.total.requests == result.total.successes)
        #expect(result.redirects >= result.total.requests)
        #expect(result.redirects <= result.total.requests + 1)
        #expect(result.connections == 1)
    }

    @Test(arguments: [307, 308])
    func aGetIsRepeatedAndAPostIsNot(status: Int) async throws {
        let got = try await run(status: status, location: "/end")
        #expect(got.requests.prefix(2).map(\.target) == ["/a/b?q", "/end"])
        #expect(got.result.total.statuses.keys.elementsEqual([201]))
        let posted = try await run("POST", status: status, location: "/end")
        #expect(posted.requests.allSatisfy { $0.method == "POST" && $0.path == "/a/b" })
        #expect(posted.result.total.statuses.keys.elementsEqual([status]))
        #expect(posted.result.redirects == 0)
    }

    @Test func aHeadStaysAHead() async throws {
        let (result, requests) = try await run("HEAD", location: "/end")
        #expect(requests.allSatisfy { $0.method == "HEAD" })
        #expect(result.total.failures == 0)
    }

    @Test(arguments: [
        ("end", "/a/end"), ("/end", "/end"), ("?end=1", "/a/b?end=1"), ("HTTP://127.0.0.1:PORT/end", "/end"),
        ("../end", "/end"), ("./x/../end?a=../b", "/a/end?a=../b"), ("/x/./y/../end", "/x/end"),
        ("end?back=http://elsewhere/", "/a/end?back=http://elsewhere/"), ("//127.0.0.1:PORT/end", "/end"),
    ])
    func placesAreReadAsTheyAreMeant(location: String, target: String) async throws {
        let requests = try await withServer({ request in
            guard request.target == "/a/b?q" else { return FixtureResponse(status: 201) }
            let host = request.header("host") ?? ""
            return FixtureResponse(
                status: 302, headers: [("Location", location.replacing("127.0.0.1:PORT", with: host))])
        }) { server in
            var scenario = Scenario(target: server.url, tasks: [.init("GET", "/a/b?q")], load: .users(1, duration: 600))
            scenario.redirects = 1
            let result = try await Driver(scenario: scenario).run(until: { server.requestCount >= 4 })
            #expect(result.total.statuses.keys.elementsEqual([201]))
            return server.requests
        }
        #expect(requests[1].target == target)
    }

    @Test(arguments: [
        "http://127.0.0.2/end", "//127.0.0.1/end", "https://127.0.0.1/end", "ftp://x/", "/e nd", "",
    ])
    func elsewhereIsNotFollowed(location: String) async throws {
        let (result, requests) = try await run(location: location)
        #expect(requests.allSatisfy { $0.target == "/a/b?q" })
        #expect(result.total.statuses.keys.elementsEqual([302]))
        #expect(result.redirects == 0)
        #expect(result.total.failures == 0)
    }

    @Test func aLoopEnds() async throws {
        let (result, requests) = try await run(location: "/round", most: 2)
        #expect(requests.prefix(6).map(\.path) == ["/a/b", "/round", "/round", "/a/b", "/round", "/round"])
        #expect(result.total.statuses.keys.elementsEqual([302]))
    }

    @Test func whoFollowsNoneTakesItAsTheAnswer() async throws {
        let (result, requests) = try await run(location: "/end", most: 0)
        #expect(requests.allSatisfy { $0.path == "/a/b" })
        #expect(result.total.statuses.keys.elementsEqual([302]))
    }

    @Test func cookiesOfARedirectAreSentToItsPlace() async throws {
        let requests = try await withServer({ request in
            request.path == "/login"
                ? FixtureResponse(status: 303, headers: [("Location", "/home"), ("Set-Cookie", "sid=1")])
                : FixtureResponse(status: request.header("cookie") == "sid=1" ? 200 : 401)
        }) { server in
            var scenario = Scenario(
                target: server.url, tasks: [.init("POST", "/login", body: "x")], load: .users(1, duration: 600))
            scenario.redirects = 3
            scenario.classes[0].keepsCookies = true
            let result = try await Driver(scenario: scenario).run(until: { server.requestCount >= 4 })
            #expect(result.total.failures == 0)
            return server.requests
        }
        #expect(requests.prefix(4).map(\.path) == ["/login", "/home", "/login", "/home"])
    }
}
