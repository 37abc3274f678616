/// The generations of everything and of prefixes in one shard: what `HGETALL` of its state says.
///
/// A generation is a number drawn at random when something is invalidated. An entry carries the numbers that were there
/// before its value began to be loaded, and is valid while they still are: so invalidating is one write, two
/// invalidations at once need no order, and what Redis evicted makes entries invalid rather than valid again.
struct StateGenerations: Sendable {
    /// The field of everything.
    static let all = "all"
    /// What the field of a prefix begins with.
    static let prefixField = "p:"
    /// Prefixes that are kept apart at most; with more, everything is invalidated in their place.
    static let mostPrefixes: UInt64 = 32

    private var everything: UInt64?
    private var prefixes: [(bytes: ArraySlice<UInt8>, generation: UInt64)] = []

    /// Reads the reply of `HGETALL`: fields and values by turns.
    init(_ reply: RedisReply) {
        let items = reply.items ?? []
        for index in stride(from: 0, to: items.count - items.count % 2, by: 2) {
            guard let field = items[index].bytes, let generation = items[index + 1].number else { continue }
            if field.elementsEqual(StateGenerations.all.utf8) {
                everything = generation
            } else if field.starts(with: StateGenerations.prefixField.utf8) {
                prefixes.append((field.dropFirst(StateGenerations.prefixField.utf8.count), generation))
            }
        }
    }

    /// The number that stands for everything and the prefixes of a key; nil when it is not known, and nothing valid.
    func generation(of key: String) -> UInt64? {
        guard var number = everything else { return nil }
        // A sum, as a hash's fields have no order.
        for (bytes, generation) in prefixes where key.utf8.starts(with: bytes) { number &+= generation }
        return number
    }

    /// A new number; 0 stands for none.
    static func new() -> UInt64 { UInt64.random(in: 1...UInt64.max) }
}
