import Foundation

/// Real Redis servers on loopback that form a cluster: masters with the slots in equal parts, and replicas if asked.
///
///     let cluster = try await RedisCluster.start()
///     … cluster.url …
///     cluster.masters[0].kill()
///     cluster.stop()
///
/// A node that does not answer for two seconds counts as gone. When one without a replica is, its slots are not served,
/// and the others are.
public final class RedisCluster: Sendable {
    /// Those with slots when it was started, the lowest slots first.
    public let masters: [RedisServer]
    /// Those that follow one of them: the first follows the first master, and so on.
    public let replicas: [RedisServer]

    private init(masters: [RedisServer], replicas: [RedisServer]) {
        self.masters = masters
        self.replicas = replicas
    }

    deinit { stop() }

    /// The addresses of all masters in one URL.
    public var url: String { "redis://" + masters.map { "127.0.0.1:\($0.port)" }.joined(separator: ",") }

    /// Starts the servers, joins them, and returns when each knows of all slots.
    /// - Parameters:
    ///   - masters: how many have slots.
    ///   - replicas: how many follow one.
    /// - Throws: `RedisServer.Failure` when Redis is missing or older than 7, or the cluster does not come about within
    ///   a minute.
    public static func start(masters: Int = 3, replicas: Int = 0) async throws -> RedisCluster {
        var servers: [RedisServer] = []
        for _ in 0..<masters + replicas { servers.append(try await RedisServer.start(.init(isClusterNode: true))) }
        let cluster = RedisCluster(
            masters: Array(servers[..<masters]), replicas: Array(servers[masters...]))
        try await cluster.join()
        return cluster
    }

    private func join() async throws {
        let share = 16_384 / masters.count
        for (index, server) in masters.enumerated() {
            let last = index == masters.count - 1 ? 16_383 : (index + 1) * share - 1
            try check(server.command("CLUSTER", "ADDSLOTSRANGE", "\(index * share)", "\(last)"))
            // Each needs an epoch of its own before they meet, or they first quarrel about it.
            try check(server.command("CLUSTER", "SET-CONFIG-EPOCH", "\(index + 1)"))
        }
        for server in masters.dropFirst() + replicas {
            try check(
                masters[0].command("CLUSTER", "MEET", "127.0.0.1", "\(server.port)", "\(server.busPort)"))
        }
        try await agree()
        for (replica, master) in zip(replicas, masters) {
            try check(replica.command("CLUSTER", "REPLICATE", master.command("CLUSTER", "MYID")))
        }
        for replica in replicas {
            try await wait { try replica.command("INFO", "replication").contains("master_link_status:up") }
        }
        try await agree()
    }

    /// Waits until every node knows every other and that all slots are served.
    private func agree() async throws {
        let all = masters + replicas
        for server in all {
            try await wait {
                let words = try server.command("CLUSTER", "INFO")
                return words.contains("cluster_state:ok") && words.contains("cluster_slots_ok:16384")
                    && words.contains("cluster_known_nodes:\(all.count)\r")
            }
        }
    }

    private func wait(_ holds: () throws -> Bool) async throws {
        do {
            try await eventually(within: .seconds(60), holds)
        } catch is NotInTime {
            throw RedisServer.Failure(
                found:
                    "the nodes did not form a cluster within a minute: \(try masters[0].command("CLUSTER", "NODES"))",
                remedy: "see whether they can reach each other at 127.0.0.1")
        }
    }

    private func check(_ answer: String) throws {
        guard answer == "OK" else {
            throw RedisServer.Failure(
                found: "a node said: \(answer)", remedy: "see that Redis is 7 or newer: redis-server --version")
        }
    }

    /// The index of the master that has a slot.
    public func master(of slot: Int) -> Int { min(slot / (16_384 / masters.count), masters.count - 1) }

    /// Ends all servers. Does nothing the second time.
    public func stop() { for server in masters + replicas { server.stop() } }
}
