import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheRedis

@Suite(.timeLimit(.minutes(5)))
struct RedisTierTests {
    @Test func whatIsStoredIsFoundWholeAndByOthersToo() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        #expect(try await one.value("a") == nil)
        let entry = TierEntry.of("value", tags: ["products", "né"])
        try await one.tier.store([TierWrite(key: "a", entry: entry)])
        #expect(try await one.tier.entry(for: "a") == entry)
        #expect(try await other.tier.entry(for: "a") == entry)
        #expect(try await other.value("b") == nil)
        // Another cache on the same server has nothing of it.
        #expect(try await TestTier(server.url, cache: "shop2").value("a") == nil)
        #expect(one.tier.statistics().isAvailable)
        #expect(one.tier.statistics().problem == nil)
    }

    static let hostileKeys = [
        "", " ", "a b", "a\r\nSET x y\r\n", "\0", "né 🍕", "{a}{b}", "}", "hone:1:shop:{0}e:a", "*", "$5", "\u{FEFF}",
        String(repeating: "long", count: 50_000),
    ]

    @Test func keysOfAnyBytesAreKeptApart() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        for (index, key) in Self.hostileKeys.enumerated() {
            try await one.set("\(index)", for: key, tags: key.utf8.count > 65_535 ? [] : [key])
        }
        for (index, key) in Self.hostileKeys.enumerated() {
            #expect(try await other.value(key) == "\(index)")
            try await other.heard.hears(.key(key))
        }
        try await other.tier.invalidate(.key(" "))
        try await other.tier.invalidate(.tag("a b"))
        try await other.tier.invalidate(.prefix("a\r\n"))
        for (index, key) in Self.hostileKeys.enumerated() {
            let isGone = [" ", "a b", "a\r\nSET x y\r\n"].contains(key)
            #expect(try await one.value(key) == (isGone ? nil : "\(index)"))
        }
        try await one.heard.hears(.prefix("a\r\n"))
        #expect(one.heard.said.contains(.key(" ")) && one.heard.said.contains(.tag("a b")))
    }

    @Test func anEntryGoesWhenItsTimeIsOver() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        try await node.tier.store([TierWrite(key: "short", entry: .of("x", lasting: 40))])
        try await node.tier.store([TierWrite(key: "over", entry: .of("x", lasting: 0))])
        try await node.set("x", for: "long")
        try await node.tier.store([TierWrite(key: "ever", entry: TierEntry(value: [1], storedAt: 0))])
        #expect(try await node.value("over") == nil)
        try await eventually { try await node.value("short") == nil }
        #expect(try await node.value("long") == "x")
        #expect(try await node.tier.entry(for: "ever")?.end == .max)
        // Redis itself lets go of each, also of what never ends.
        for key in try server.command("KEYS", "*}e:*").split(separator: "\n") {
            let left = Int(try server.command("PTTL", String(key))) ?? -1
            #expect(left > 0 && left <= 7 * 86_400_000)
        }
    }

    @Test func aClockThatJumpsGivesNothingOutThatIsOver() async throws {
        let server = try await RedisServer.start()
        let later = try await TestTier(server.url, wall: WallClock { WallClock.system.milliseconds() + 86_400_000 })
        let node = try await TestTier(server.url)
        try await node.set("x", for: "a")
        #expect(try await node.value("a") == "x")
        #expect(try await later.value("a") == nil)
        // What is over by the clock of who stores it is not stored.
        try await later.set("y", for: "a")
        #expect(try await node.value("a") == nil)
    }

    enum Way: CaseIterable { case key, tag, prefix, all }

    @Test(arguments: Way.allCases)
    func whatIsInvalidatedIsGivenOutToNobody(_ way: Way) async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        let invalidation: TierInvalidation =
            switch way {
            case .key: .key("user:1")
            case .tag: .tag("users")
            case .prefix: .prefix("user:")
            case .all: .all
            }
        try await one.set("old", for: "user:1", tags: ["users", "people"])
        try await one.set("same", for: "page", tags: ["pages"])
        #expect(try await other.value("user:1") == "old")
        let before = try #require(try await other.lease("user:1", tags: ["users", "people"]))
        other.heard.forget()
        try await one.tier.invalidate(invalidation)
        #expect(try await one.value("user:1") == nil)
        #expect(try await other.value("user:1") == nil)
        #expect(try await one.value("page") == (way == .all ? nil : "same"))
        try await other.heard.hears(invalidation)
        #expect(!one.heard.said.contains(invalidation))
        // What began to be loaded before is not given out either, and what begins now is.
        try await other.store("old", under: before, tags: ["users", "people"])
        #expect(try await one.value("user:1") == nil)
        await other.tier.end(before)
        let after = try #require(try await one.lease("user:1", tags: ["users", "people"]))
        try await one.store("new", under: after, tags: ["users", "people"])
        #expect(try await other.value("user:1") == "new")
    }

    @Test(arguments: [TierInvalidation.key("x"), .tag("t"), .prefix("p"), .all])
    func othersHearOfItAlsoWhenNothingWasStored(_ invalidation: TierInvalidation) async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        try await one.tier.invalidate(invalidation)
        try await other.heard.hears(invalidation)
        #expect(one.heard.said.isEmpty)
    }

    /// Both are told of what the other invalidated, also when the server does both in one go.
    @Test(arguments: [TierInvalidation.key("a:b"), .tag("t:u"), .prefix(":p"), .all])
    func whatTwoInvalidateAtOnceBothHear(_ invalidation: TierInvalidation) async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        let third = try await TestTier(server.url)
        for round in 0..<25 {
            for node in [one, other] { node.heard.forget() }
            // What it is asked meanwhile waits for it, and is done together.
            server.pause()
            async let first: Void = one.tier.invalidate(invalidation)
            async let second: Void = other.tier.invalidate(invalidation)
            for _ in 0..<200 { await Task.yield() }
            server.resume()
            _ = try await (first, second)
            // Comes after all that would have been told before.
            try await third.tier.invalidate(.key("last \(round)"))
            for node in [one, other] {
                try await node.heard.hears(.key("last \(round)"))
                #expect(node.heard.said.contains(invalidation), "round \(round)")
            }
        }
        #expect(try server.command("KEYS", "*tell:*") == "")
    }

    /// What the documentation says that its user needs is enough.
    @Test func aUserWithFewRightsWillDo() async throws {
        let server = try await RedisServer.start()
        let commands =
            "get set del unlink pexpire hgetall hset hsetnx hlen eval client|id client|tracking subscribe ping "
            + "cluster|slots select asking"
        try server.command(
            ["ACL", "SETUSER", "few", "on", ">s3cret", "-@all", "~hone:1:*", "&__redis__:invalidate"]
                + commands.split(separator: " ").map { "+\($0)" })
        let url = "redis://few:s3cret@127.0.0.1:\(server.port)/3"
        let (one, other) = (try await TestTier(url), try await TestTier(url))
        for invalidation in [TierInvalidation.key("a"), .tag("t"), .prefix("a"), .all] {
            let lease = try #require(try await one.lease("a", tags: ["t"]))
            try await one.store("1", under: lease, tags: ["t"])
            await one.tier.end(lease)
            #expect(try await other.value("a") == "1")
            try await one.tier.invalidate(invalidation)
            try await other.heard.hears(invalidation)
            #expect(try await other.value("a") == nil && one.tier.lost.count == 0)
        }
        try await one.set("2", for: "a")
        #expect(try await other.value("a") == "2" && other.tier.statistics().problem == nil)
    }

    /// Any number is a limit.
    @Test(arguments: [Int.max, .min, 0])
    func theLargestEntryMayBeOfAnySize(_ largest: Int) async throws {
        let server = try await RedisServer.start()
        var options = TestTier.options
        options.largest = largest
        let node = try await TestTier(server.url, options: options)
        try await node.set("1", for: "a")
        #expect(try await node.value("a") == (largest > 0 ? "1" : nil))
        #expect(node.tier.statistics().tooLarge == (largest > 0 ? 0 : 1))
    }

    @Test func itSaysWhetherItHears() throws {
        var options = TestTier.options
        let address = try RedisAddress("redis://localhost")
        #expect(RedisTier(cache: "a", address: address, options: options).hearsOthers)
        options.isListening = false
        let deaf = RedisTier(cache: "a", address: address, options: options)
        #expect(!deaf.hearsOthers && !deaf.outlivesProcess)
    }

    @Test func whatANodeSetsOthersHearAndItDoesNotItself() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        try await one.set("1", for: "a")
        try await other.heard.hears(.key("a"))
        #expect(try await other.value("a") == "1", "it is there when they hear of it")
        // What comes next on the same connection comes after what would have been an echo.
        try await other.set("2", for: "b")
        try await one.heard.hears(.key("b"))
        #expect(one.heard.said.allSatisfy { $0 == .key("b") })
        // What does not fit is no longer what it was, either.
        other.heard.forget()
        let tooLarge = TierEntry(value: [UInt8](repeating: 1, count: 17 << 20), storedAt: 1)
        try await one.tier.store([TierWrite(key: "a", entry: tooLarge)])
        try await other.heard.hears(.key("a"))
        try server.command("FLUSHALL")
        try await one.heard.hears(.all)
        #expect(try await one.value("a") == nil)
    }

    /// What others have in memory is as good as before, whatever Redis does with what it has.
    @Test func whatIsLoadedEvictedOrOverNobodyHearsOf() async throws {
        let server = try await RedisServer.start(.init(settings: ["maxmemory-policy": "allkeys-lru"]))
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        for key in ["a", "b"] {
            let lease = try #require(try await one.lease(key, tags: ["t"]))
            try await one.store("1", under: lease, tags: ["t"])
            await one.tier.end(lease)
        }
        let short = try #require(try await one.lease("short"))
        try await one.tier.store([TierWrite(key: "short", entry: .of("x", lasting: 30), lease: short)])
        try await eventually { try server.command("EXISTS", "hone:1:shop:{0}e:short") == "0" }
        try server.command("CONFIG", "SET", "maxmemory", "1")
        try await eventually { try server.command("DBSIZE") == "0" }
        try server.command("CONFIG", "SET", "maxmemory", "0")
        // Comes after all that would have been told before.
        try await one.tier.invalidate(.tag("last"))
        try await other.heard.hears(.tag("last"))
        #expect(other.heard.said.allSatisfy { $0 == .tag("last") }, "\(other.heard.said)")
    }

    @Test func setGoesBeforeALoadThatBeganEarlier() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        let lease = try #require(try await one.lease("a"))
        try await other.set("set", for: "a")
        try await one.store("loaded", under: lease)
        #expect(try await other.value("a") != "loaded")
    }

    @Test func manyPrefixesBecomeEverything() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        try await node.set("x", for: "kept")
        for index in 0..<32 { try await node.tier.invalidate(.prefix("p\(index):")) }
        #expect(try await node.value("kept") == "x")
        try await node.tier.invalidate(.prefix("one more"))
        #expect(try await node.value("kept") == nil)
        #expect(try server.command("HLEN", "hone:1:shop:{0}s:") == "1")
        // Nothing is left of what listeners were told by.
        #expect(try server.command("KEYS", "*}P:*").isEmpty)
    }

    @Test func whatRedisEvictsMakesNothingValidAgain() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        try await node.set("old", for: "a", tags: ["t"])
        try await node.tier.invalidate(.tag("t"))
        for key in ["hone:1:shop:{0}t:t", "hone:1:shop:{0}s:"] {
            try server.command("DEL", key)
            #expect(try await node.value("a") == nil)
            let lease = try #require(try await node.tier.lease(for: "b", tags: ["t"], atMost: .milliseconds(1)))
            #expect(lease.generations.count == 3)
            #expect(try await node.value("a") == nil)
        }
        try await node.set("old", for: "a", tags: ["t"])
        #expect(try await node.value("a") == "old")
        try server.command("DEL", "hone:1:shop:{0}t:t")
        #expect(try await node.value("a") == nil)
    }

    /// A node loads a key while another invalidates it, and Redis evicts what tells of that.
    @Test(arguments: [false, true])
    func whatRedisEvictsOfAKeyMakesNoOldLoadValid(hadGeneration: Bool) async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await TestTier(server.url), try await TestTier(server.url))
        if hadGeneration {
            try await one.set("first", for: "a", tags: ["t"])
            #expect(try await one.value("a") == "first")
        }
        let before = try #require(try await one.lease("a", tags: ["t"]))
        try await other.tier.invalidate(.key("a"))
        try server.command("DEL", "hone:1:shop:{0}k:a")
        try await one.store("old", under: before, tags: ["t"])
        #expect(try await one.value("a") == nil)
        #expect(try await other.value("a") == nil)
        await one.tier.end(before)
        let next = try #require(try await other.lease("a", tags: ["t"]))
        // Not even now that the key has a generation again.
        #expect(try await one.value("a") == nil)
        try await other.store("new", under: next, tags: ["t"])
        #expect(try await one.value("a") == "new")
        try server.command("DEL", "hone:1:shop:{0}k:a")
        #expect(try await one.value("a") == nil, "and what has lost its own is not valid")
    }

    /// What is kept of a key beside its entry is not kept for much longer than that.
    @Test func aKeysGenerationGoesSoonAfterItsEntry() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        func left(_ key: String) throws -> Int { Int(try server.command("PTTL", "hone:1:shop:{0}k:\(key)")) ?? -1 }
        let lease = try #require(try await node.lease("a"))
        #expect(1...600_000 ~= (try left("a")))
        try await node.tier.store([TierWrite(key: "a", entry: .of("x", lasting: 3_600_000), lease: lease)])
        #expect(3_600_000...4_200_000 ~= (try left("a")))
        try await node.set("y", for: "a")
        #expect(600_000...1_200_000 ~= (try left("a")))
        try await node.tier.invalidate(.key("a"))
        #expect(try left("a") == -2, "it is gone")
    }

    @Test func whatIsDamagedIsCountedAndNotGivenOut() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        try await node.set("x", for: "a")
        try server.command("SET", "hone:1:shop:{0}e:a", "HON1 and no more")
        #expect(try await node.value("a") == nil)
        #expect(node.tier.statistics().corruptions == 1)
        try server.command("DEL", "hone:1:shop:{0}e:a")
        try server.command("LPUSH", "hone:1:shop:{0}e:a", "a list")
        let problem = await #expect(throws: RedisError.self) { try await node.value("a") }
        #expect(problem?.kind == .refused)
        try await node.set("y", for: "a")
        #expect(try await node.value("a") == "y")
    }

    @Test func largeValuesComeWholeAndTooLargeOnesAreLeftOut() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        let large = [UInt8](repeating: 0x0D, count: 10 << 20)
        let entry = TierEntry(value: large, tags: ["t"], storedAt: 1)
        let writes = ["a", "b", "c"].map { TierWrite(key: $0, entry: entry) }
        try await node.tier.store(writes)
        for key in ["a", "b", "c"] { #expect(try await node.tier.entry(for: key) == entry) }
        let tooLarge = TierEntry(value: [UInt8](repeating: 1, count: 17 << 20), storedAt: 1)
        try await node.tier.store([TierWrite(key: "a", entry: tooLarge), TierWrite(key: "d", entry: .of("d"))])
        #expect(try await node.value("a") == nil)
        #expect(try await node.value("d") == "d")
        #expect(node.tier.statistics().tooLarge == 1)
    }
}
