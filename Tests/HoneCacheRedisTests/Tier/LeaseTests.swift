import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheRedis

@Suite(.timeLimit(.minutes(5)))
struct LeaseTests {
    @Test func oneNodeAtATimeHasTheLease() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        let lease = try #require(try await one.lease("a"))
        #expect(try await other.lease("a") == nil)
        #expect(try await one.lease("a") == nil)
        #expect(try await other.lease("b") != nil)
        // Who does not have it does not end it.
        await other.tier.end(TierLease(key: "a", token: "1"))
        #expect(try await other.lease("a") == nil)
        await one.tier.end(lease)
        let next = try #require(try await other.lease("a"))
        #expect(next.token != lease.token)
        // Nor does who had it before.
        await one.tier.end(lease)
        #expect(try await one.lease("a") == nil)
    }

    @Test func ofManyWhoAskAtOnceOneGetsIt() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        let given = try await withThrowingTaskGroup(of: TierLease?.self) { group in
            for index in 0..<200 {
                group.addTask { try await (index % 2 == 0 ? one : other).lease("a", tags: ["t"]) }
            }
            return try await group.reduce(into: 0) { $0 += $1 == nil ? 0 : 1 }
        }
        #expect(given == 1)
    }

    @Test func aLeaseThatIsNotEndedEndsByItself() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        #expect(try await one.tier.lease(for: "a", tags: [], atMost: .milliseconds(30)) != nil)
        try await eventually { try await other.lease("a") != nil }
        // A lease of no time is one of a millisecond: Redis refuses less.
        #expect(try await one.tier.lease(for: "b", tags: [], atMost: .zero) != nil)
    }

    @Test func itKnowsTheGenerationsOfTheTimeItWasGiven() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        let lease = try #require(try await node.lease("a", tags: ["t", "u"]))
        #expect(lease.generations.count == 4)
        await node.tier.end(lease)
        let again = try #require(try await node.lease("a", tags: ["t", "u"]))
        #expect(again.generations == lease.generations)
        await node.tier.end(again)
        try await node.tier.invalidate(.tag("u"))
        let later = try #require(try await node.lease("a", tags: ["t", "u"]))
        #expect(Array(later.generations[..<3]) == Array(lease.generations[..<3]))
        #expect(later.generations[3] != lease.generations[3])
        // A value whose tags are not those of the lease is not kept: of them nothing is known.
        try await node.store("x", under: later, tags: ["t"])
        #expect(try await node.value("a") == nil)
    }

    @Test func nobodyLoadsWhatCameSinceTheLastLook() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        #expect(try await other.value("a") == nil)
        let lease = try #require(try await one.lease("a", tags: ["t"]))
        try await one.store("1", under: lease, tags: ["t"])
        await one.tier.end(lease)
        #expect(try await other.lease("a", tags: ["t"]) == nil)
        // Whoever has looked and asks all the same has a use for another.
        #expect(try await other.value("a") == "1")
        let again = try #require(try await other.lease("a", tags: ["t"]))
        await other.tier.end(again)
        // What is not valid, or not fresh, is no reason not to load.
        try await one.tier.invalidate(.tag("t"))
        let third = try #require(try await one.lease("a", tags: ["t"]))
        let now = WallClock.system.milliseconds()
        let stale = TierEntry(value: [1], tags: ["t"], storedAt: now, freshUntil: now, end: now + 60_000)
        try await one.tier.store([TierWrite(key: "a", entry: stale, lease: third)])
        await one.tier.end(third)
        #expect(try await other.lease("a", tags: ["t"]) != nil)
    }

    /// The server stops while it is asked for a lease, or to end one, and does it when it goes on: nobody waits for
    /// that.
    @Test(arguments: [false, true])
    func aLeaseWhoseAnswerIsLostIsEnded(isGiven: Bool) async throws {
        let server = try await RedisServer.start()
        var options = TestTier.options
        options.timeout = .seconds(1)
        let (one, other) = (try await TestTier(server.url, options: options), try await TestTier(server.url))
        try await eventually { (try? await one.value("a")) == nil && one.tier.statistics().isAvailable }
        var lease: TierLease?
        if isGiven { lease = try await one.tier.lease(for: "a", tags: [], atMost: .seconds(600)) }
        server.pause()
        if let lease {
            await one.tier.end(lease)
        } else {
            await #expect(throws: RedisError.self) {
                try await one.tier.lease(for: "a", tags: [], atMost: .seconds(600))
            }
        }
        #expect(one.tier.lost.count == 1)
        server.resume()
        try await eventually {
            guard one.tier.lost.count == 0, let next = try await other.lease("a") else { return false }
            await other.tier.end(next)
            return true
        }
    }

    @Test func ofLostLeasesSoManyAreKeptAndNotForEver() {
        let lost = LostLeases()
        let now = ContinuousClock.now
        #expect(lost.due(at: now).isEmpty)
        #expect(lost.add(TierLease(key: "a", token: "0"), at: now))
        for number in 1...LostLeases.most {
            #expect(!lost.add(TierLease(key: "a", token: "\(number)"), at: now + .seconds(1)), "it is begun already")
        }
        #expect(lost.count == LostLeases.most)
        lost.remove([TierLease(key: "a", token: "1"), TierLease(key: "b", token: "2")])
        #expect(lost.due(at: now + LostLeases.patience).count == LostLeases.most - 2)
        #expect(lost.due(at: now + LostLeases.patience + .seconds(1)).isEmpty)
        #expect(lost.add(TierLease(key: "b", token: "1"), at: now), "and has to be begun again")
    }
}
