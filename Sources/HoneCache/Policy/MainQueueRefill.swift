/// When the main queue has been of no use for long, what leaves the small queue enters it, until it has been replaced.
///
/// In a circle that is much longer than the cache, what the main queue holds is asked for once in each round: the part
/// of the keys that it happens to hold is all that can be won, and replacing it before the round is over loses it. So
/// the patience is long: a circle that is longer yet gives 3 % of hits at most. It doubles each time, and the first is
/// enough again when the main queue has been of use for long.
struct MainQueueRefill: Sendable {
    /// Patience, in weights of the whole cache that came.
    private static let firstPatience = 32
    /// Uses of the main queue, in weights of the whole cache, after which the first patience is enough again.
    private static let usesToForget = 10

    private var patience = firstPatience
    /// The weight that came since an entry of the main queue was last used.
    private var unused = 0
    /// How often the main queue was used since it was last replaced, counted once for each entry that came.
    private var used = 0
    /// The weight that is to enter the main queue yet.
    private var left = 0

    /// A new entry came.
    mutating func entryCame(weight: Int, mainWasUsed: Bool, capacity: Int, mainCapacity: Int) {
        if mainWasUsed {
            unused = 0
            used += 1
            if used / Self.usesToForget > capacity { patience = Self.firstPatience }
            return
        }
        unused += weight
        guard left <= 0, unused / patience > capacity else { return }
        left = mainCapacity
        // Beyond that, the next would come after the weights of a million caches: never.
        patience = min(patience * 2, 1 << 20)
        unused = 0
        used = 0
    }

    /// Whether an entry that leaves the small queue is to enter the main one.
    mutating func take(_ weight: Int) -> Bool {
        guard left > 0 else { return false }
        left -= max(1, weight)
        return true
    }
}
