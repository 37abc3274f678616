/// What an outer tier keeps for a key.
public struct TierEntry: Sendable, Equatable {
    /// The coded value.
    public var value: [UInt8]
    /// What it can be invalidated by.
    public var tags: [String]
    /// When it was loaded or set, in milliseconds since 1970 by the clock of the node that did.
    public var storedAt: Int64
    /// Until when it is given out without a question, in milliseconds since 1970; `Int64.max`: for ever.
    public var freshUntil: Int64
    /// When it is to go: later than `freshUntil` where a stale value is of use; `Int64.max`: never.
    public var end: Int64

    /// An entry of these parts.
    public init(
        value: [UInt8], tags: [String] = [], storedAt: Int64, freshUntil: Int64 = .max, end: Int64 = .max
    ) {
        self.value = value
        self.tags = tags
        self.storedAt = storedAt
        self.freshUntil = freshUntil
        self.end = end
    }
}

/// An entry to be stored.
public struct TierWrite: Sendable, Equatable {
    /// What for.
    public var key: String
    /// What is stored.
    public var entry: TierEntry
    /// The lease under which it was loaded, given by the tier that is to store it; nil when the app set it, or when
    /// the tier could not be asked.
    public var lease: TierLease?

    /// A write of these parts.
    public init(key: String, entry: TierEntry, lease: TierLease? = nil) {
        self.key = key
        self.entry = entry
        self.lease = lease
    }
}

/// That a node may load a key, and what the tier knew when it said so.
public struct TierLease: Sendable, Hashable {
    /// What may be loaded.
    public var key: String
    /// What the tier tells this lease from others by; its own matter.
    public var token: String
    /// The generations of the tags and of everything when the lease was given, or what else the tier finds out by that
    /// something was invalidated since; its own matter.
    public var generations: [UInt64]
    /// Whether what is loaded may be stored; false where a tier lets anybody load, as it can keep nothing.
    public var mayStore: Bool

    /// A lease of these parts.
    public init(key: String, token: String = "", generations: [UInt64] = [], mayStore: Bool = true) {
        self.key = key
        self.token = token
        self.generations = generations
        self.mayStore = mayStore
    }
}

/// What is no longer to be given out.
public enum TierInvalidation: Sendable, Hashable {
    /// The value of a key.
    case key(String)
    /// The values of all keys that begin with these bytes.
    case prefix(String)
    /// All values that were stored with a tag.
    case tag(String)
    /// Everything.
    case all

    /// Whether it takes in an entry.
    public func includes(key: String, tags: [String]) -> Bool {
        switch self {
        case .key(let invalid): invalid.utf8.elementsEqual(key.utf8)
        case .prefix(let prefix): key.utf8.starts(with: prefix.utf8)
        case .tag(let tag): tags.contains { $0.utf8.elementsEqual(tag.utf8) }
        case .all: true
        }
    }
}
