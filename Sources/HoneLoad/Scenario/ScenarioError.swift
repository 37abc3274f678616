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
        try validateLoad()
        try check(
            warmUp >= 0 && warmUp < load.duration, "warmUp", warmUp, "needs 0 or more seconds, less than the load lasts"
        )
        try check(timeout: timeout, "timeout")
        try check((0...20).contains(redirects), "redirects", redirects, "needs a number from 0 to 20")
        try check(
            (1...1_000).contains(transport.usersPerConnection), "transport.usersPerConnection",
            transport.usersPerConnection, "needs a number from 1 to 1000")
        try check(
            transport.usersPerConnection == 1 || transport.version == .http2, "transport.usersPerConnection",
            transport.usersPerConnection, "only HTTP/2 carries several users on a connection; set the version to 2")
        try check(
            transport.keepAlive || transport.version != .http2, "transport.keepAlive", transport.keepAlive,
            "HTTP/2 keeps its connections; use HTTP/1.1 to measure connections without keep-alive")
        try check(!classes.isEmpty, "classes", "", "needs at least one class of users")
        let total = classes.reduce(0) { $0 + $1.weight }
        try check(total > 0 && total.isFinite, "classes", total, "at least one class needs a weight above 0")
        for (index, users) in classes.enumerated() { try validate(users, field: "classes[\(index)]") }
    }

    private func validateLoad() throws(ScenarioError) {
        try check(!load.stages.isEmpty, "load.stages", "", "needs at least one stage")
        for (index, stage) in load.stages.enumerated() {
            let field = "load.stages[\(index)]"
            let least = load.isOpen ? 0.001 : 1
            let what = load.isOpen ? "needs a rate above 0" : "needs at least one user"
            let isPause = stage.level == 0 && load.stages.count > 1
            try check(stage.level.isFinite && (stage.level >= least || isPause), field, stage.level, what)
            try check(
                stage.level <= (load.isOpen ? Load.highestRate : Double(Load.highestUsers)), field, stage.level,
                "needs at most \(Load.highestUsers) users, or \(Int(Load.highestRate)) arrivals a second")
            try check(stage.ramp >= 0 && stage.ramp.isFinite, field, stage.ramp, "a ramp lasts 0 or more seconds")
            try check(stage.hold >= 0 && stage.hold.isFinite, field, stage.hold, "a level is held 0 or more seconds")
            try check(stage.ramp + stage.hold > 0, field, "0 s", "a stage needs a ramp or a hold; give it some seconds")
        }
        try check(load.duration <= 604_800, "load", load.duration, "a run may last a week (604800 s) at most")
        try check(load.peak > 0, "load", load.peak, "at least one stage needs a level above 0")
        try check(
            (1...Load.highestUsers).contains(load.mostUsers), "load.mostUsers", load.mostUsers,
            "needs a number from 1 to \(Load.highestUsers)")
    }

    private func validate(_ users: UserClass, field: String) throws(ScenarioError) {
        try check(
            users.weight >= 0 && users.weight.isFinite, "\(field).weight", users.weight, "needs a number of 0 or more")
        try check(!users.tasks.isEmpty, "\(field).tasks", "", "needs at least one task")
        for (index, task) in users.tasks.enumerated() {
            try check(
                task.weight >= 0 && task.weight.isFinite, "\(field).tasks[\(index)].weight", task.weight,
                "needs a number of 0 or more")
        }
        for (list, tasks) in [("onStart", users.onStart), ("tasks", users.tasks)] {
            for (index, task) in tasks.enumerated() {
                if let timeout = task.timeout { try check(timeout: timeout, "\(field).\(list)[\(index)].timeout") }
            }
        }
        let total = users.tasks.reduce(0) { $0 + $1.weight }
        try check(
            users.order == .sequence || (total > 0 && total.isFinite), "\(field).tasks", total,
            "at least one task needs a weight above 0")
        let longest = 86_400.0
        switch users.thinkTime {
        case .none: break
        case .constant(let seconds):
            try check(seconds >= 0 && seconds <= longest, "\(field).thinkTime", seconds, "needs 0 to 86400 seconds")
        case .pacing(let seconds):
            try check(
                seconds > 0 && seconds <= longest, "\(field).thinkTime", seconds,
                "needs more than 0 and at most 86400 seconds")
        case .uniform(let from, let to):
            try check(
                from >= 0 && from <= to && to <= longest, "\(field).thinkTime", "\(from) to \(to)",
                "needs 0 or more seconds, the smaller first, at most 86400")
        case .normal(let mean, let deviation):
            try check(
                mean >= 0 && mean <= longest && deviation >= 0 && deviation <= longest, "\(field).thinkTime",
                "\(mean) ± \(deviation)", "needs a mean and a deviation of 0 to 86400 seconds")
        }
    }

    private func check(timeout: Double, _ field: String) throws(ScenarioError) {
        try check(timeout > 0 && timeout <= 3_600, field, timeout, "needs more than 0 and at most 3600 seconds")
    }

    private func check(
        _ holds: Bool, _ field: String, _ found: some CustomStringConvertible, _ remedy: String
    ) throws(ScenarioError) {
        guard holds else { throw ScenarioError(field: field, found: found.description, remedy: remedy) }
    }
}
