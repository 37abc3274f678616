/// What hit ratio a cache would have had: a trace replayed through policies, each at several sizes.
///
/// Every entry weighs the same and none expires, so that policies differ by their choice alone.
public struct CacheSimulation: Sendable {
    /// One policy at one size.
    public struct Outcome: Sendable, Equatable {
        /// The policy.
        public let policy: CachePolicy
        /// Entries the cache held at most.
        public let capacity: Int
        /// Requests that found their key.
        public let hits: Int
        /// All requests.
        public let requests: Int

        /// Hits as a share of the requests, from 0 to 1; 0 without requests.
        public var hitRatio: Double { requests == 0 ? 0 : Double(hits) / Double(requests) }
    }

    /// By size, and within a size in the order of the policies.
    public let outcomes: [Outcome]

    /// Replays a trace, taking O(n log n) time in its length for the optimum and O(n) for the others.
    /// - Parameters:
    ///   - trace: the requests.
    ///   - policies: what is compared.
    ///   - shares: sizes, as shares of the trace's distinct keys; each is rounded to entries, 1 at least.
    public init(
        _ trace: KeyTrace, policies: [CachePolicy] = CachePolicy.allCases, shares: [Double] = [0.01, 0.05, 0.1]
    ) {
        let most = Double(max(1, trace.distinctKeys))
        self.init(
            trace, policies: policies,
            capacities: shares.map { Int(min(max(1, (Double(trace.distinctKeys) * $0).rounded()), most)) })
    }

    /// The same with sizes in entries; less than 1 counts as 1.
    public init(_ trace: KeyTrace, policies: [CachePolicy] = CachePolicy.allCases, capacities: [Int]) {
        outcomes = capacities.flatMap { capacity in
            policies.map { policy in
                let capacity = max(1, capacity)
                return Outcome(
                    policy: policy, capacity: capacity, hits: policy.hits(of: trace, capacity: capacity),
                    requests: trace.keys.count)
            }
        }
    }

    /// The hit ratios in percent with a decimal: a line for each size, a column for each policy.
    public var table: String {
        var policies: [CachePolicy] = []
        for outcome in outcomes where !policies.contains(outcome.policy) { policies.append(outcome.policy) }
        var lines = [Self.line(["entries"] + policies.map(\.rawValue))]
        var rest = outcomes[...]
        while let first = rest.first {
            let row = rest.prefix(policies.count)
            rest = rest.dropFirst(policies.count)
            lines.append(Self.line(["\(first.capacity)"] + row.map { Self.percent($0.hitRatio) }))
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined(separator: " ")
    }

    private static func percent(_ ratio: Double) -> String {
        let tenths = Int((ratio * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
