/// Which endpoint a method and a route are: an open-addressed table of those that a stripe has seen. Finding one builds
/// no string and allocates nothing; comparing is by the strings' own storage when it is the same.
struct RouteTable: Sendable {
    private struct Entry {
        var hash: UInt64
        var method: String
        var route: String
        var endpoint: Int
    }

    private var slots: [Entry?]
    private var count = 0

    init() {
        slots = [Entry?](repeating: nil, count: 64)
    }

    static func hash(_ method: String, _ route: String) -> UInt64 {
        FastHash.hash(route, seed: UInt64(method.utf8.count) << 8 | UInt64(method.utf8.first ?? 0))
    }

    /// The endpoint's number; nil when it is not known here.
    func find(_ method: String, _ route: String, hash: UInt64) -> Int? {
        slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            var at = Int(truncatingIfNeeded: hash) & mask
            // Looked at in place: copying an entry would count references to its texts.
            while let known = slots[at]?.hash {
                if known == hash, slots[at]?.route == route, slots[at]?.method == method { return slots[at]?.endpoint }
                at = (at + 1) & mask
            }
            return nil
        }
    }

    /// Adds one that is not there. Never more than half full.
    mutating func add(_ method: String, _ route: String, hash: UInt64, endpoint: Int) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = [Entry?](repeating: nil, count: old.count * 2)
            for case let entry? in old { place(entry) }
        }
        // Texts of its own, so that no two stripes count references to the same.
        place(Entry(hash: hash, method: Self.copy(method), route: Self.copy(route), endpoint: endpoint))
        count += 1
    }

    private static func copy(_ text: String) -> String { String(decoding: Array(text.utf8), as: UTF8.self) }

    private mutating func place(_ entry: Entry) {
        let mask = slots.count - 1
        var at = Int(truncatingIfNeeded: entry.hash) & mask
        while slots[at] != nil { at = (at + 1) & mask }
        slots[at] = entry
    }

    /// About how many bytes it holds.
    var memoryBytes: Int { slots.count * MemoryLayout<Entry?>.stride }
}
