/// The invalidations that a tier has yet to take, oldest first. Adding, finding and paying one takes about the same time
/// however many there are, as a burst of stores for which there is no room becomes as many invalidations of keys.
struct UnpaidInvalidations: Sendable {
    private struct One: Sendable {
        var id: Int
        var invalidation: TierInvalidation
        /// Those who want to know what becomes of it.
        var waiters: [Load<Void>]
        /// Whether the tier has been asked, and has not answered.
        var isUnderWay = false
        var isPaid = false
    }

    /// More than so many of single keys become one of everything. Each takes about 100 bytes and its key.
    static let mostKeys = 65_536
    /// More than so many others do, which every look into the tier goes through.
    static let mostOthers = 1_000

    /// By rising numbers; those that are paid among them until they are many.
    private var all: [One] = []
    private var paid = 0
    /// Those that the tier is not being asked for.
    private var waiting: [TierInvalidation: Int] = [:]
    private var underWay: [Int: TierInvalidation] = [:]
    /// All but those of single keys.
    private var others: [Int: TierInvalidation] = [:]
    /// The number of the latest.
    private(set) var lastID = 0

    var count: Int { all.count - paid }
    var isEmpty: Bool { count == 0 }
    var invalidations: [TierInvalidation] { all.filter { !$0.isPaid }.map(\.invalidation) }

    /// Those that may include an entry of a key.
    func candidates(for key: String) -> [TierInvalidation] {
        let own = TierInvalidation.key(key)
        let isOwn = waiting[own] != nil || underWay.values.contains(own)
        return isOwn ? [own] : Array(others.values)
    }

    /// Adds one, or who waits for it to the same that the tier was not asked for yet.
    mutating func add(_ invalidation: TierInvalidation, waiters: [Load<Void>]) {
        if let index = waitingIndex(of: invalidation) {
            all[index].waiters += waiters
            return
        }
        append(invalidation, waiters)
        if others.count > Self.mostOthers || count - others.count > Self.mostKeys { becomeOne() }
    }

    /// The next after one that the tier is to be asked for; nil when there is none.
    mutating func ask(after id: Int) -> (id: Int, invalidation: TierInvalidation)? {
        guard let index = index(after: id) else { return nil }
        let (id, invalidation) = (all[index].id, all[index].invalidation)
        all[index].isUnderWay = true
        underWay[id] = invalidation
        if waiting[invalidation] == id { waiting[invalidation] = nil }
        return (id, invalidation)
    }

    /// The number of the next after one; nil when there is none.
    func id(after id: Int) -> Int? { index(after: id).map { all[$0].id } }

    /// The tier has answered; when it failed, the invalidation stays, or the same that came meanwhile.
    /// - Returns: those who want to know.
    mutating func answered(_ id: Int, isPaid: Bool) -> [Load<Void>] {
        guard let index = index(after: id - 1), all[index].id == id else { return [] }
        let waiters = all[index].waiters
        let invalidation = all[index].invalidation
        all[index].waiters = []
        all[index].isUnderWay = false
        underWay[id] = nil
        if isPaid || waitingIndex(of: invalidation) != nil {
            remove(at: index)
        } else {
            waiting[invalidation] = id
        }
        return waiters
    }

    /// The same that the tier was not asked for. Texts that Swift takes for equal may be tags of different bytes.
    private func waitingIndex(of invalidation: TierInvalidation) -> Int? {
        guard let id = waiting[invalidation], let index = index(after: id - 1),
            all[index].invalidation.hasBytes(of: invalidation)
        else { return nil }
        return index
    }

    /// The first unpaid one with a greater number.
    private func index(after id: Int) -> Int? {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].id > id { high = middle } else { low = middle + 1 }
        }
        return all[low...].firstIndex { !$0.isPaid }
    }

    private mutating func append(_ invalidation: TierInvalidation, _ waiters: [Load<Void>]) {
        lastID += 1
        all.append(One(id: lastID, invalidation: invalidation, waiters: waiters))
        waiting[invalidation] = lastID
        if case .key = invalidation { return }
        others[lastID] = invalidation
    }

    private mutating func remove(at index: Int) {
        others[all[index].id] = nil
        all[index].isPaid = true
        paid += 1
        guard paid > 64, paid > all.count / 2 else { return }
        all.removeAll(where: \.isPaid)
        paid = 0
    }

    private mutating func becomeOne() {
        let rest = all.filter { !$0.isUnderWay }
        all.removeAll { !$0.isUnderWay }
        paid = 0
        waiting = [:]
        others = others.filter { underWay[$0.key] != nil }
        append(.all, rest.flatMap(\.waiters))
    }
}

extension TierInvalidation {
    fileprivate func hasBytes(of other: Self) -> Bool {
        switch (self, other) {
        case (.key(let one), .key(let two)), (.prefix(let one), .prefix(let two)), (.tag(let one), .tag(let two)):
            one.utf8.elementsEqual(two.utf8)
        case (.all, .all): true
        default: false
        }
    }
}
