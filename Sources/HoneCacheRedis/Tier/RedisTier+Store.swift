import HoneCache
import Synchronization

extension RedisTier {
    /// A write whose generations are known.
    private struct Ready {
        var write: TierWrite
        var shard: Int
        var generations: [UInt64]
    }

    /// Stores entries, in as few exchanges as their size allows.
    /// - Throws: ``RedisError`` when one was not stored; then what was there for it is gone, if Redis could be asked.
    public func store(_ writes: [TierWrite]) async throws {
        let count = try await shardCount()
        let shared = writes.filter { $0.lease?.mayStore != false }
        let sharded = Dictionary(grouping: shared) { RedisNamespace.shard(of: $0.key, of: count) }
        var problem: (any Error)?
        for (shard, writes) in sharded {
            do {
                try await store(writes, shard: shard)
            } catch {
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
    }

    private func store(_ writes: [TierWrite], shard: Int) async throws {
        do {
            try await send(ready(writes, shard: shard), shard: shard)
        } catch let error as RedisError where error.kind == .refused {
            // A server that is full still removes.
            _ = try? await ask(writes.map { removal(of: $0.key, shard: shard) }, shard: shard)
            throw error
        }
    }

    /// Finds the generations of what is stored without a lease. It is newer than whatever is being loaded, so the key
    /// gets a new one first.
    private func ready(_ writes: [TierWrite], shard: Int) async throws -> [Ready] {
        var commands: [RedisCommand] = []
        var questions: [(GenerationQuestion, Range<Int>)?] = []
        for write in writes {
            guard write.lease == nil else {
                questions.append(nil)
                continue
            }
            commands.append(newGeneration(of: write.key, shard: shard))
            let question = GenerationQuestion(
                key: write.key, tags: write.entry.tags, shard: shard, in: names, tagLifetime: tagLifetime)
            questions.append((question, commands.count..<commands.count + question.commands.count))
            commands += question.commands
        }
        let replies = try await ask(commands, shard: shard)
        return zip(writes, questions).map { write, question in
            let found = question.map { $0.0.generations(replies[$0.1]) ?? [] } ?? write.lease?.generations ?? []
            return Ready(write: write, shard: shard, generations: found)
        }
    }

    private func send(_ ready: [Ready], shard: Int) async throws {
        var commands: [RedisCommand] = []
        var bytes = 0
        for one in ready {
            try Task.checkCancellation()
            let new = self.commands(for: one)
            let size = new.first?.words.map(\.count).reduce(0, +) ?? 0
            if bytes + size > options.largestEntry {
                _ = try await ask(commands, shard: shard)
                (commands, bytes) = ([], 0)
            }
            commands += new
            // What the app set is news to others, who look for it when they hear; what was loaded is not.
            if one.write.lease == nil { commands += signal(.keySignal, one.write.key, shard: shard) }
            bytes += size
        }
        _ = try await ask(commands, shard: shard)
    }

    /// Stores an entry, or removes what was there when it does not fit or is over.
    private func commands(for one: Ready) -> [RedisCommand] {
        let (key, entry) = (one.write.key, one.write.entry)
        let left = entry.end.subtractingReportingOverflow(wall.milliseconds())
        let lifetime = min(left.overflow ? .max : left.partialValue, options.longest.positiveMilliseconds)
        // A lease that knows of other tags than the entry has says nothing of these.
        guard lifetime > 0, one.generations.count == 2 + entry.tags.count else {
            return [removal(of: key, shard: one.shard)]
        }
        let stored = StoredEntry(
            entry: entry, stateGeneration: one.generations[0], keyGeneration: one.generations[1],
            tagGenerations: Array(one.generations[2...]))
        guard let bytes = stored.encoded(), bytes.count <= options.largestEntry else {
            counts.withLock { $0.tooLarge += 1 }
            return [removal(of: key, shard: one.shard)]
        }
        // Its key's generation stays for as long as it, and for the loads that may follow.
        return [
            RedisCommand(
                words: [Array("SET".utf8), names.key(.entry, key, shard: one.shard), bytes]
                    + ["PX", "\(lifetime)"].map { Array($0.utf8) }),
            RedisCommand(
                words: [
                    Array("PEXPIRE".utf8), names.key(.key, key, shard: one.shard),
                    Array("\(lifetime + Self.loadLifetime)".utf8),
                ]),
        ]
    }

    func removal(of key: String, shard: Int) -> RedisCommand {
        RedisCommand(words: [Array("UNLINK".utf8), names.key(.entry, key, shard: shard)])
    }

    /// Gives a key a new generation.
    func newGeneration(of key: String, shard: Int) -> RedisCommand {
        RedisCommand(
            words: [Array("SET".utf8), names.key(.key, key, shard: shard)]
                + ["\(StateGenerations.new())", "PX", "\(Self.loadLifetime)"].map { Array($0.utf8) })
    }
}
