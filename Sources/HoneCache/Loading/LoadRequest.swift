/// What a caller asks a cache for.
@usableFromInline
struct LoadRequest<Key: Sendable, Value: Sendable>: Sendable {
    let key: Key
    let hash: UInt64
    let tags: [String]
    let ttl: Duration?
    let load: @Sendable () async throws -> Value
    /// Whether it is asked again, as an outer tier had a stale value; a miss was counted.
    private(set) var isRepeated = false
    /// Whether nobody asked: the cache loads what is due by itself.
    var isReload = false

    @usableFromInline
    init(key: Key, hash: UInt64, tags: [String], ttl: Duration?, load: @escaping @Sendable () async throws -> Value) {
        self.key = key
        self.hash = hash
        self.tags = tags
        self.ttl = ttl
        self.load = load
    }

    /// The same, asked again.
    var repeated: Self {
        var request = self
        request.isRepeated = true
        return request
    }

    var fingerprint: UInt32 { UInt32(truncatingIfNeeded: hash) }
}
