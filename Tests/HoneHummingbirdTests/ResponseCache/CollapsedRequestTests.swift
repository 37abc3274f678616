import HTTPTypes
import HoneCache
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// Who asks for the same at the same time is answered together, unless the answer is not for both.
struct CollapsedRequestTests {
    /// The right to store what is asked for now, of a store of its own.
    private let ticket = ResponseStore(ResponseCacheOptions(), clock: .system).ticket("k")

    /// Sends requests at once and gives their bodies; the gate opens when `waiting` of them have reached the handler.
    private func together(
        _ origin: Origin, _ requests: [HTTPFields], waiting: Int = 1
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

    @Test func otherVariantsAreAskedForByEach() async throws {
        let origin = origin("max-age=60", [.vary: "Accept-Language"])
        let languages = (0..<10).map { HTTPFields([.init(name: .acceptLanguage, value: $0 < 5 ? "en" : "de")]) }
        let (bodies, _) = try await together(origin, languages)
        // One language loads, its others are answered with that, and each of the rest asks.
        #expect((2...6).contains(origin.calls("/a")))
        #expect(bodies.count == 10)
    }

    /// When the one that asks has nothing for the others, they ask for themselves, and who comes then asks anew.
    @Test func aFlightThatEndsWithNothing() async throws {
        let flights = Flights()
        let (flight, isFirst) = flights.board("k", ticket)
        #expect(isFirst)
        let (same, isFirstToo) = flights.board("k", ticket)
        #expect(same === flight && !isFirstToo)
        let follower = Task { try await flight.answer(within: .seconds(60)) }
        try await eventually { flight.isShared }
        flights.land(flight, "k", nil)
        let answer = try await follower.value
        #expect(answer == nil)
        #expect(flights.board("k", ticket).isFirst)
    }

    @Test func aCancelledFollowerStopsWaiting() async throws {
        let flight = Flights().board("k", ticket).flight
        let follower = Task { try await flight.answer(within: .seconds(60)) }
        try await eventually { flight.isShared }
        follower.cancel()
        await #expect(throws: CancellationError.self) { try await follower.value }
        let late = Task { try await flight.answer(within: .seconds(60)) }
        flight.land(nil)
        #expect(try await late.value == nil)
    }

    /// A load that never returns holds the others for a time only.
    @Test func theWaitIsLimited() async throws {
        let flights = Flights()
        let flight = flights.board("k", ticket).flight
        #expect(try await flight.answer(within: .milliseconds(1)) == nil)
        // Who comes now does not wait either.
        #expect(try await flight.answer(within: .seconds(60)) == nil)
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
