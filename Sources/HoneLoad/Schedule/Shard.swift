/// Which part of a scenario one of several processes runs: every `count`-th user and arrival, beginning with its own
/// number. All shards together run exactly the scenario.
public struct Shard: Sendable, Codable, Equatable {
    /// From 0.
    public var index: Int
    /// How many there are.
    public var count: Int

    /// All of it.
    public static let whole = Shard(index: 0, count: 1)

    /// Part `index` (from 0) of `count`.
    public init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// `3/8`: the third of eight; nil when that is not what `text` says.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...10_000).contains(count),
            (1...count).contains(number)
        else { return nil }
        self.init(index: number - 1, count: count)
    }
}
