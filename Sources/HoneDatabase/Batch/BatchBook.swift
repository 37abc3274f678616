/// Who waits for which keys, and which of them are asked for together: a pure state machine.
///
/// A round gathers the keys of all who come until it is closed, at the tick or because it is full; then it is loaded,
/// and ends for all of them at once.
struct BatchBook<Key: Hashable> {
    /// What somebody who comes with keys is to do, beside waiting.
    enum Joined: Equatable {
        /// Nothing: the round that he joined is under way.
        case joined
        /// Start the tick of the round that he opened.
        case opened(round: Int)
        /// Load the round that he filled, without waiting for its tick.
        case filled(round: Int)
    }

    private struct Round {
        var waiters: [(id: Int, keys: [Key])] = []
        var keys: Set<Key> = []
    }

    private let maximumKeys: Int
    private var rounds: [Int: Round] = [:]
    private var open: Int?
    private var nextRound = 0

    /// - Parameter maximumKeys: how many different keys fill a round.
    init(maximumKeys: Int) { self.maximumKeys = maximumKeys }

    /// Somebody comes with keys.
    mutating func join(_ id: Int, keys: [Key]) -> Joined {
        let isNew = open == nil
        if isNew {
            nextRound += 1
            open = nextRound
            rounds[nextRound] = Round()
        }
        let round = nextRound
        rounds[round]?.waiters.append((id, keys))
        rounds[round]?.keys.formUnion(keys)
        guard let count = rounds[round]?.keys.count, count >= maximumKeys else {
            return isNew ? .opened(round: round) : .joined
        }
        open = nil
        return .filled(round: round)
    }

    /// A round is to be loaded: nobody joins it any more.
    /// - Returns: the keys that somebody still waits for, each once, in the order they came; empty when nobody does.
    mutating func close(_ round: Int) -> [Key] {
        if open == round { open = nil }
        var seen: Set<Key> = []
        return (rounds[round]?.waiters ?? []).flatMap(\.keys).filter { seen.insert($0).inserted }
    }

    /// A round has ended, well or not.
    /// - Returns: those who waited for it, with their keys.
    mutating func end(_ round: Int) -> [(id: Int, keys: [Key])] {
        if open == round { open = nil }
        return rounds.removeValue(forKey: round)?.waiters ?? []
    }

    /// Somebody no longer waits.
    /// - Returns: nil when he was served already or never came; else the round, and whether nobody waits for it now.
    mutating func leave(_ id: Int) -> (round: Int, isDeserted: Bool)? {
        for (round, entry) in rounds {
            guard let index = entry.waiters.firstIndex(where: { $0.id == id }) else { continue }
            rounds[round]?.waiters.remove(at: index)
            let isDeserted = rounds[round]?.waiters.isEmpty ?? true
            if isDeserted { _ = end(round) }
            return (round, isDeserted)
        }
        return nil
    }
}
