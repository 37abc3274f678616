/// How a command of the agent ends, as a process exit status.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything measured is within its threshold.
    case met = 0
    /// It worked, and a threshold is not met.
    case notMet = 1
    /// A flag, an argument or `hone.yaml` is wrong.
    case usage = 2
    /// The target cannot be reached, does not start, or stopped in the middle.
    case unreachable = 3
    /// A change was refused because it would not have been safe; nothing was changed.
    case refused = 4
    /// Hone itself could not go on: no space left, a file that cannot be written.
    case failed = 5
    /// A measurement that says nothing: the load generator could not keep up, or an interval holds zero.
    case inconclusive = 6
    /// Interrupted by Ctrl-C; the target is as it was found.
    case interrupted = 130
}

/// What stopped the agent, in the terms of the person who has to act.
public struct AgentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// How the process ends.
    public var status: ExitStatus
    /// What was attempted, on what, and what was found.
    public var problem: String
    /// What to do now.
    public var remedy: String

    /// An error that a person can act on.
    public init(_ status: ExitStatus, _ problem: String, remedy: String) {
        self.status = status
        self.problem = problem
        self.remedy = remedy
    }

    /// The problem, and the remedy on a line of its own.
    public var description: String { "\(problem)\n  \(remedy)" }
}
