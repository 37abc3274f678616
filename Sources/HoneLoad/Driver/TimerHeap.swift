/// Which user is due when: a binary min-heap of plain numbers, so that a loop with thousands of thinking users needs
/// one timer of the event loop and no allocation per request.
struct TimerHeap {
    struct Entry: Equatable {
        var due: UInt64
        var user: Int
    }

    private var entries: [Entry] = []

    /// When the next one is due; `.max` when nobody is.
    var next: UInt64 { entries.first?.due ?? .max }

    /// O(log n).
    mutating func insert(_ user: Int, due: UInt64) {
        entries.append(Entry(due: due, user: user))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].due < entries[parent].due else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest out if it is due at `now`. O(log n).
    mutating func popDue(at now: UInt64) -> Entry? {
        guard let first = entries.first, first.due <= now else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return first
    }

    private mutating func sink() {
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < entries.count else { return }
            let right = left + 1
            let child = right < entries.count && entries[right].due < entries[left].due ? right : left
            guard entries[child].due < entries[parent].due else { return }
            entries.swapAt(child, parent)
            parent = child
        }
    }
}
