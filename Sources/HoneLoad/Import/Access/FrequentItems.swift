/// The most frequent of any number of items in a fixed amount of memory.
///
/// The counters of Misra and Gries ("Finding repeated elements", 1982), taken down in batches: at most 2 × capacity
/// items are kept, and when there are more, all counts are lowered by that of the one after the capacity-th, and what
/// is then at 0 is forgotten. Of n items added no count is too low by more than n / (capacity + 1), and none is too
/// high.
struct FrequentItems<Item: Hashable & Comparable & Sendable>: Sendable {
    /// Items that are never forgotten once there are no more than these.
    let capacity: Int
    private var counts: [Item: Int] = [:]
    /// How much a count may be too low at most; 0 as long as nothing was forgotten.
    private(set) var error = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Adds an item. O(1) on average.
    /// - Returns: what was forgotten for it, usually nothing.
    @discardableResult
    mutating func add(_ item: Item) -> [Item] {
        counts[item, default: 0] += 1
        guard counts.count > 2 * capacity else { return [] }
        let cut = counts.values.sorted(by: >)[capacity]
        error += cut
        let forgotten = counts.filter { $0.value <= cut }.map(\.key)
        counts = counts.filter { $0.value > cut }.mapValues { $0 - cut }
        return forgotten
    }

    /// Items met, the most frequent first and of equals the smaller first, with how often at least.
    var items: [(item: Item, count: Int)] {
        counts.map { (item: $0.key, count: $0.value) }.sorted {
            $0.count == $1.count ? $0.item < $1.item : $0.count > $1.count
        }
    }
}
