import HTTPTypes
import HoneCache
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// Who asks for the same at the same time is answered together, unless the answer is not for both.
struct CollapsedRequestTests {
    /// Sends requests at once and gives their bodies; the gate opens when `waiting` of them have reached the handler.
    private func together(
        _ origin: Origin, _ requests: [HTTPFields], waiting: Int = 1, then change: @escaping @Sendable () -> Void = {}
    ) async throws -> (bodies: [String], statuses: [String]) {
        try await origin.app().test(.router) { (client) async throws in
            try await withThrowingTaskGroup(of: (String, String).self) { group in
                for headers in requests {
                    group.addTask {
                        let response = try await client.execute(uri: "/a", method: .get, headers: headers)
                        return (String(buffer: response.body), response.headers.status ?? "")
                    }
                }
                try await eventually { origin.waiting == waiting }
                try await eventually {
                    origin.cache.counts.joined == requests.count - waiting
                }
                change()
                origin.open()
                var answers: [(String, String)] = []
                for try await answer in group { answers.append(answer) }
                return (answers.map(\.0), answers.map(\.1))
            }
        }
    }

    private func origin(_ cacheControl: String, _ fields: HTTPFields = [:]) -> Origin {
        var fields = fields
        fields[.cacheControl] = cacheControl
        return Origin(["/a": .init(fields: fields, waits: true)])
    }

    @Test func aThousandMissesAreOneLoad() async throws {
        let origin = origin("public, max-age=60")
        let (bodies, statuses) = try await together(origin, Array(repeating: [:], count: 1_000))
        #expect(origin.calls("/a") == 1)
        #expect(Set(bodies) == ["/a 1"])
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; ttl=60; collapsed" } == 999)
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; stored" } == 1)
        #expect(origin.cache.statistics.collapsed == 999)
        #expect(origin.cache.flights.count == 0)
    }

    /// What is stale from the beginning and may be given out so is given to all who waited for it (RFC 5861 §3).
    @Test func aThousandMissesOfWhatIsStaleAtOnceAreOneLoad() async throws {
        let origin = origin("public, max-age=0, stale-while-revalidate=30")
        let (bodies, statuses) = try await together(origin, Array(repeating: [:], count: 1_000))
        #expect(origin.calls("/a") == 1)
        #expect(Set(bodies) == ["/a 1"])
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; ttl=0; collapsed" } == 999)
        #expect(origin.cache.flights.count == 0)
    }

    /// Nobody is given an answer that is another's: each asks for itself then, and those that come later do not wait.
    @Test(arguments: ["private, max-age=60", "no-store", "max-age=60"])
    func whatIsNotSharedIsAskedForByEach(cacheControl: String) async throws {
        let origin = origin(cacheControl)
        let users = (0..<20).map { HTTPFields.cookie("session=\($0)") }
        let (bodies, statuses) = try await together(origin, users)
        #expect(origin.calls("/a") == 20)
        #expect(Set(bodies).count == 20)
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; collapsed=?0" } == 19)
        #expect(origin.cache.statistics.collapsed == 0)
        guard case .pass = origin.cache.store.cache.cached("localhost\n/a") ?? origin.cache.store.cache.cached("\n/a")
        else {
            Issue.record("nothing says that requests need not wait for each other")
            return
        }
    }

    /// When the one that asks fails, one of the others asks next.
    @Test(arguments: [HTTPResponse.Status?.none, .serviceUnavailable])
    func aFailureIsNotAskedAgainByAllAtOnce(status: HTTPResponse.Status?) async throws {
        let origin = origin("public, max-age=60")
        origin.change("/a") {
            $0.fails = status == nil
            $0.status = status ?? .ok
            if status != nil { $0.fields = [:] }
        }
        let (bodies, statuses) = try await together(origin, Array(repeating: [:], count: 20)) {
            origin.change("/a") { $0 = .init(fields: .caching("public, max-age=60")) }
        }
        #expect(origin.calls("/a") == 2)
        #expect(bodies.count { $0 == "/a 2" } == 19)
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; stored; collapsed=?0" } == 1)
        #expect(statuses.count { $0 == "Hone; fwd=uri-miss; ttl=60; collapsed" } == 18)
        #expect(origin.cache.flights.count == 0)
    }

