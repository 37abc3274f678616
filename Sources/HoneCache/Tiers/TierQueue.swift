/// What a tier has yet to be told: invalidations, which are kept until it has taken them, and entries to store, which
/// are few and may be dropped. A pure state machine; the line performs what it says.
///
/// An invalidation takes the entries out of the queue that it includes, so that those in it are newer than every
/// invalidation that includes them, and invalidations may always go first.
struct TierQueue: Sendable {
    struct Write: Sendable {
        var draft: TierDraft
        var lease: TierLease?
        /// Whether what the tier has for the key is no longer true.
        var replaces: Bool
        /// Which of all that were ever to be stored it is, or the one is whose place it has taken.
        fileprivate(set) var number = 0

        init(draft: TierDraft, lease: TierLease? = nil) {
            self.draft = draft
            self.lease = lease
            replaces = draft.replaces
        }
    }

    /// So many entries are stored at once.
    static let batch = 64

    private let capacity: Int
    private(set) var unpaid = UnpaidInvalidations()
    private var nextNumber = 0
    private var waiting: [String: Write] = [:]
    private var order: [String] = []
    private var storing: [String: Write] = [:]
    /// What was taken out: letting go of values may run code of the app, which is for whoever holds no lock.
    private var released: [TierDraft] = []

    init(capacity: Int) {
        // Twice as many can be told.
        self.capacity = min(max(0, capacity), .max / 4)
    }

    var isEmpty: Bool { unpaid.isEmpty && waiting.isEmpty && storing.isEmpty }

    /// A place in the queue: what was there when it was taken lies up to it.
    struct Mark: Sendable {
        var invalidation: Int
        fileprivate var number: Int
    }

    /// The end of the queue.
    var end: Mark { Mark(invalidation: unpaid.lastID, number: nextNumber) }

    /// Whether an entry up to a mark is being stored.
    func isStoring(upTo mark: Mark) -> Bool { storing.values.contains { $0.number <= mark.number } }

    /// Whether something up to a mark has yet to be told to the tier.
    /// - Parameter id: the last invalidation that the tier was asked for.
    func holds(upTo mark: Mark, after id: Int) -> Bool {
        unpaid.id(after: id).map { $0 <= mark.invalidation } == true || isStoring(upTo: mark)
            || waiting.values.contains { $0.number <= mark.number }
    }

    /// How many entries wait to be stored.
    var writes: Int { waiting.count }

    /// What is on its way to the tier for a key.
    func draft(for key: String) -> TierDraft? { (waiting[key] ?? storing[key])?.draft }

    /// What was taken out since this was last asked for.
    mutating func release() -> [TierDraft] {
        defer { released = [] }
        return released
    }

    /// Has something invalidated.
    /// - Returns: the leases of the entries that are no longer stored.
    mutating func add(_ invalidation: TierInvalidation, waiter: Load<Void>? = nil) -> [TierLease] {
        let leases = takeOut(invalidation).compactMap(\.lease)
        unpaid.add(invalidation, waiters: waiter.map { [$0] } ?? [])
        return leases
    }

    /// The tier itself says that something was invalidated or stored anew by another node. What the app has set here
    /// and is on its way there may be older than that or newer, so that neither is left.
    /// - Returns: the leases of the entries that are no longer stored.
    mutating func hear(_ invalidation: TierInvalidation) -> [TierLease] {
        let gone = takeOut(invalidation)
        return gone.compactMap(\.lease) + gone.filter(\.replaces).flatMap { add(.key($0.draft.key)) }
    }

    /// Takes the entries out that an invalidation includes; those that are being stored are no longer found here. Their
    /// leases are ended when the tier has answered.
    private mutating func takeOut(_ invalidation: TierInvalidation) -> [Write] {
        var gone: [Write] = []
        for key in keys(in: waiting, of: invalidation) {
            guard let write = waiting.removeValue(forKey: key) else { continue }
            released.append(write.draft)
            gone.append(write)
        }
        for key in keys(in: storing, of: invalidation) {
            guard let write = storing.removeValue(forKey: key) else { continue }
            if write.replaces { gone.append(TierQueue.Write(draft: write.draft)) }
        }
        return gone
    }

    private func keys(in writes: [String: Write], of invalidation: TierInvalidation) -> [String] {
        if case .key(let key) = invalidation { return writes[key] == nil ? [] : [key] }
        return writes.filter { invalidation.includes(key: $0.key, tags: $0.value.draft.tags) }.map(\.key)
    }

    /// Has an entry stored, in place of another of its key that waits to be.
    /// - Returns: the leases of the entries that are not stored, this one's among them when there is no room.
    mutating func add(_ write: Write) -> (isStored: Bool, ended: [TierLease]) {
        let key = write.draft.key
        let before = waiting[key]
        guard before != nil || waiting.count < capacity else { return (false, refuse(write)) }
        if before == nil { nextNumber += 1 }
        waiting[key] = write
        waiting[key]?.number = before?.number ?? nextNumber
        if let before { released.append(before.draft) }
        if before?.replaces == true || storing[key]?.replaces == true { waiting[key]?.replaces = true }
        if before == nil { order.append(key) }
        if order.count > 2 * capacity + Self.batch {
            // Keys whose entries were taken out.
            var kept: Set<String> = []
            order.removeAll { waiting[$0] == nil || !kept.insert($0).inserted }
        }
        return (true, [before?.lease].compactMap(\.self))
    }

    /// Does not have an entry stored; when the app set it, what the tier has for the key is not true any more.
    /// - Returns: its lease, and those of the entries that are no longer stored.
    mutating func refuse(_ write: Write) -> [TierLease] {
        (write.replaces ? add(.key(write.draft.key)) : []) + [write.lease].compactMap(\.self)
    }

    /// The next invalidation after one that the tier is to be asked for; nil when there is none.
    mutating func nextInvalidation(after id: Int) -> (id: Int, invalidation: TierInvalidation)? {
        unpaid.ask(after: id)
    }

    /// The tier has answered; when it failed, the invalidation stays.
    /// - Returns: those who want to know.
    mutating func answered(_ id: Int, isPaid: Bool) -> [Load<Void>] {
        unpaid.answered(id, isPaid: isPaid)
    }

    /// The next entries to store, oldest first; empty when there are none.
    mutating func nextWrites() -> [Write] {
        var writes: [Write] = []
        var looked = 0
        for key in order {
            guard writes.count < Self.batch else { break }
            looked += 1
            guard let write = waiting.removeValue(forKey: key) else { continue }
            storing[key] = write
            writes.append(write)
        }
        order.removeFirst(looked)
        return writes
    }

    /// The tier has answered; what it could not store and was to replace something is invalidated.
    mutating func stored(but failed: Set<String>) -> [TierLease] {
        let outdated = storing.filter { failed.contains($0.key) && $0.value.replaces && waiting[$0.key] == nil }
        released += storing.values.map(\.draft)
        storing = [:]
        return outdated.keys.flatMap { add(.key($0)) }
    }
}
