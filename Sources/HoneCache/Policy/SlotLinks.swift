/// A list of slots: its two ends and how many there are.
@usableFromInline
struct SlotList: Sendable {
    /// The end where slots are added; -1 when the list is empty.
    @usableFromInline var first: Int32 = -1
    /// The end that has been there longest.
    @usableFromInline var last: Int32 = -1
    @usableFromInline var count = 0

    @usableFromInline init() {}
}

/// Doubly linked lists threaded through one flat array, so that moving a slot allocates nothing. A slot is in one list
/// at most; who uses it knows which.
@usableFromInline
struct SlotLinks: Sendable {
    private struct Link {
        /// Towards `last`.
        var older: Int32 = -1
        /// Towards `first`.
        var newer: Int32 = -1
    }

    private var links: [Link]

    init(count: Int) { links = Array(repeating: Link(), count: count) }

    /// How many slots there is room for.
    var count: Int { links.count }

    /// For how many slots memory is to be taken when one does not fit: half as many again, but never beyond the slots
    /// that there will be.
    static func room(beyond slot: Int, from room: Int, limit: Int) -> Int {
        let wanted = max(16, room + room / 2, slot + 1)
        return slot < limit ? min(wanted, limit) : wanted
    }

    /// Takes memory for so many slots.
    mutating func reserve(_ room: Int) { links.reserveCapacity(room) }

    /// Makes room for one more slot.
    mutating func grow() { links.append(Link()) }

    /// The neighbour that was added next; -1 at the end.
    func newer(than slot: Int32) -> Int32 { links[Int(slot)].newer }

    /// Adds a slot that is in no list.
    mutating func prepend(_ slot: Int32, to list: inout SlotList) {
        links[Int(slot)] = Link(older: list.first, newer: -1)
        if list.first >= 0 { links[Int(list.first)].newer = slot } else { list.last = slot }
        list.first = slot
        list.count += 1
    }

    /// Takes a slot out of the list that it is in.
    mutating func remove(_ slot: Int32, from list: inout SlotList) {
        let link = links[Int(slot)]
        if link.newer >= 0 { links[Int(link.newer)].older = link.older } else { list.first = link.older }
        if link.older >= 0 { links[Int(link.older)].newer = link.newer } else { list.last = link.newer }
        list.count -= 1
    }

    /// Takes the oldest slot out; nil when the list is empty.
    mutating func popLast(of list: inout SlotList) -> Int32? {
        guard list.last >= 0 else { return nil }
        let slot = list.last
        remove(slot, from: &list)
        return slot
    }

    /// Makes a slot the newest of the list that it is in.
    mutating func refresh(_ slot: Int32, in list: inout SlotList) {
        guard list.first != slot else { return }
        remove(slot, from: &list)
        prepend(slot, to: &list)
    }
}
