import HoneCache
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheRedis

/// How often each key was loaded.
private final class Loads: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    var byKey: [String: Int] { counts.withLock { $0 } }

    func count(_ key: String) { counts.withLock { $0[key, default: 0] += 1 } }
}

/// Whole caches with Redis behind their memory, as nodes of one app.
@Suite(.timeLimit(.minutes(5)))
struct CacheTests {
    private func node(
        _ url: String, _ change: (inout CacheOptions, inout CacheTierChoice) -> Void = { _, _ in }
    ) -> Cache<String, [String]> {
        var options = CacheOptions(ttl: .seconds(3_600))
        var choice = CacheTierChoice.redis(url, options: TestTier.options)
        choice.timeout = .seconds(20)
        choice.leaseWait = .seconds(60)
        choice.leaseLimit = .seconds(60)
        change(&options, &choice)
        return Cache(name: "products", capacity: .entries(1_000), options: options, tiers: [choice])
    }

    /// A node that listens.
    private func listening(_ url: String) async throws -> Cache<String, [String]> {
        let cache = node(url)
        _ = try await cache.value(for: "first") { [] }
        await cache.flush()
        return cache
    }

    @Test func whatOneNodeLoadedTheOthersNeedNot() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await listening(server.url), try await listening(server.url))
        #expect(try await one.value(for: "a", tags: ["t"]) { ["loaded"] } == ["loaded"])
        await one.flush()
        #expect(try await other.value(for: "a", tags: ["t"]) { ["loaded again"] } == ["loaded"])
        #expect(other.statistics.loads == 0)
    }

    @Test(arguments: ["key", "tag", "prefix", "all", "set"])
    func whatOneNodeChangesGoesFromTheMemoryOfTheOthers(_ way: String) async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await listening(server.url), try await listening(server.url))
        _ = try await one.value(for: "user:1", tags: ["users"]) { ["old"] }
        await one.flush()
        #expect(try await other.value(for: "user:1", tags: ["users"]) { ["wrong"] } == ["old"])
        #expect(other.cached("user:1") == ["old"])
        switch way {
        case "key": try await one.invalidate("user:1")
        case "tag": try await one.invalidate(tag: "users")
        case "prefix": try await one.invalidate(prefix: "user:")
        case "all": try await one.invalidateAll()
        default:
            one.set(["new"], for: "user:1", tags: ["users"])
            await one.flush()
        }
        try await eventually { other.cached("user:1") == nil }
        #expect(try await other.value(for: "user:1", tags: ["users"]) { ["new"] } == ["new"])
        #expect(try await one.value(for: "user:1", tags: ["users"]) { ["new"] } == ["new"])
    }

    /// Who waited for another node to load keeps what that has stored.
    @Test func whatAnotherNodeHasLoadedIsKeptByThoseWhoWaited() async throws {
        let server = try await RedisServer.start()
        let (one, other) = (try await listening(server.url), try await listening(server.url))
        let loads = Loads()
        for round in 0..<20 {
            let (key, waits) = ("key \(round)", other.statistics.tiers[0].leaseWaits)
            async let first = one.value(for: key) {
                try await eventually { other.statistics.tiers[0].leaseWaits > waits }
                return ["loaded"]
            }
            try await eventually { try server.command("EXISTS", "hone:1:products:{0}l:\(key)") == "1" }
            let second = try await other.value(for: key) {
                loads.count(key)
                return ["wrong"]
            }
            #expect(second == ["loaded"])
            #expect(try await first == ["loaded"])
            await one.flush()
            #expect(one.cached(key) == ["loaded"] && other.cached(key) == ["loaded"])
        }
        #expect(loads.byKey.isEmpty && other.statistics.tiers[0].heard == 0)
    }

    @Test func ofManyMissesOnManyNodesOneLoads() async throws {
        let server = try await RedisServer.start()
        var nodes: [Cache<String, [String]>] = []
        for _ in 0..<3 { nodes.append(try await listening(server.url)) }
        let loads = Loads()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<600 {
                let (node, key) = (nodes[index % 3], "key \(index % 4)")
                group.addTask {
                    try await node.value(for: key, tags: ["t"]) {
                        loads.count(key)
                        // Long enough for others to ask meanwhile.
                        for _ in 0..<200 { await Task.yield() }
                        return [key]
                    } == [key]
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(loads.byKey == ["key 0": 1, "key 1": 1, "key 2": 1, "key 3": 1])
        #expect(nodes.allSatisfy { $0.statistics.tiers.first?.leaseTimeouts == 0 })
    }

    @Test func withRedisKilledTheAppGoesOnAndHealsWhenItIsBack() async throws {
        let first = try await RedisServer.start()
        let cache = try await listening(first.url)
        first.kill()
        let loads = Loads()
        for index in 0..<200 {
            let value = try await cache.value(for: "\(index)") {
                loads.count("any")
                return ["\(index)"]
            }
            #expect(value == ["\(index)"])
        }
        #expect(loads.byKey == ["any": 200])
        #expect(cache.cached("7") == ["7"])
        await #expect(throws: (any Error).self) { try await cache.invalidate(tag: "t") }
        let down = try #require(cache.statistics.tiers.first)
        #expect(!down.isAvailable && down.errors > 0 && down.skipped > 0 && down.unpaid == 1)
        let second = try await RedisServer.start(.init(port: first.port))
        try await eventually { cache.statistics.tiers.first?.isAvailable == true }
        // What could not be invalidated is by now.
        try await eventually { cache.statistics.tiers.first?.unpaid == 0 }
        try await eventually {
            cache.set(["again"], for: "again")
            await cache.flush()
            return try second.command("EXISTS", "hone:1:products:{0}e:again") == "1"
        }
        let other = try await listening(second.url)
        #expect(try await other.value(for: "again") { ["wrong"] } == ["again"])
        // What came into the memory while nothing was heard is gone.
        #expect(cache.cached("7") == nil)
    }

    @Test func withRedisStoppedRequestsAreAnsweredByLoads() async throws {
        let server = try await RedisServer.start()
        let cache = node(server.url) { options, choice in
            choice = .redis(server.url)
            choice.timeout = .milliseconds(100)
        }
        _ = try await cache.value(for: "first") { [] }
        await cache.flush()
        server.pause()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<300 {
                group.addTask { try await cache.value(for: "\(index)") { ["\(index)"] } == ["\(index)"] }
            }
            for try await isRight in group { #expect(isRight) }
        }
        let stopped = try #require(cache.statistics.tiers.first)
        #expect(stopped.timeouts + stopped.errors + stopped.skipped > 0)
        #expect(!stopped.isAvailable)
        server.resume()
        try await eventually {
            cache.set(["x"], for: "x")
            await cache.flush()
            return try server.command("EXISTS", "hone:1:products:{0}e:x") == "1"
        }
        #expect(cache.statistics.tiers.first?.isAvailable == true)
    }

    @Test func withRedisFullTheAppGoesOn() async throws {
        let server = try await RedisServer.start(.init(settings: ["maxmemory-policy": "noeviction"]))
        let cache = try await listening(server.url)
        try server.command("CONFIG", "SET", "maxmemory", "1")
        for index in 0..<50 {
            #expect(try await cache.value(for: "\(index)") { ["\(index)"] } == ["\(index)"])
            await cache.flush()
        }
        let full = try #require(cache.statistics.tiers.first)
        #expect(full.errors > 0 && full.stored == 1)
        #expect(full.problem?.contains("maxmemory") == true)
        #expect(cache.cached("7") == ["7"])
    }

    @Test func withAnAddressThatCannotBeReadTheAppGoesOn() async throws {
        let cache = node("redis://:s3cret@:host")
        #expect(try await cache.value(for: "a") { ["loaded"] } == ["loaded"])
        await cache.flush()
        let tier = try #require(cache.statistics.tiers.first)
        #expect(tier.name == "redis" && !tier.isAvailable)
        #expect(tier.problem?.contains("redis://user:password@localhost:6379/0") == true)
        #expect(tier.problem?.contains("s3cret") == false)
        #expect(cache.cached("a") == ["loaded"])
    }

    @Test func aClusterServesWholeCaches() async throws {
        let cluster = try await RedisCluster.start()
        let (one, other) = (try await listening(cluster.url), try await listening(cluster.url))
        for index in 0..<40 { _ = try await one.value(for: "\(index)", tags: ["t"]) { ["\(index)"] } }
        await one.flush()
        for index in 0..<40 {
            #expect(try await other.value(for: "\(index)", tags: ["t"]) { ["wrong"] } == ["\(index)"])
        }
        try await one.invalidate(tag: "t")
        try await eventually { (0..<40).allSatisfy { other.cached("\($0)") == nil } }
        #expect(try await other.value(for: "7", tags: ["t"]) { ["new"] } == ["new"])
        cluster.stop()
    }
}
