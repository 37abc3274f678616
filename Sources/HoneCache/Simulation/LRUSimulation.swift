/// The least recently used entry leaves.
struct LRUSimulation: SimulatedPolicy {
    private let capacity: Int
    private var links: SlotLinks
    private var list = SlotList()
    private var isCached: [Bool]

    init(capacity: Int, distinctKeys: Int) {
        self.capacity = capacity
        links = SlotLinks(count: distinctKeys)
        isCached = Array(repeating: false, count: distinctKeys)
    }

    mutating func request(_ key: Int) -> Bool {
        if isCached[key] {
            links.refresh(Int32(key), in: &list)
            return true
        }
        if list.count == capacity, let victim = links.popLast(of: &list) { isCached[Int(victim)] = false }
        links.prepend(Int32(key), to: &list)
        isCached[key] = true
        return false
    }

    mutating func remove(_ key: Int) {
        guard isCached[key] else { return }
        links.remove(Int32(key), from: &list)
        isCached[key] = false
    }
}
