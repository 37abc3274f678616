import HoneCache

extension RedisTier {
    /// Asks whether this node may load a key, and notes the generations that hold before it does.
    /// - Throws: ``RedisError``.
    public func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? {
        let shard = try await shard(of: key)
        let token = "\(StateGenerations.new())"
        let take = RedisCommand(
            words: [
                Array("SET".utf8), names.key(.lease, key, shard: shard), Array(token.utf8), Array("NX".utf8),
                Array("PX".utf8), Array("\(limit.positiveMilliseconds)".utf8),
            ])
        let question = GenerationQuestion(key: key, tags: tags, shard: shard, in: names, tagLifetime: tagLifetime)
        let replies = try await ask([take] + question.commands, shard: shard)
        guard replies[0] == .status("OK") else { return nil }
        let lease = TierLease(key: key, token: token, generations: question.generations(replies.dropFirst()) ?? [])
        guard !Task.isCancelled else {
            // Nobody will end it.
            await end(lease)
            throw CancellationError()
        }
        return lease
    }

    /// Lets others load a key, unless the lease is another's by now.
    public func end(_ lease: TierLease) async {
        guard let shard = try? await shard(of: lease.key) else { return }
        // A comparison and a removal that nothing comes between (<https://redis.io/docs/latest/commands/set/>).
        let script = "if redis.call('GET',KEYS[1])==ARGV[1] then return redis.call('DEL',KEYS[1]) end return 0"
        let release = RedisCommand(
            words: [
                Array("EVAL".utf8), Array(script.utf8), Array("1".utf8), names.key(.lease, lease.key, shard: shard),
                Array(lease.token.utf8),
            ])
        _ = try? await ask([release], shard: shard)
    }

    /// How long a tag's generation is kept, in milliseconds: longer than any entry that carries it.
    var tagLifetime: String { "\(4 * options.longest.positiveMilliseconds)" }
}
