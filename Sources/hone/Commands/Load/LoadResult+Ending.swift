import HoneAgent
import HoneLoad

extension LoadResult {
    /// Ends the command with the status that this result asks for: returns when there is nothing to complain of.
    /// - Parameter parts: the results that this one is the sum of; one that says nothing leaves the sum saying nothing.
    /// - Throws: ``Ended``, and ``AgentError`` when no request succeeded.
    func end(parts: [LoadResult] = []) throws {
        if ending == .cancelled { throw Ended(status: .interrupted) }
        if total.successes == 0 {
            throw AgentError(
                .unreachable, "No request succeeded.", remedy: "Check that \(target) is up, and the path.")
        }
        if isInvalid || parts.contains(where: \.isInvalid) { throw Ended(status: .inconclusive) }
        if !isPassed { throw Ended(status: .notMet) }
    }
}

extension Capacity {
    /// Ends the command with the status that a search's end asks for: returns when it told what the target bears.
    func end() throws {
        switch ending {
        case .knee, .highestLevel, .runs: return
        case .lowestLevel: throw Ended(status: .notMet)
        case .generator: throw Ended(status: .inconclusive)
        case .stopped: throw Ended(status: .interrupted)
        }
    }
}
