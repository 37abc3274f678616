/// A scenario that cannot be run as written. Found before any traffic.
public struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part of the scenario that is wrong, such as `tasks[2].paths[0]`.
    public var field: String
    /// What stands there.
    public var found: String
    /// Why that cannot be, and what to write instead.
    public var remedy: String

    /// An error about `field`.
    public init(field: String, found: String, remedy: String) {
        self.field = field
        self.found = found
        self.remedy = remedy
    }

    /// One line for a person.
    public var description: String { "\(field): \(found.isEmpty ? "empty" : "\"\(found)\""): \(remedy)" }
}

extension Scenario {
    /// Checks everything that can be known before traffic.
    /// - Throws: ``ScenarioError`` for the first thing that is wrong.
    public func validate() throws(ScenarioError) {
        _ = try RequestPlan(self)
    }

    func validateNumbers() throws(ScenarioError) {
        try check(users >= 1, "users", users, "needs at least one user")
        try check(duration > 0 && duration.isFinite, "duration", duration, "needs a number of seconds above 0")
        try check(ramp >= 0 && ramp.isFinite, "ramp", ramp, "needs 0 or more seconds")
        try check(warmUp >= 0 && warmUp.isFinite, "warmUp", warmUp, "needs 0 or more seconds")
        try check(
            warmUp + duration <= 604_800, "duration", duration,
            "warm-up and duration may last a week (604800 s) at most")
        try check(ramp <= warmUp + duration, "ramp", ramp, "users would start after the run has ended; shorten it")
        try check(timeout > 0 && timeout <= 3_600, "timeout", timeout, "needs more than 0 and at most 3600 seconds")
        try check(!tasks.isEmpty, "tasks", "", "needs at least one task")
        for (index, task) in tasks.enumerated() {
            try check(
                task.weight >= 0 && task.weight.isFinite, "tasks[\(index)].weight", task.weight,
                "needs a number of 0 or more")
        }
        let total = tasks.reduce(0) { $0 + $1.weight }
        try check(total > 0 && total.isFinite, "tasks", total, "at least one task needs a weight above 0")
        let longest = 86_400.0
        switch thinkTime {
        case .none: break
        case .constant(let seconds):
            try check(
                seconds >= 0 && seconds <= longest, "thinkTime", seconds, "needs 0 to 86400 seconds")
        case .uniform(let from, let to):
            try check(
                from >= 0 && from <= to && to <= longest, "thinkTime", "\(from) to \(to)",
                "needs 0 or more seconds, the smaller first, at most 86400")
        }
    }

    private func check(
        _ holds: Bool, _ field: String, _ found: some CustomStringConvertible, _ remedy: String
    ) throws(ScenarioError) {
        guard holds else { throw ScenarioError(field: field, found: found.description, remedy: remedy) }
    }
}
