/// Bélády's optimum ("A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2),
/// 1966): the entry whose next request is farthest away leaves, or is not cached at all when it is the new one. No
/// policy has more hits, as each would have to know the future.
struct BeladySimulation {
    /// The hits of a cache of so many entries.
    ///
    /// - Complexity: O(n log n) in the number of requests.
    static func hits(of keys: [Int], distinctKeys: Int, capacity: Int) -> Int {
        guard capacity > 0 else { return 0 }
        // When each request's key is asked for again; later than the end, and different for each, when it is not.
        var next = Array(repeating: 0, count: keys.count)
        var seen = (0..<distinctKeys).map { keys.count + $0 }
        for time in keys.indices.reversed() {
            next[time] = seen[keys[time]]
            seen[keys[time]] = time
        }
        // By key: when it is asked for next, if it is cached.
        var cached = Array(repeating: -1, count: distinctKeys)
        var farthest = FarthestFirst()
        var count = 0
        var hits = 0
        for (time, key) in keys.enumerated() {
            if cached[key] == time {
                hits += 1
            } else {
                count += 1
            }
            cached[key] = next[time]
            farthest.insert(time: next[time], key: key)
            while count > capacity, let victim = farthest.pop() {
                // What was asked for since is in the heap again, with its new time.
                guard cached[victim.key] == victim.time else { continue }
                cached[victim.key] = -1
                count -= 1
            }
        }
        return hits
    }
}

/// A heap with the farthest time on top.
private struct FarthestFirst {
    private var heap: [(time: Int, key: Int)] = []

    mutating func insert(time: Int, key: Int) {
        var at = heap.count
        heap.append((time, key))
        while at > 0, heap[(at - 1) / 2].time < time {
            heap.swapAt(at, (at - 1) / 2)
            at = (at - 1) / 2
        }
    }

    mutating func pop() -> (time: Int, key: Int)? {
        guard let top = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return top }
        heap[0] = last
        var at = 0
        while true {
            var child = 2 * at + 1
            guard child < heap.count else { return top }
            if child + 1 < heap.count, heap[child + 1].time > heap[child].time { child += 1 }
            guard heap[child].time > heap[at].time else { return top }
            heap.swapAt(at, child)
            at = child
        }
    }
}
