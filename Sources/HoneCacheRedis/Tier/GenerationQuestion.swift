/// Asks Redis for the generations of a key of the cache and of tags, and makes those that are missing.
struct GenerationQuestion: Sendable {
    /// What is sent.
    let commands: [RedisCommand]
    private let key: String
    private let tagCount: Int

    /// - Parameters:
    ///   - tagLifetime: how long a tag's generation is kept, in milliseconds, as decimal digits; when it goes, what has
    ///     the tag is loaded anew. That of the key is kept while a load may last, and with the entry that is stored
    ///     then.
    init(key: String, tags: [String], shard: Int, in names: RedisNamespace, tagLifetime: String) {
        self.key = key
        tagCount = tags.count
        let state = names.key(.state, shard: shard)
        let keyKey = names.key(.key, key, shard: shard)
        let tagKeys = tags.map { names.key(.tag, $0, shard: shard) }
        func number() -> [UInt8] { Array("\(StateGenerations.new())".utf8) }
        var commands = [RedisCommand(words: [Array("HSETNX".utf8), state, Array(StateGenerations.all.utf8), number()])]
        let lifetimes = [(keyKey, "\(RedisTier.loadLifetime)")] + tagKeys.map { ($0, tagLifetime) }
        for (key, lifetime) in lifetimes {
            commands.append(
                RedisCommand(
                    words: [Array("SET".utf8), key, number()] + ["PX", lifetime, "NX"].map { Array($0.utf8) }))
        }
        commands.append(RedisCommand(words: [Array("HGETALL".utf8), state]))
        for key in [keyKey] + tagKeys { commands.append(RedisCommand(words: [Array("GET".utf8), key])) }
        self.commands = commands
    }

    /// The numbers of everything and the key's prefixes, of the key, and of each tag; nil when one is not known.
    func generations(_ replies: some Collection<RedisReply>) -> [UInt64]? {
        let found = Array(replies.dropFirst(2 + tagCount))
        guard found.count == 2 + tagCount, let state = StateGenerations(found[0]).generation(of: key) else {
            return nil
        }
        let others = found[1...].compactMap(\.number)
        return others.count == 1 + tagCount ? [state] + others : nil
    }
}