    /// An app that keeps failing is asked by one at a time, and everybody gets an answer.
    @Test func anAppThatKeepsFailing() async throws {
        let origin = origin("public, max-age=60")
        origin.change("/a") { $0.fails = true }
        let (bodies, _) = try await together(origin, Array(repeating: [:], count: 20))
        #expect(bodies.count == 20)
        #expect(origin.calls("/a") == 20)
        #expect(origin.mostAtOnce == 1)
        #expect(origin.cache.flights.count == 0)
    }

    /// What stands in for an error does so for all who wait and take it.
    @Test func aStandInIsForAll() async throws {
        let origin = origin("max-age=60, stale-if-error=600")
        origin.open()
        try await origin.app().test(.router) { client in _ = try await client.execute(uri: "/a", method: .get) }
        origin.clock.advance(by: .seconds(61))
        origin.close()
        origin.change("/a") { $0.fails = true }
        var requests = Array(repeating: HTTPFields(), count: 20)
        requests.append(.caching("no-cache"))
        let (bodies, statuses) = try await together(origin, requests)
        #expect(bodies.count { $0 == "/a 1" } >= 19)
        #expect(statuses.contains("Hone; fwd=stale; fwd-status=500; ttl=-1; collapsed"))
        #expect(origin.calls("/a") <= 3)
        #expect(origin.cache.statistics.errorHits >= 19)
    }

    @Test func otherVariantsAreAskedForByEach() async throws {
        let origin = origin("max-age=60", [.vary: "Accept-Language"])
        let languages = (0..<10).map { HTTPFields([.init(name: .acceptLanguage, value: $0 < 5 ? "en" : "de")]) }
        let (bodies, _) = try await together(origin, languages)
        // One language loads, its others are answered with that, and one of the rest asks for those.
        #expect(origin.calls("/a") == 2)
        #expect(bodies.count == 10)
    }

    /// What was asked for before its URI was invalidated is given to who asked and not stored.
    @Test(arguments: ["post", "path", "all"])
    func anInvalidationMeetsALoad(how: String) async throws {
        let origin = origin("max-age=60")
        try await origin.app().test(.router) { (client) async throws in
            async let slow = client.execute(uri: "/a", method: .get)
            try await eventually { origin.waiting == 1 }
            origin.change("/a") { $0.waits = false }
            switch how {
            case "post": _ = try await client.execute(uri: "/a", method: .post)
            case "path": origin.cache.purge(path: "/a")
            default: origin.cache.purgeAll()
            }
            origin.open()
            #expect(try await slow.headers.status == "Hone; fwd=uri-miss")
            let next = try await client.execute(uri: "/a", method: .get)
            #expect(next.headers.status == "Hone; fwd=uri-miss; stored")
        }
    }

    /// Who asks after a write is not given what was asked for before it: who waits then asks anew, and who comes then
    /// does not wait for it.
    @Test(arguments: ["post", "path", "group", "all"])
    func aFlightOfBeforeAnInvalidation(how: String) async throws {
        let origin = origin("max-age=60")
        try await origin.app().test(.router) { (client) async throws in
            async let slow = client.execute(uri: "/a", method: .get)
            try await eventually { origin.waiting == 1 }
            async let follower = client.execute(uri: "/a", method: .get)
            try await eventually { origin.cache.counts.joined == 1 }
            origin.change("/a") {
                $0.waits = false
                $0.body = "after"
            }
            switch how {
            case "post": _ = try await client.execute(uri: "/a", method: .post)
            case "path": origin.cache.purge(path: "/a")
            case "group": origin.cache.purge(group: "any")
            default: origin.cache.purgeAll()
            }
            let next = try await client.execute(uri: "/a", method: .get)
            #expect(next.headers.status == "Hone; fwd=uri-miss; stored")
            #expect(String(buffer: next.body) == "after")
            origin.open()
            #expect(try await String(buffer: slow.body) == "/a 1")
            #expect(try await String(buffer: follower.body) == "after")
            let last = try await client.execute(uri: "/a", method: .get)
            #expect(last.headers.status == "Hone; hit; ttl=60")
            #expect(String(buffer: last.body) == "after")
            #expect(origin.cache.flights.count == 0)
        }
    }
}

extension HTTPFields {
    static func cookie(_ value: String) -> HTTPFields { [.cookie: value] }
}
