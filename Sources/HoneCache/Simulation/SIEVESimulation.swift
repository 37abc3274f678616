/// SIEVE (Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than LRU", NSDI 2024): a hand goes from the oldest
/// entry to the newest and takes the first that was not used since it last came by.
struct SIEVESimulation: SimulatedPolicy {
    private let capacity: Int
    private var links: SlotLinks
    private var list = SlotList()
    private var isCached: [Bool]
    private var isUsed: [Bool]
    /// Where the hand stands; -1 for the oldest.
    private var hand: Int32 = -1

    init(capacity: Int, distinctKeys: Int) {
        self.capacity = capacity
        links = SlotLinks(count: distinctKeys)
        isCached = Array(repeating: false, count: distinctKeys)
        isUsed = isCached
    }

    mutating func request(_ key: Int) -> Bool {
        if isCached[key] {
            isUsed[key] = true
            return true
        }
        if list.count == capacity { evict() }
        links.prepend(Int32(key), to: &list)
        isCached[key] = true
        return false
    }

    private mutating func evict() {
        var slot = hand >= 0 ? hand : list.last
        while isUsed[Int(slot)] {
            isUsed[Int(slot)] = false
            slot = links.newer(than: slot)
            if slot < 0 { slot = list.last }
        }
        hand = links.newer(than: slot)
        links.remove(slot, from: &list)
        isCached[Int(slot)] = false
    }

    mutating func remove(_ key: Int) {
        guard isCached[key] else { return }
        if hand == Int32(key) { hand = links.newer(than: hand) }
        links.remove(Int32(key), from: &list)
        isCached[key] = false
        isUsed[key] = false
    }
}
