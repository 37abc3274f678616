/// Deals users out to classes: after any number of users each class has within one of its share.
///
/// The quota method of Tijdeman, "The chairman assignment problem" (Discrete Mathematics 32, 1980): of k classes none
/// is ever further than 1 − 1/(2k − 2) users from its share.
struct ClassDeal: Sendable {
    /// The class of each user, from the first; empty when there is one class only.
    private let classes: [UInt16]

    /// - Parameters:
    ///   - weights: of the classes; 0 gets nobody.
    ///   - users: how many users are dealt out; those beyond repeat the deal. O(users × classes).
    init(weights: [Double], users: Int) {
        let total = weights.reduce(0, +)
        let shares = weights.map { $0 / total }
        let candidates = shares.indices.filter { shares[$0] > 0 }
        guard candidates.count > 1 else {
            classes = candidates.first.map { [UInt16($0)] } ?? []
            return
        }
        let threshold = 1 / Double(2 * candidates.count - 2)
        var counts = [Double](repeating: 0, count: weights.count)
        var deal: [UInt16] = []
        deal.reserveCapacity(users)
        for number in 0..<max(1, users) {
            // What each is owed. The one whose share would be exceeded the soonest goes first; a threshold that
            // rounding lets nobody reach falls back to whom most is owed.
            var best: (index: Int, patience: Double)?
            var most = (index: candidates[0], owed: -Double.infinity)
            for index in candidates {
                let owed = shares[index] * Double(number + 1) - counts[index]
                if owed > most.owed { most = (index, owed) }
                guard owed >= threshold else { continue }
                let patience = (1 - threshold - owed) / shares[index]
                if best.map({ patience < $0.patience }) ?? true { best = (index, patience) }
            }
            let chosen = best?.index ?? most.index
            counts[chosen] += 1
            deal.append(UInt16(chosen))
        }
        classes = deal
    }

    /// The class of a user, by its number from 0.
    func userClass(of user: Int) -> Int { classes.isEmpty ? 0 : Int(classes[user % classes.count]) }
}
