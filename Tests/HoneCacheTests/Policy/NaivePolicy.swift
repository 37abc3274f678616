/// S3-FIFO as the paper's words say it, with arrays that are searched, for comparison with `Policy`. It knows keys
/// where `Policy` knows slots; newest entries are at the end.
struct NaivePolicy {
    struct Entry: Equatable {
        var key: Int
        var weight: Int
        var uses = 0
    }

    let capacity: Int
    private(set) var small: [Entry] = []
    private(set) var main: [Entry] = []
    /// Who left, with the number of its leaving; nil in the place of one who came back.
    private var ghost: [Int?] = []
    private var mainGhost: [Int?] = []
    private var thirds: Int
    private var isWarmingUp = true
    private var mainWasUsed = false
    private var unused = 0
    private var used = 0
    private var patience = 32
    private var toRefill = 0

    private let adapts: Bool

    init(capacity: Int, adapts: Bool) {
        self.capacity = capacity
        self.adapts = adapts
        thirds = max(1, capacity / 10) * 3
    }

    var count: Int { small.count + main.count }
    var weight: Int { Self.weight(small) + Self.weight(main) }
    private var smallCapacity: Int { thirds / 3 }
    private static func weight(_ entries: [Entry]) -> Int { entries.reduce(0) { $0 + $1.weight } }

    func contains(_ key: Int) -> Bool { (small + main).contains { $0.key == key } }

    mutating func use(_ key: Int) {
        if let index = small.firstIndex(where: { $0.key == key }) { small[index].uses = min(3, small[index].uses + 1) }
        guard let index = main.firstIndex(where: { $0.key == key }) else { return }
        main[index].uses = min(3, main[index].uses + 1)
        mainWasUsed = true
    }

    mutating func remove(_ key: Int) {
        small.removeAll { $0.key == key }
        main.removeAll { $0.key == key }
    }

    mutating func reweigh(_ key: Int, to weight: Int) {
        if let index = small.firstIndex(where: { $0.key == key }) { small[index].weight = weight }
        if let index = main.firstIndex(where: { $0.key == key }) { main[index].weight = weight }
    }

    /// Adds an entry and says who left for it.
    mutating func insert(_ key: Int, weight: Int) -> [Int] {
        let place = ghost.lastIndex(of: key)
        if let place {
            if adapts, ghost.count - place <= max(1, count / 20) { thirds += 2 * weight }
            ghost[place] = nil
        }
        if adapts { thirds = min(thirds, max(1, capacity * 2 / 5) * 3) }
        if let place = mainGhost.lastIndex(of: key) {
            mainGhost[place] = nil
            if adapts { thirds = max(max(1, capacity / 20) * 3, thirds - 3 * weight) }
        }
        if adapts { judgeMain(weight) }
        let fits = Self.weight(main) + weight <= capacity - smallCapacity
        if place != nil || (isWarmingUp && fits && Self.weight(small) >= smallCapacity) {
            main.append(Entry(key: key, weight: weight))
        } else {
            small.append(Entry(key: key, weight: weight))
        }
        return evict()
    }

    private mutating func judgeMain(_ weight: Int) {
        defer { mainWasUsed = false }
        if mainWasUsed {
            unused = 0
            used += 1
            if used / 10 > capacity { patience = 32 }
            return
        }
        unused += weight
        if toRefill <= 0, unused / patience > capacity {
            toRefill = capacity - smallCapacity
            patience *= 2
            unused = 0
            used = 0
        }
    }

    mutating func evict() -> [Int] {
        var victims: [Int] = []
        while weight > capacity {
            isWarmingUp = false
            if Self.weight(small) > smallCapacity || main.isEmpty {
                var entry = small.removeFirst()
                if entry.uses >= 2 || toRefill > 0 {
                    if entry.uses < 2 { toRefill -= max(1, entry.weight) }
                    entry.uses = 0
                    main.append(entry)
                } else {
                    let limit = max(1, (count + 1) * 9 / 10)
                    ghost.append(entry.key)
                    Self.trim(&ghost, to: limit)
                    victims.append(entry.key)
                }
            } else {
                var entry = main.removeFirst()
                if entry.uses > 0 {
                    entry.uses -= 1
                    main.append(entry)
                } else {
                    let limit = max(1, (count + 1) / 20)
                    mainGhost.append(entry.key)
                    Self.trim(&mainGhost, to: limit)
                    victims.append(entry.key)
                }
            }
        }
        return victims
    }

    private static func trim(_ ghost: inout [Int?], to limit: Int) {
        while ghost.count > limit { ghost.removeFirst() }
    }
}
