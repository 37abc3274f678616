import HoneAgent
import HoneCore

/// What became of a task of the plan.
enum TaskState: Equatable {
    /// A trial proved it, with this verdict.
    case proven(gain: Double)
    /// It was tried and undone.
    case undone(String)
    /// The blocks did not decide; it was undone.
    case undecided(String)
    /// A person has to do it.
    case forPeople
    /// Nothing has been tried yet.
    case open

    /// The state of a pattern after the verdicts of a run; the last verdict counts, and a pattern of which any fix is
    /// kept is proven.
    static func of(_ pattern: PatternID, in run: Run) -> TaskState {
        let verdicts = run.verdicts.filter { $0.pattern == pattern }
        let kept = verdicts.filter { $0.outcome == .kept }
        if !kept.isEmpty {
            // Fixes of one pattern that were kept one after another multiply.
            let left = kept.reduce(1.0) { $0 * (1 - ($1.comparison?.gain ?? 0)) }
            return .proven(gain: 1 - left)
        }
        guard let last = verdicts.last else { return .open }
        return switch last.outcome {
        case .kept: .proven(gain: last.comparison?.gain ?? 0)
        case .reverted: .undone(last.reason)
        case .inconclusive: .undecided(last.reason)
        case .manual: .forPeople
        }
    }

    /// Whether it is done and proven.
    var isDone: Bool {
        if case .proven = self { true } else { false }
    }

    /// A few words for a table.
    var text: String {
        switch self {
        case .proven(let gain): "kept, \(Numbers.gain(gain))"
        case .undone: "tried and undone"
        case .undecided: "inconclusive, undone"
        case .forPeople: "for people"
        case .open: "not tried"
        }
    }
}

extension Run {
    /// Fixes that were tried; those left for people are not among them.
    var tried: Int { verdicts.filter { $0.outcome != .manual }.count }

    /// Whether any probe brought anything home.
    var hasEvidence: Bool {
        baseline.latency.value != nil || baseline.load.value != nil || baseline.queries.value != nil
            || baseline.database.value != nil || baseline.http.value != nil
    }
}
