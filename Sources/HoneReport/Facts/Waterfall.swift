import HoneAgent
import HoneCore

/// The mean response time from before the first kept fix, through each kept fix, to now.
///
/// Each step is what its own trial measured, from A to B; the steps are not forced to meet, so that a drift of the
/// machine between two trials stays visible. Trials with different objectives do not share an axis.
struct Waterfall: Equatable {
    /// What the trials compared.
    var objective: Verdict.Objective
    /// The kept fixes in the order they were tried.
    var steps: [Step]

    /// One kept fix.
    struct Step: Equatable {
        /// Its pattern.
        var pattern: PatternID
        /// The mean without it, in ms.
        var from: Double
        /// The mean with it, in ms.
        var to: Double
        /// The share that it saved.
        var gain: Double
    }

    /// The waterfalls of a run, one for each objective with a kept verdict.
    static func all(in run: Run) -> [Waterfall] {
        [Verdict.Objective.latency, .delivery].compactMap { objective in
            let steps = run.verdicts.filter { $0.outcome == .kept && $0.objective == objective }.compactMap { verdict in
                verdict.comparison.map { Step(pattern: verdict.pattern, from: $0.a, to: $0.b, gain: $0.gain) }
            }
            return steps.isEmpty ? nil : Waterfall(objective: objective, steps: steps)
        }
    }
}
