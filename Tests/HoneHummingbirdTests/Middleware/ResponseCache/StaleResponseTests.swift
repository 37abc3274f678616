import HTTPTypes
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// What happens to what is stored and stale: revalidation, stale-while-revalidate, stale-if-error.
struct StaleResponseTests {
    /// The app is asked with the cache's condition, and a 304 makes the response fresh again (RFC 9111 §4.3).
    @Test func revalidation() async throws {
        let origin = Origin(
            "/a",
            [
                .cacheControl: "max-age=60", .eTag: "\"v1\"", .lastModified: "Sat, 05 Nov 1994 08:49:37 GMT",
                .contentLanguage: "en",
            ])
        try await origin.app().test(.router) { (client) async throws in
            let first = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(61))
            origin.change("/a") {
                $0.status = .notModified
                $0.body = ""
                $0.fields = [.cacheControl: "max-age=90", .eTag: "\"v1\"", .contentLanguage: "de"]
            }
            let second = try await client.execute(uri: "/a", method: .get, headers: [.ifNoneMatch: "\"other\""])
            #expect(origin.latest("/a")[.ifNoneMatch] == "\"v1\"")
            #expect(origin.latest("/a")[.ifModifiedSince] == "Sat, 05 Nov 1994 08:49:37 GMT")
            #expect(second.status == .ok)
            #expect(second.body == first.body)
            #expect(second.headers.status == "Hone; fwd=stale; fwd-status=304; stored")
            #expect(second.headers[.cacheControl] == "max-age=90")
            #expect(second.headers[.contentLanguage] == "en")
            let third = try await client.execute(uri: "/a", method: .get, headers: [.ifNoneMatch: "\"v1\""])
            #expect(third.status == .notModified)
            #expect(third.headers.status == "Hone; hit; ttl=90")
            #expect(origin.calls("/a") == 2)
        }
        #expect(origin.cache.statistics.revalidated == 1)
    }

    /// What speaks to the cache alone holds on when a 304 does not repeat it, and is never sent (RFC 9111 §3.2).
    @Test(arguments: [(nil, 5), ("max-age=20", 20)] as [(String?, Int)])
    func aTargetedFieldOutlivesA304(repeated: String?, seconds: Int) async throws {
        let target = try #require(HTTPField.Name("Hone-Cache-Control"))
        let origin = Origin("/a", [.cacheControl: "max-age=3600", target: "max-age=5", .eTag: "\"v1\""])
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.change("/a") {
                $0.status = .notModified
                $0.body = ""
                $0.fields = [.cacheControl: "max-age=3600", .eTag: "\"v1\""]
                $0.fields[target] = repeated
            }
            for _ in 0..<2 {
                origin.clock.advance(by: .seconds(seconds + 1))
                let confirmed = try await client.execute(uri: "/a", method: .get)
                #expect(confirmed.headers.status == "Hone; fwd=stale; fwd-status=304; stored")
                let hit = try await client.execute(uri: "/a", method: .get)
                #expect(hit.headers.status == "Hone; hit; ttl=\(seconds)")
                #expect(confirmed.headers[target] == nil && hit.headers[target] == nil)
            }
        }
    }

    @Test func anotherResponseTakesItsPlace() async throws {
        let origin = Origin("/a", [.cacheControl: "max-age=60", .eTag: "\"v1\""])
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(61))
            origin.change("/a") { $0.fields[.eTag] = "\"v2\"" }
            let second = try await client.execute(uri: "/a", method: .get, headers: [.ifNoneMatch: "\"v2\""])
            #expect(second.status == .notModified)
            #expect(second.headers.status == "Hone; fwd=stale; stored")
            let third = try await client.execute(uri: "/a", method: .get)
            #expect(String(buffer: third.body) == "/a 2")
        }
    }

    /// The conditions of a client reach no app that is asked for a response to store, and are answered all the same.
    @Test(arguments: ["max-age=60", "no-store"])
    func conditionsOnAMiss(cacheControl: String) async throws {
        let origin = Origin("/a", [.cacheControl: cacheControl, .eTag: "\"v1\""])
        try await origin.app().test(.router) { (client) async throws in
            let held = try await client.execute(uri: "/a", method: .get, headers: [.ifNoneMatch: "\"v1\""])
            #expect(held.status == .notModified)
            #expect(held.body.readableBytes == 0)
            #expect(origin.latest("/a")[.ifNoneMatch] == nil)
            let other = try await client.execute(uri: "/a", method: .get, headers: [.ifNoneMatch: "\"v0\""])
            #expect(other.status == .ok)
        }
    }

    /// RFC 5861 §3: the stale answer at once, and a fresh one for who comes after.
    @Test func staleWhileRevalidatingBehindTheAnswer() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-while-revalidate=30"))
        try await origin.refreshingApp().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(70))
            origin.change("/a") { $0.waits = true }
            for _ in 0..<5 {
                let stale = try await client.execute(uri: "/a", method: .get)
                #expect(String(buffer: stale.body) == "/a 1")
                #expect(stale.headers.status == "Hone; hit; ttl=-10")
                #expect(stale.headers.ageSeconds == "70")
            }
            try await eventually { origin.waiting == 1 }
            #expect(origin.calls("/a") == 2)
            origin.open()
            try await eventually { origin.cache.statistics.stored == 2 }
            let fresh = try await client.execute(uri: "/a", method: .get)
            #expect(String(buffer: fresh.body) == "/a 2")
            #expect(fresh.headers.status == "Hone; hit; ttl=60")
        }
        #expect(origin.cache.statistics.staleHits == 5)
    }

    /// Without a responder to send it through, the first request asks and waits, and the others do not.
    @Test func staleWhileRevalidatingByTheFirst() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-while-revalidate=30"))
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(70))
            origin.change("/a") { $0.waits = true }
            async let first = client.execute(uri: "/a", method: .get)
            try await eventually { origin.waiting == 1 }
            let other = try await client.execute(uri: "/a", method: .get)
            #expect(other.headers.status == "Hone; hit; ttl=-10")
            origin.open()
            let answer = try await first
            #expect(String(buffer: answer.body) == "/a 2")
            #expect(answer.headers.status == "Hone; fwd=stale; stored")
        }
    }

    /// Who takes only what is stored is given the stale answer too, as the response allows it (RFC 5861 §3).
    @Test func staleWhileRevalidatingForWhoTakesOnlyWhatIsStored() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-while-revalidate=30"))
        let headers = HTTPFields.caching("only-if-cached")
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(70))
            for _ in 0..<2 {
                let stale = try await client.execute(uri: "/a", method: .get, headers: headers)
                #expect(stale.status == .ok)
                #expect(stale.headers.status == "Hone; hit; ttl=-10")
            }
            #expect(origin.calls("/a") == 1)
            #expect(origin.cache.flights.count == 0)
            #expect(origin.cache.statistics.staleHits == 2)
            // The next asks anew, and beyond the window nothing is given.
            let next = try await client.execute(uri: "/a", method: .get)
            #expect(next.headers.status == "Hone; fwd=stale; stored")
            origin.clock.advance(by: .seconds(90))
            let late = try await client.execute(uri: "/a", method: .get, headers: headers)
            #expect(late.status == .gatewayTimeout)
        }
        // Where another can ask behind the answer, that is done for it too.
        let other = Origin("/a", .caching("max-age=60, stale-while-revalidate=30"))
        try await other.refreshingApp().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            other.clock.advance(by: .seconds(70))
            let stale = try await client.execute(uri: "/a", method: .get, headers: headers)
            #expect(stale.headers.status == "Hone; hit; ttl=-10")
            try await eventually { other.cache.statistics.stored == 2 }
        }
    }

    /// A refresh that fails leaves the stale answer until its window is over.
    @Test func aRefreshThatFails() async throws {
        let origin = Origin("/a", .caching("max-age=60, stale-while-revalidate=30"))
        try await origin.refreshingApp().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(70))
            origin.change("/a") { $0.fails = true }
            _ = try await client.execute(uri: "/a", method: .get)
            try await eventually { origin.calls("/a") == 2 && origin.cache.flights.count == 0 }
            let stale = try await client.execute(uri: "/a", method: .get)
            #expect(stale.headers.status == "Hone; hit; ttl=-10")
            origin.clock.advance(by: .seconds(30))
            #expect(try await client.execute(uri: "/a", method: .get).status == .internalServerError)
        }
    }

    /// RFC 5861 §4, for an app that throws and one that answers so.
    @Test(
        arguments: [
            ("max-age=60, stale-if-error=100", HTTPResponse.Status?.none, 150, true),
            ("max-age=60, stale-if-error=100", nil, 161, false),
            ("max-age=60, stale-if-error=100", .serviceUnavailable, 150, true),
            ("max-age=60, stale-if-error=100", .internalServerError, 150, true),
            ("max-age=60, stale-if-error=100", .notFound, 150, false),
            ("max-age=60, stale-if-error=100, must-revalidate", .serviceUnavailable, 150, false),
            ("max-age=60, stale-while-revalidate=100", .serviceUnavailable, 150, true),
            ("max-age=60", nil, 61, false),
        ])
    func staleIfError(cacheControl: String, status: HTTPResponse.Status?, seconds: Int, stands: Bool) async throws {
        let origin = Origin("/a", [.cacheControl: cacheControl, .eTag: "\"v1\""])
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(seconds))
            origin.change("/a") {
                if let status { $0.status = status } else { $0.fails = true }
            }
            let response = try await client.execute(uri: "/a", method: .get)
            guard stands else {
                #expect(response.status == status ?? .internalServerError)
                return
            }
            #expect(response.status == .ok)
            #expect(String(buffer: response.body) == "/a 1")
            let code = status?.code ?? 500
            #expect(response.headers.status == "Hone; fwd=stale; fwd-status=\(code); ttl=\(60 - seconds)")
            #expect(origin.cache.statistics.errorHits == 1)
        }
    }

    /// A clock that was set back or leaps makes nothing stale that is fresh: age runs on the monotonic one.
    @Test func stalenessIsOfTheMonotonicClock() async throws {
        let origin = Origin("/a", [.cacheControl: "max-age=60", .date: "Sun, 06 Nov 1994 08:49:37 GMT"])
        try await origin.app().test(.router) { (client) async throws in
            _ = try await client.execute(uri: "/a", method: .get)
            origin.clock.advance(by: .seconds(30))
            #expect(try await client.execute(uri: "/a", method: .get).headers.ageSeconds == "30")
        }
    }
}
