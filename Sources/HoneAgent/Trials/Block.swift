import HoneCore

/// What one block of load measured: figures by task, since a block that happens to draw more of the cheap tasks must
/// not pass for a faster one.
struct Block: Sendable, Equatable {
    /// Mean latency by task, in ms.
    var latency: [String: Double]
    /// Mean bytes of an answer on the wire by task, headers included; 0 for what the client's cache served.
    var bytes: [String: Double]
    /// Share of requests that failed.
    var errorShare: Double
    /// Failures by kind.
    var errors: [String: Int]

    /// The objective's figure by task, in ms.
    /// - Parameter network: megabits per second.
    func figures(_ objective: Verdict.Objective, network: Double) -> [String: Double] {
        switch objective {
        case .latency: latency
        case .delivery:
            // bits / (megabits per second) are microseconds.
            latency.reduce(into: [:]) { $0[$1.key] = $1.value + (bytes[$1.key] ?? 0) * 8 / network / 1_000 }
        }
    }
}

/// The blocks of a trial reduced to one figure each: the mean over the tasks by their weights. Only tasks that every
/// block measured count, so that all blocks speak of the same thing.
struct BlockFigures: Sendable {
    let a: [Double]
    let b: [Double]
    /// Tasks that some block did not measure.
    let leftOut: [String]

    init(_ blocksA: [[String: Double]], _ blocksB: [[String: Double]], weights: [String: Double]) {
        let all = blocksA + blocksB
        let common = weights.keys.filter { name in weights[name] ?? 0 > 0 && all.allSatisfy { $0[name] != nil } }
            .sorted()
        leftOut = weights.keys.filter { !common.contains($0) }.sorted()
        let total = common.reduce(0) { $0 + (weights[$1] ?? 0) }
        func figure(_ block: [String: Double]) -> Double {
            total > 0 ? common.reduce(0) { $0 + (weights[$1] ?? 0) * (block[$1] ?? 0) } / total : 0
        }
        a = blocksA.map(figure)
        b = blocksB.map(figure)
    }
}
