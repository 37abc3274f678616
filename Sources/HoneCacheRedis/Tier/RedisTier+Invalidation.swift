import HoneCache

extension RedisTier {
    /// Takes a key, all that begins with a prefix, a tag or everything out; a few commands to each shard, however much
    /// there is. What is out of date stays in Redis, unread, until its time is over or Redis evicts it.
    /// - Throws: ``RedisError``; the shards that could be reached have been told all the same.
    public func invalidate(_ invalidation: TierInvalidation) async throws {
        switch invalidation {
        case .key(let key):
            let shard = try await shard(of: key)
            // Without its generation nothing is valid, and the next that is made is another. One by one, as one of them
            // may be on its way to another node of a cluster.
            let forget = RedisCommand(words: [Array("UNLINK".utf8), names.key(.key, key, shard: shard)])
            let commands = [forget, removal(of: key, shard: shard)] + signal(.keySignal, key, shard: shard)
            _ = try await ask(commands, shard: shard)
        case .tag(let tag):
            try await everywhere(.tagSignal, tag) { shard in
                let words = ["\(StateGenerations.new())", "PX", self.tagLifetime].map { Array($0.utf8) }
                let key = self.names.key(.tag, tag, shard: shard)
                _ = try await self.ask([RedisCommand(words: [Array("SET".utf8), key] + words)], shard: shard)
            }
        case .prefix(let prefix):
            try await everywhere(.prefixSignal, prefix) { shard in
                try await self.invalidate(prefix: prefix, shard: shard)
            }
        case .all:
            try await everywhere(.allSignal, "") { shard in
                _ = try await self.ask(self.newState(shard: shard), shard: shard)
            }
        }
    }

    /// Does something for every shard, and tells listeners once all know that can be reached: whoever looks again when
    /// it hears finds nothing old there.
    private func everywhere(
        _ signal: RedisNamespace.Kind, _ name: String, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        var problem: (any Error)?
        do { try await onEachShard(body) } catch { problem = error }
        // All nodes are listened to: any will do.
        for shard in 0..<(try await shardCount()) {
            do {
                _ = try await ask(self.signal(signal, name, shard: shard), shard: shard)
                break
            } catch {
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
    }

    /// What tells listeners of something.
    func signal(_ kind: RedisNamespace.Kind, _ name: String, shard: Int) -> [RedisCommand] {
        let key = names.signal(kind, name, of: nodeID, shard: shard)
        // Should the connection end in between, it goes by itself.
        let lifetime = ["1", "PX", "60000"].map { Array($0.utf8) }
        return [
            RedisCommand(words: [Array("SET".utf8), key] + lifetime),
            RedisCommand(words: [Array("UNLINK".utf8), key]),
        ]
    }

    private func invalidate(prefix: String, shard: Int) async throws {
        let state = names.key(.state, shard: shard)
        let field = Array((StateGenerations.prefixField + prefix).utf8)
        let replies = try await ask(
            [
                RedisCommand(
                    words: [Array("HSET".utf8), state, field, Array("\(StateGenerations.new())".utf8)]),
                RedisCommand(words: [Array("HLEN".utf8), state]),
            ], shard: shard)
        // Every reader looks through them, so they are kept few.
        guard let count = replies[1].number, count > StateGenerations.mostPrefixes + 1 else { return }
        _ = try await ask(newState(shard: shard), shard: shard)
    }

    /// Makes whatever is in a shard invalid. Should another node put a state there in between, its number is replaced.
    private func newState(shard: Int) -> [RedisCommand] {
        let state = names.key(.state, shard: shard)
        let number = Array("\(StateGenerations.new())".utf8)
        return [
            RedisCommand(words: [Array("DEL".utf8), state]),
            RedisCommand(words: [Array("HSET".utf8), state, Array(StateGenerations.all.utf8), number]),
        ]
    }
}
