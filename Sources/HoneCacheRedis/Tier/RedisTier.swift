import HoneCache
import Synchronization

/// The tier of a cache that the nodes of an app share: a Redis or Valkey server, 6 or newer, or a cluster of them.
///
/// Values are kept under generations (``StateGenerations`` says how), so that a tag or everything is invalidated by one
/// write to each shard, and what began to be loaded before is not given out after, whichever node stores it. What other
/// nodes change is heard by client tracking.
public final class RedisTier: CacheTier {
    /// "redis".
    public let name = "redis"

    /// Whether the options say that it listens.
    public var hearsOthers: Bool { options.isListening }

    /// Tells this node's signals from those of others (``RedisNamespace``).
    let nodeID = String(UInt64.random(in: .min ... .max), radix: 36)
    let client: RedisClient
    let names: RedisNamespace
    let address: RedisAddress
    let options: RedisOptions
    let wall: WallClock
    let ear: Ear
    let seen = SeenEntries()
    let lost = LostLeases()
    let counts = Mutex(TierStatistics(name: "redis"))

    /// A tier; nothing is connected to until it is used.
    /// - Parameters:
    ///   - cache: the name of the cache, which the nodes that share values have in common.
    ///   - address: where the server is, or nodes of the cluster.
    ///   - options: how the servers are treated.
    ///   - wall: the time of day, by which entries are over.
    public init(
        cache: String, address: RedisAddress, options: RedisOptions = RedisOptions(), wall: WallClock = .system
    ) {
        let names = RedisNamespace(cache: cache)
        let ear = Ear()
        self.names = names
        self.ear = ear
        self.address = address
        self.options = options
        self.wall = wall
        client = RedisClient(
            address, options,
            listening: RedisListening(prefix: names.signalPrefix) { keys in
                ear.tell(keys?.compactMap(names.invalidation) ?? [.all])
            } missed: {
                ear.tellAtOnce(.all)
            })
    }

    deinit { client.close() }

    /// Has the cache told of what other nodes change, from now on: connecting begins.
    public func listen(_ heard: @escaping @Sendable (TierInvalidation) -> Void) {
        ear.listen(heard)
        Task { [client] in _ = try? await client.kind() }
    }

    /// What is stored for a key; nil, too, when the node of a cluster that would have it is known to be gone: that is
    /// no reason to leave the others alone.
    /// - Throws: ``RedisError``.
    public func entry(for key: String) async throws -> TierEntry? {
        do { return try await valid(key) } catch let error as RedisError where error.kind == .partlyDown { return nil }
    }

    private func valid(_ key: String) async throws -> TierEntry? {
        let shard = try await shard(of: key)
        let question = [
            RedisCommand(words: [Array("HGETALL".utf8), names.key(.state, shard: shard)]),
            RedisCommand(words: [Array("GET".utf8), names.key(.key, key, shard: shard)]),
            RedisCommand(words: [Array("GET".utf8), names.key(.entry, key, shard: shard)]),
        ]
        let replies = try await ask(question, shard: shard)
        guard let stored = stored(replies[2]),
            stored.stateGeneration == StateGenerations(replies[0]).generation(of: key),
            stored.keyGeneration == replies[1].number, stored.entry.end > wall.milliseconds()
        else { return nil }
        // The tags are known only now. What was invalidated until here is still noticed.
        let tags = stored.entry.tags.map { tag in
            RedisCommand(words: [Array("GET".utf8), names.key(.tag, tag, shard: shard)])
        }
        let generations = try await ask(tags, shard: shard).map(\.number)
        guard generations == stored.tagGenerations.map(Optional.some) else { return nil }
        seen.note(stored.entry.storedAt, for: key)
        return stored.entry
    }

    /// The entry in a reply; nil when there is none, or it is damaged.
    func stored(_ reply: RedisReply) -> StoredEntry? {
        guard let bytes = reply.bytes else { return nil }
        guard let stored = StoredEntry(bytes) else {
            counts.withLock { $0.corruptions += 1 }
            return nil
        }
        return stored
    }

    /// What it knows of itself. Redis does not tell how much of it is this cache's.
    public func statistics() -> TierStatistics {
        var known = counts.withLock { $0 }
        let condition = client.condition
        known.isAvailable = condition.isUp
        if let problem = condition.problem { known.problem = "\(problem)" }
        return known
    }

    /// Ends all connections; what is asked afterwards throws.
    public func close() async { client.close() }

    // MARK: Asking

    /// The shard of a key.
    func shard(of key: String) async throws -> Int { RedisNamespace.shard(of: key, of: try await shardCount()) }

    /// How many shards there are: one for one server.
    func shardCount() async throws -> Int {
        switch try await noted({ try await client.kind() }) {
        case .single: 1
        case .cluster: RedisNamespace.clusterShards
        }
    }

    /// Sends commands to the node of a shard and waits for the replies.
    /// - Throws: ``RedisError``, also for the first reply that is an error; all are carried out all the same.
    func ask(_ commands: [RedisCommand], shard: Int) async throws -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        return try await noted {
            let replies = try await client.send(commands, slot: names.slot(of: shard))
            for (command, reply) in zip(commands, replies) {
                guard let words = reply.failure else { continue }
                throw RedisError.refused(address.redacted(words), command: command.name, node: "\(address)")
            }
            return replies
        }
    }

    /// Remembers what went wrong.
    private func noted<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as RedisError {
            counts.withLock { $0.problem = "\(error)" }
            throw error
        }
    }

    /// Does something for every shard at once.
    /// - Throws: the first that was thrown, after all have ended.
    func onEachShard(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let count = try await shardCount()
        if count == 1 { return try await body(0) }
        let problem = await withTaskGroup(of: (any Error)?.self) { group -> (any Error)? in
            for shard in 0..<count {
                group.addTask {
                    do {
                        try await body(shard)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(nil as (any Error)?) { $0 ?? $1 }
        }
        if let problem { throw problem }
    }
}
