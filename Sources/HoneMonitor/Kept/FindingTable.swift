import HoneCore

/// What detectors found, each thing once. Bounded: when it is full, what was last seen longest ago makes room.
struct FindingTable: Sendable {
    /// The most findings that are told apart.
    static let limit = 256
    /// How long a finding stands before its words and its example are taken anew, ms.
    static let refresh: Int64 = 10_000

    /// What makes two findings the same.
    struct Key: Hashable, Sendable {
        var detector: LiveDetector
        /// The endpoint's number; -1 for the process.
        var endpoint: Int
        /// Of the statement; 0 without one.
        var hash: UInt64 = 0
    }

    private struct Entry: Sendable {
        var finding: LiveFinding
        var worded: Int64
    }

    private var entries: [Key: Entry] = [:]

    /// Counts a finding.
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - words: builds it, when it is new or was last worded long ago.
    /// - Returns: whether it was worded, so that the request is worth keeping.
    mutating func add(_ key: Key, at now: Int64, _ words: () -> LiveFinding) -> Bool {
        guard let index = entries.index(forKey: key) else {
            if entries.count >= Self.limit { forgetOldest() }
            entries[key] = Entry(finding: words(), worded: now)
            return true
        }
        entries.values[index].finding.count += 1
        entries.values[index].finding.lastSeen = now
        guard now - entries.values[index].worded >= Self.refresh else { return false }
        var finding = words()
        finding.firstSeen = entries.values[index].finding.firstSeen
        finding.count = entries.values[index].finding.count
        entries.values[index] = Entry(finding: finding, worded: now)
        return true
    }

    /// Whether a new finding would put out another.
    var isFull: Bool { entries.count >= Self.limit }

    /// About how many bytes it holds, texts included.
    var memoryBytes: Int {
        entries.capacity * (MemoryLayout<Key>.stride + MemoryLayout<Entry>.stride)
            + entries.values.reduce(0) { $0 + $1.finding.memoryBytes }
    }

    /// Counts a finding again so many times; does nothing when it is not there any more.
    /// - Parameter lastSeen: milliseconds since 1970.
    mutating func add(_ key: Key, times: Int, lastSeen: Int64) {
        guard let index = entries.index(forKey: key) else { return }
        entries.values[index].finding.count += times
        entries.values[index].finding.lastSeen = max(entries.values[index].finding.lastSeen, lastSeen)
    }

    /// Adds everything of another table.
    mutating func add(_ other: FindingTable) {
        for (key, entry) in other.entries {
            guard let known = entries[key] else {
                entries[key] = entry
                continue
            }
            var newer = known.worded >= entry.worded ? known : entry
            newer.finding.firstSeen = min(known.finding.firstSeen, entry.finding.firstSeen)
            newer.finding.lastSeen = max(known.finding.lastSeen, entry.finding.lastSeen)
            newer.finding.count = known.finding.count + entry.finding.count
            entries[key] = newer
        }
    }

    private mutating func forgetOldest() {
        guard let oldest = entries.min(by: { $0.value.finding.lastSeen < $1.value.finding.lastSeen }) else { return }
        entries[oldest.key] = nil
    }

    /// Those that were seen often enough to say so: missing caching headers count from the second answer on.
    func findings(_ thresholds: LiveThresholds) -> [LiveFinding] {
        entries.filter { key, entry in
            key.detector != .noCachingHeaders
                || entry.finding.count >= thresholds.payload.answersWithoutCachingHeaders
        }.map(\.value.finding)
    }
}
