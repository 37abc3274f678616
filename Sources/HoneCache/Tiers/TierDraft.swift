import Synchronization

/// An entry on its way to the outer tiers, coded when the first of them wants it.
final class TierDraft: Sendable {
    let key: String
    let tags: [String]
    /// The numbers of the tags, by the cache's ``TagTable``.
    let numbers: [UInt16]
    /// The latest invalidation of any tag when the value was asked for where it comes from.
    let seen: UInt64
    /// Whether the app set the value: then what is there for the key is no longer true.
    let replaces: Bool
    private let code: @Sendable () throws -> TierEntry
    private let coded = Mutex<TierEntry?>(nil)

    init(
        key: String, tags: [String], numbers: [UInt16], seen: UInt64, replaces: Bool,
        code: @escaping @Sendable () throws -> TierEntry
    ) {
        self.key = key
        self.tags = tags
        self.numbers = numbers
        self.seen = seen
        self.replaces = replaces
        self.code = code
    }

    /// The entry; throws what coding its value threw.
    func entry() throws -> TierEntry {
        if let entry = coded.withLock({ $0 }) { return entry }
        // Without the lock, as code of the app runs.
        let entry = try code()
        coded.withLock { $0 = entry }
        return entry
    }
}
