/// The fingerprints of the entries that left last, in the order they left: a ring, and an open-addressed index into it.
///
/// Two keys of one fingerprint are taken for the same, which costs a place in the main queue and nothing else.
@usableFromInline
struct Ghost: Sendable {
    private var ring: [UInt32] = []
    /// Places in the ring; -1 where there is none. At most two thirds full.
    private var index: [Int32] = []
    /// How many were ever added; the place of the next is this modulo the ring's size.
    private var added = 0
    /// The number of the oldest that is kept, of those that were ever added.
    private var oldest = 0

    /// The number of fingerprints that are remembered.
    private(set) var count = 0

    init() {}

    /// How many fingerprints there is room for.
    var capacity: Int { ring.count }

    /// Makes room; what is remembered stays.
    private mutating func reserve(_ capacity: Int) {
        let old = self
        ring = Array(repeating: 0, count: capacity)
        index = Array(repeating: -1, count: capacity + capacity / 2 + 1)
        added = 0
        oldest = 0
        count = 0
        for number in old.oldest..<old.added {
            let place = number % old.ring.count
            append(old.ring[place])
            // One who came back keeps his place, so that the ages of the others stay.
            if old.bucket(of: place) == nil { forget(number - old.oldest) }
        }
    }

    /// Remembers a fingerprint.
    /// - Parameters:
    ///   - limit: how many of the last are kept, this one among them; 1 or more.
    ///   - most: what the limit will hardly exceed.
    mutating func add(_ fingerprint: UInt32, keeping limit: Int, atMost most: Int = .max) {
        // Room for more than that, so that a limit that grows slowly does not move them each time.
        if limit > ring.count { reserve(max(limit, min(limit + limit / 4, most - most / 10))) }
        take(fingerprint)
        while added - oldest >= limit {
            forget(oldest % ring.count)
            oldest += 1
        }
        append(fingerprint)
    }

    /// Whether a fingerprint is remembered.
    func contains(_ fingerprint: UInt32) -> Bool { find(fingerprint) != nil }

    /// Forgets a fingerprint.
    /// - Returns: how many were added since, itself among them; nil when it was not remembered.
    @discardableResult
    mutating func take(_ fingerprint: UInt32) -> Int? {
        guard let at = find(fingerprint) else { return nil }
        let size = ring.count
        let age = (added - 1 - Int(index[at])) % size + 1
        empty(at)
        return age
    }

    /// Adds what is not remembered, where there is room.
    private mutating func append(_ fingerprint: UInt32) {
        let place = added % ring.count
        ring[place] = fingerprint
        added += 1
        count += 1
        var at = home(fingerprint)
        while index[at] >= 0 { at = next(at) }
        index[at] = Int32(place)
    }

    private func home(_ fingerprint: UInt32) -> Int {
        Int((UInt64(fingerprint &* 0x9E37_79B1) &* UInt64(index.count)) >> 32)
    }

    private func next(_ at: Int) -> Int { at + 1 == index.count ? 0 : at + 1 }

    private func distance(from home: Int, to at: Int) -> Int { at >= home ? at - home : at - home + index.count }

    private func find(_ fingerprint: UInt32) -> Int? {
        guard !ring.isEmpty else { return nil }
        var at = home(fingerprint)
        while index[at] >= 0 {
            if ring[Int(index[at])] == fingerprint { return at }
            at = next(at)
        }
        return nil
    }

    /// Where the index has a place of the ring.
    private func bucket(of place: Int) -> Int? {
        guard let at = find(ring[place]), Int(index[at]) == place else { return nil }
        return at
    }

    private mutating func forget(_ place: Int) {
        if let at = bucket(of: place) { empty(at) }
    }

    /// Empties a bucket and moves those behind it up, so that no mark need stay.
    private mutating func empty(_ bucket: Int) {
        var hole = bucket
        var at = next(hole)
        while index[at] >= 0 {
            if distance(from: home(ring[Int(index[at])]), to: at) >= distance(from: hole, to: at) {
                index[hole] = index[at]
                hole = at
            }
            at = next(at)
        }
        index[hole] = -1
        count -= 1
    }
}
