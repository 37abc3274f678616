import HoneCache

extension RedisTier {
    /// Asks whether this node may load a key, and notes the generations that hold before it does. Nobody may when a
    /// fresh value has come since this node last looked: who had the lease before has stored it.
    ///
    /// Where the node of a cluster that has the key is known to be gone, everybody may load, and nothing is stored.
    /// - Throws: ``RedisError``.
    public func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? {
        do {
            return try await shared(key, tags, limit)
        } catch let error as RedisError where error.kind == .partlyDown {
            return TierLease(key: key, mayStore: false)
        }
    }

    private func shared(_ key: String, _ tags: [String], _ limit: Duration) async throws -> TierLease? {
        let shard = try await shard(of: key)
        let token = "\(StateGenerations.new())"
        let take = RedisCommand(
            words: [
                Array("SET".utf8), names.key(.lease, key, shard: shard), Array(token.utf8), Array("NX".utf8),
                Array("PX".utf8), Array("\(limit.positiveMilliseconds)".utf8),
            ])
        let question = GenerationQuestion(key: key, tags: tags, shard: shard, in: names, tagLifetime: tagLifetime)
        let look = RedisCommand(words: [Array("GET".utf8), names.key(.entry, key, shard: shard)])
        let replies: [RedisReply]
        do {
            replies = try await ask([take] + question.commands + [look], shard: shard)
        } catch let error as RedisError {
            // It may have been given all the same, or be when the server goes on.
            lose(TierLease(key: key, token: token))
            throw error
        }
        guard replies[0] == .status("OK") else { return nil }
        let generations = question.generations(replies[1..<(replies.count - 1)]) ?? []
        let lease = TierLease(key: key, token: token, generations: generations)
        if let stored = stored(replies[replies.count - 1]), isNew(stored, key, tags, generations) {
            await end(lease)
            return nil
        }
        guard !Task.isCancelled else {
            // Nobody will end it.
            await end(lease)
            throw CancellationError()
        }
        return lease
    }

    /// Whether an entry is fresh and valid, and this node was not given it before.
    private func isNew(_ stored: StoredEntry, _ key: String, _ tags: [String], _ generations: [UInt64]) -> Bool {
        generations.count == 2 + tags.count && stored.entry.tags == tags
            && stored.stateGeneration == generations[0] && stored.tagGenerations == Array(generations[2...])
            && stored.keyGeneration == generations[1]
            && stored.entry.freshUntil > wall.milliseconds() && !seen.hasSeen(stored.entry.storedAt, for: key)
    }

    /// Lets others load a key, unless the lease is another's by now; later, when Redis cannot be asked now.
    public func end(_ lease: TierLease) async {
        guard !lease.token.isEmpty else { return }
        do {
            let shard = try await shard(of: lease.key)
            _ = try await ask([release(lease, shard: shard)], shard: shard)
        } catch {
            lose(lease)
        }
    }

    private func release(_ lease: TierLease, shard: Int) -> RedisCommand {
        // A comparison and a removal that nothing comes between (<https://redis.io/docs/latest/commands/set/>).
        let script = "if redis.call('GET',KEYS[1])==ARGV[1] then return redis.call('DEL',KEYS[1]) end return 0"
        return RedisCommand(
            words: [
                Array("EVAL".utf8), Array(script.utf8), Array("1".utf8), names.key(.lease, lease.key, shard: shard),
                Array(lease.token.utf8),
            ])
    }

    /// Has a lease ended behind the caller, as soon as Redis answers.
    private func lose(_ lease: TierLease) {
        guard lost.add(lease, at: .now) else { return }
        Task { [weak self] in
            var pause = Duration.milliseconds(20)
            while true {
                try? await Task.sleep(for: pause)
                // Not held on to while it waits.
                guard let self, await self.endLost() else { return }
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// Ends the leases that were lost, where Redis answers.
    /// - Returns: whether some are left.
    private func endLost() async -> Bool {
        let leases = lost.due(at: .now)
        guard !leases.isEmpty else { return false }
        guard let count = try? await shardCount() else { return true }
        for (shard, leases) in Dictionary(grouping: leases, by: { RedisNamespace.shard(of: $0.key, of: count) }) {
            let releases = leases.map { release($0, shard: shard) }
            if (try? await ask(releases, shard: shard)) != nil { lost.remove(leases) }
        }
        return true
    }

    /// How long a key's generation is kept before an entry is stored with it, and after that is over, in milliseconds:
    /// what takes longer to load is stored, and not given out.
    static let loadLifetime: Int64 = 600_000

    /// How long a tag's generation is kept, in milliseconds: longer than any entry that carries it.
    var tagLifetime: String { "\(4 * options.longest.positiveMilliseconds)" }
}

extension Duration {
    /// Whole milliseconds, at least 1, and no more than a thousand years.
    var positiveMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 1_000 * 365 * 86_400
        return max(1, min(seconds, limit) * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
