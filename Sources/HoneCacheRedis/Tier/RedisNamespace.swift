import HoneCache

/// What a cache's keys are called in Redis: `hone:1:CACHE:{SHARD}KIND:REST`, where 1 is the version of all this.
///
/// What belongs to one key of the cache is in one shard, and all of a shard in one slot of a cluster (the braces are
/// Redis' hash tag), so that each node can tell what is valid of that which it has. One server has one shard; a cluster
/// has sixteen, of which its nodes have about as many each.
///
/// What listeners are told by is called `hone:1:CACHE:tell:{SHARD}KIND:NODE:REST` and is there for a moment only: so
/// they hear of what others did on purpose, and of nothing that Redis evicts or lets expire. Each node has names of its
/// own for that: of all that change one name at once, Redis tells everybody but the last, who would then not hear of the
/// others (`NOLOOP`).
struct RedisNamespace: Sendable {
    /// Shards of a cluster. The number is part of where things are: all nodes of an app must agree.
    static let clusterShards = 16

    /// What a key of Redis holds.
    enum Kind: UInt8 {
        /// A value with its header.
        case entry = 0x65  // e
        /// The generation of a key of the cache, made when it is first needed.
        case key = 0x6B  // k
        /// The generation of a tag, made when it is first needed.
        case tag = 0x74  // t
        /// A hash of generations: `all`, and `p:…` for prefixes.
        case state = 0x73  // s
        /// Who loads a key of the cache.
        case lease = 0x6C  // l
        /// Made and removed to tell listeners of a key of the cache.
        case keySignal = 0x4B  // K
        /// Made and removed to tell listeners of a tag.
        case tagSignal = 0x54  // T
        /// Made and removed to tell listeners of a prefix.
        case prefixSignal = 0x50  // P
        /// Made and removed to tell listeners of everything.
        case allSignal = 0x41  // A

        /// Whether listeners are told by it.
        var isSignal: Bool {
            switch self {
            case .keySignal, .tagSignal, .prefixSignal, .allSignal: true
            case .entry, .key, .tag, .state, .lease: false
            }
        }
    }

    /// What all begin with.
    let prefix: String
    /// What those begin with that listeners are told by.
    var signalPrefix: String { prefix + "tell:" }
    private let slots: [Int]

    /// The namespace of a cache. Of its name, what could be taken for something else is escaped as in a URL.
    init(cache: String) {
        let name = cache.replacing("%", with: "%25").replacing(":", with: "%3A").replacing("{", with: "%7B")
            .replacing("}", with: "%7D")
        prefix = "hone:1:\(name):"
        slots = (0..<RedisNamespace.clusterShards).map { HashSlot.of(Array("{\($0)}".utf8)) }
    }

    /// The shard of a key of the cache, of so many.
    static func shard(of key: String, of count: Int) -> Int {
        count == 1 ? 0 : Int(HashSlot.crc16(Array(key.utf8)[...])) % count
    }

    /// The slot that a shard's keys are in.
    func slot(of shard: Int) -> Int { slots[shard] }

    /// A key of Redis.
    func key(_ kind: Kind, _ rest: String = "", shard: Int) -> [UInt8] {
        Array("\(kind.isSignal ? signalPrefix : prefix){\(shard)}".utf8) + [kind.rawValue, 0x3A] + Array(rest.utf8)
    }

    /// A key of Redis by which a node tells the others.
    /// - Parameter node: what no other node is called; without `:`.
    func signal(_ kind: Kind, _ rest: String, of node: String, shard: Int) -> [UInt8] {
        key(kind, "\(node):\(rest)", shard: shard)
    }

    /// What a change of a key of Redis means to a cache; nil: nothing.
    func invalidation(by changed: [UInt8]) -> TierInvalidation? {
        guard changed.starts(with: signalPrefix.utf8) else { return nil }
        let rest = changed.dropFirst(signalPrefix.utf8.count)
        guard rest.first == 0x7B, let close = rest.firstIndex(of: 0x7D), rest.endIndex - close >= 3,
            rest[close + 2] == 0x3A, let kind = Kind(rawValue: rest[close + 1])
        else { return nil }
        // The first is that behind the node's name; others are the key's own.
        guard let end = rest[(close + 3)...].firstIndex(of: 0x3A) else { return nil }
        let name = String(decoding: rest[(end + 1)...], as: UTF8.self)
        return switch kind {
        case .keySignal: .key(name)
        case .tagSignal: .tag(name)
        case .prefixSignal: .prefix(name)
        case .allSignal: .all
        case .entry, .key, .tag, .state, .lease: nil
        }
    }
}
