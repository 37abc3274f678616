/// A group of things that comes again and again in a row: `A B A B A B`. The same thing several times in a row counts
/// as once, so that an inner loop of any length (`A B B B A B A B B`) is seen as the group that it belongs to.
public struct RepeatedGroup<Key: Equatable & Sendable>: Sendable, Equatable {
    /// One round, in order.
    public var keys: [Key]
    /// How often the group came.
    public var rounds: Int
    /// What it takes up of the row.
    public var range: Range<Int>
}

/// Finds groups that come again and again.
public enum RepeatedGroups {
    /// The longest group that is looked for.
    public static let longest = 8

    /// The groups of two to ``longest`` keys that come at least `minimum` times, none overlapping another.
    ///
    /// Linear in the keys times `longest`.
    public static func find<Key: Equatable & Sendable>(in keys: [Key], minimum: Int) -> [RepeatedGroup<Key>] {
        let runs = runs(of: keys)
        var found: [RepeatedGroup<Key>] = []
        var at = 0
        while at < runs.count {
            let best = (2...longest).lazy.map { (period: $0, rounds: rounds(keys, runs, from: at, period: $0)) }
                .first { $0.rounds >= minimum }
            guard let best else {
                at += 1
                continue
            }
            let end = at + best.period * best.rounds
            found.append(
                RepeatedGroup(
                    keys: runs[at..<at + best.period].map { keys[$0.lowerBound] }, rounds: best.rounds,
                    range: runs[at].lowerBound..<runs[end - 1].upperBound))
            at = end
        }
        return found
    }

    /// Where the same key stands several times in a row.
    private static func runs<Key: Equatable>(of keys: [Key]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in keys.indices {
            if let last = runs.last, keys[last.lowerBound] == keys[index] {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }

    private static func rounds<Key: Equatable>(
        _ keys: [Key], _ runs: [Range<Int>], from start: Int, period: Int
    ) -> Int {
        var at = start + period
        while at < runs.count, keys[runs[at].lowerBound] == keys[runs[at - period].lowerBound] { at += 1 }
        return (at - start) / period
    }
}
