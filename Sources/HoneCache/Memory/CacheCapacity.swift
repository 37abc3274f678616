/// How much a cache holds; neither is exceeded.
public enum CacheCapacity: Sendable, Equatable {
    /// So many entries; at least 1.
    case entries(Int)
    /// Entries of so much weight together, in the unit of the cache's weigher; at least 1.
    case weight(Int)

    var amount: Int {
        switch self {
        case .entries(let amount), .weight(let amount): max(1, amount)
        }
    }

    /// How many parts a cache is split into: four for each core, as long as none is so small that what is in it is
    /// left to chance, or that a single entry might not fit.
    /// - Parameter wanted: what the app asked for.
    func stripes(wanted: Int?, cores: Int) -> Int {
        let most: Int
        switch self {
        case .entries: most = amount / 512
        case .weight: most = amount >> 20
        }
        let limit = min(wanted ?? min(cores * 4, most), amount, 4_096)
        var count = 1
        while count * 2 <= limit { count *= 2 }
        return count
    }
}
