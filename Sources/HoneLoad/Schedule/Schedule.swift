/// When each user starts, which task it runs next, and how long it thinks after: a pure function of the scenario.
///
/// The driver adds nothing random, so two runs of a scenario make the same users take the same steps, and the share
/// of each task is known before any traffic.
public struct Schedule: Sendable {
    /// One request of one user.
    public struct Step: Sendable, Equatable {
        /// Index into the scenario's tasks.
        public var task: Int
        /// Index into the task's paths.
        public var path: Int
        /// How long the user waits between the answer to this request and its next request.
        public var thinkNanoseconds: UInt64
    }

    /// The steps of one user, without end.
    public struct Steps: Sequence, IteratorProtocol, Sendable {
        let schedule: Schedule
        private var random: SeededGenerator

        fileprivate init(schedule: Schedule, user: Int) {
            self.schedule = schedule
            random = SeededGenerator(seed: schedule.seed, stream: UInt64(user) << 1)
        }

        /// The user's next step; never nil. O(tasks).
        public mutating func next() -> Step? { advance() }

        @inline(__always)
        mutating func advance() -> Step { schedule.step(&random) }
    }

    private let bounds: [Double]
    private let paths: [UInt64]
    private let thinkTime: Scenario.ThinkTime
    private let users: Int
    private let rampNanoseconds: Double
    fileprivate let seed: UInt64

    /// The schedule of a scenario that ``Scenario/validate()`` accepts.
    public init(_ scenario: Scenario) {
        var total = 0.0
        bounds = scenario.tasks.map { task in
            total += task.weight
            return total
        }
        paths = scenario.tasks.map { UInt64(max(1, $0.paths.count)) }
        thinkTime = scenario.thinkTime
        users = scenario.users
        rampNanoseconds = scenario.ramp * 1e9
        seed = scenario.seed
    }

    /// When user number `user` (from 0) starts, counted from the start of the run.
    public func startNanoseconds(ofUser user: Int) -> UInt64 {
        UInt64(rampNanoseconds * Double(user) / Double(max(1, users)))
    }

    /// What user number `user` does.
    public func steps(ofUser user: Int) -> Steps { Steps(schedule: self, user: user) }

    @inline(__always)
    private func step(_ random: inout SeededGenerator) -> Step {
        // A single task without a choice of path draws nothing.
        var task = 0
        if bounds.count > 1 {
            let point = random.nextUnit() * bounds[bounds.count - 1]
            while task < bounds.count - 1, point >= bounds[task] { task += 1 }
        }
        let path = paths[task] > 1 ? Int(random.next(in: 0...(paths[task] - 1))) : 0
        return Step(task: task, path: path, thinkNanoseconds: think(&random))
    }

    @inline(__always)
    private func think(_ random: inout SeededGenerator) -> UInt64 {
        switch thinkTime {
        case .none: 0
        case .constant(let seconds): UInt64(seconds * 1e9)
        case .uniform(let from, let to): UInt64((from + (to - from) * random.nextUnit()) * 1e9)
        }
    }
}
