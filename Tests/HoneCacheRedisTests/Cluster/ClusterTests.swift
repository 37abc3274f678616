import HoneCache
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheRedis

@Suite(.serialized, .timeLimit(.minutes(10)))
struct ClusterTests {
    private static let keys = (0..<48).map { "key \($0)" }

    /// The master that has a key of the cache "shop".
    private func master(of key: String, in cluster: RedisCluster) -> Int {
        let shard = RedisNamespace.shard(of: key, of: RedisNamespace.clusterShards)
        return cluster.master(of: RedisNamespace(cache: "shop").slot(of: shard))
    }

    @Test func allNodesHaveAPartAndAllAreHeard() async throws {
        let cluster = try await RedisCluster.start()
        let one = try await TestTier(cluster.url)
        // One seed is enough to learn of all.
        let other = try await TestTier(cluster.masters[1].url)
        #expect(one.heard.said.isEmpty && other.heard.said.isEmpty)
        for key in Self.keys { try await one.set(key, for: key, tags: ["t"]) }
        for key in Self.keys {
            #expect(try await other.value(key) == key)
            try await other.heard.hears(.key(key))
        }
        for server in cluster.masters { #expect(try server.command("DBSIZE") != "0") }
        #expect(try await one.value("key 1") == "key 1")
        let lease = try #require(try await one.lease("key 1", tags: ["t"]))
        #expect(try await other.lease("key 1", tags: ["t"]) == nil)
        await one.tier.end(lease)
        try await other.tier.invalidate(.tag("t"))
        for key in Self.keys { #expect(try await one.value(key) == nil) }
        try await one.heard.hears(.tag("t"))
        #expect(one.heard.said.allSatisfy { $0 == .tag("t") })
        cluster.stop()
    }

    /// One node is slow to answer at first. Until it is listened to, nobody is given what the others have: an
    /// invalidation that it alone was told of would be missed.
    @Test func nothingIsGivenOutBeforeAllNodesAreListenedTo() async throws {
        let cluster = try await RedisCluster.start()
        let writer = try await TestTier(cluster.url)
        let key = try #require(Self.keys.first { master(of: $0, in: cluster) == 0 })
        try await writer.set("x", for: key)
        cluster.masters[2].pause()
        let reader = RedisTier(
            cache: "shop", address: try RedisAddress(cluster.masters[0].url), options: TestTier.options)
        reader.listen { _ in }
        // The others are listened to: each has two more connections, one of which receives.
        try await eventually {
            try cluster.masters[..<2].allSatisfy {
                try $0.command("CLIENT", "LIST").split(separator: "\n").filter { $0.contains("cmd=subscribe") }.count
                    == 2
            }
        }
        let isResumed = Mutex(false)
        let early = Task {
            let entry = try await reader.entry(for: key)
            return (entry, isResumed.withLock { $0 })
        }
        // Long enough for an answer of a node that is not paused.
        for _ in 0..<20 { #expect(try await writer.value(key) == "x") }
        isResumed.withLock { $0 = true }
        cluster.masters[2].resume()
        let (entry, wasResumed) = try await early.value
        #expect(wasResumed, "it was answered while a node was not listened to")
        #expect(entry?.value == Array("x".utf8))
        await reader.close()
        cluster.stop()
    }

    @Test func slotsThatMoveAreFollowed() async throws {
        let cluster = try await RedisCluster.start()
        let node = try await TestTier(cluster.url)
        for key in Self.keys { try await node.set(key, for: key) }
        let shard = RedisNamespace.shard(of: "key 1", of: RedisNamespace.clusterShards)
        let slot = RedisNamespace(cache: "shop").slot(of: shard)
        let from = cluster.master(of: slot)
        let (source, target) = (cluster.masters[from], cluster.masters[(from + 1) % 3])
        let (sourceID, targetID) = (try source.command("CLUSTER", "MYID"), try target.command("CLUSTER", "MYID"))
        // On its way: what has moved is asked for there (ASK), what has not, here.
        try target.command("CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", sourceID)
        try source.command("CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", targetID)
        let entry = "hone:1:shop:{\(shard)}e:key 1"
        #expect(try source.command("MIGRATE", "127.0.0.1", "\(target.port)", entry, "0", "5000") == "OK")
        #expect(try await node.value("key 1") == "key 1")
        try await node.set("new", for: "key 1")
        #expect(try await node.value("key 1") == "new")
        #expect(try source.command("EXISTS", entry).contains("ASK"))
        // Moved: the rest is on its way too, and the node that had it says so (MOVED).
        for key in try source.command("CLUSTER", "GETKEYSINSLOT", "\(slot)", "1000").split(separator: "\n") {
            try source.command("MIGRATE", "127.0.0.1", "\(target.port)", String(key), "0", "5000")
        }
        for server in [target, source] + cluster.masters {
            try server.command("CLUSTER", "SETSLOT", "\(slot)", "NODE", targetID)
        }
        for key in Self.keys { #expect(try await node.value(key) == (key == "key 1" ? "new" : key)) }
        guard case .cluster(let map) = try await node.tier.client.kind() else {
            Issue.record("it is no cluster any more")
            return
        }
        #expect(map.node(of: slot) == RedisEndpoint(host: "127.0.0.1", port: target.port))
        let other = try await TestTier(cluster.url)
        try await other.tier.invalidate(.key("key 1"))
        try await node.heard.hears(.key("key 1"))
        cluster.stop()
    }

    @Test func whatADeadNodeHadFailsAndTheRestGoesOn() async throws {
        let cluster = try await RedisCluster.start()
        let node = try await TestTier(cluster.url)
        for key in Self.keys { try await node.set(key, for: key) }
        cluster.masters[2].kill()
        for key in Self.keys where master(of: key, in: cluster) != 2 { #expect(try await node.value(key) == key) }
        let lost = try #require(Self.keys.first { master(of: $0, in: cluster) == 2 })
        try await eventually {
            do { return try await node.value(lost) == nil } catch is RedisError { return false }
        }
        // The others have learned that it is gone, and still answer for what is theirs.
        try await eventually { try cluster.masters[0].command("CLUSTER", "NODES").contains("fail ") }
        for key in Self.keys where master(of: key, in: cluster) != 2 { #expect(try await node.value(key) == key) }
        // What it had is loaded by everybody and not kept: that alone is no failure, for which all would be left alone.
        #expect(try await node.value(lost) == nil)
        let lease = try #require(try await node.lease(lost))
        #expect(try await node.lease(lost) == lease && !lease.mayStore)
        try await node.store("x", under: lease)
        await node.tier.end(lease)
        await #expect(throws: RedisError.self) { try await node.set("x", for: lost) }
        let problem = await #expect(throws: RedisError.self) { try await node.tier.invalidate(.key(lost)) }
        #expect(problem?.kind == .partlyDown)
        // A tag is invalidated where it can be, and others hear of it; that it could not be everywhere is told.
        let other = try await TestTier(cluster.url)
        await #expect(throws: RedisError.self) { try await node.tier.invalidate(.tag("t")) }
        try await other.heard.hears(.tag("t"))
        #expect(!node.tier.statistics().isAvailable)
        cluster.stop()
    }

    @Test func aReplicaThatIsPromotedIsFound() async throws {
        let cluster = try await RedisCluster.start(replicas: 1)
        let node = try await TestTier(cluster.url)
        for key in Self.keys { try await node.set(key, for: key) }
        let moved = try #require(Self.keys.first { master(of: $0, in: cluster) == 0 })
        try await eventually { try cluster.replicas[0].command("DBSIZE") == cluster.masters[0].command("DBSIZE") }
        node.heard.forget()
        cluster.masters[0].kill()
        try await eventually { (try? await node.value(moved)) == moved }
        try await node.set("new", for: moved)
        #expect(try await node.value(moved) == "new")
        // What the dead node would have told in between was missed.
        #expect(node.heard.said.contains(.all))
        let other = try await TestTier(cluster.url)
        try await other.tier.invalidate(.key(moved))
        try await node.heard.hears(.key(moved))
        cluster.stop()
    }
}
