/// How much of the cache is the small queue: a tenth, which moves between 5 % and 40 % with what would have been hits.
///
/// A key that comes back right after it left the small queue says that the queue was too short; one that comes back
/// right after it left the main queue says that of the main queue. The first counts two thirds of the second, as it is
/// more often a coincidence.
struct SmallQueueShare: Sendable {
    private let least: Int
    private let most: Int
    /// In thirds of the unit of weight.
    private var thirds: Int

    /// - Parameter moves: whether it leaves the tenth.
    init(capacity: Int, moves: Bool = true) {
        // Three times it must be a number, too.
        let capacity = min(capacity, .max / 3)
        thirds = 3 * max(1, capacity / 10)
        least = moves ? 3 * max(1, capacity / 20) : thirds
        most = moves ? 3 * max(1, capacity / 5 * 2 + capacity % 5 * 2 / 5) : thirds
    }

    /// The weight that the small queue holds before entries leave it.
    var capacity: Int { thirds / 3 }

    mutating func grow(by weight: Int) { thirds = min(most, thirds + 2 * weight) }
    mutating func shrink(by weight: Int) { thirds = max(least, thirds - 3 * weight) }
}
