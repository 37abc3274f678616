import HoneCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Who does what when: a pure function of the scenario, its seed and the shard.
///
/// The driver adds nothing random, so two runs of a scenario make the same users take the same steps, and the share
/// of each task is known before any traffic.
public struct Schedule: Sendable {
    /// One request of one user.
    public struct Step: Sendable, Equatable {
        /// Index into the class's tasks.
        public var task: Int
        /// Index into the task's paths.
        public var path: Int
        /// The think time after it; with pacing, how long after this step's intended start the next one's is.
        public var thinkNanoseconds: UInt64
    }

    /// One arrival of an open model.
    public struct Arrival: Sendable, Equatable {
        /// Its number among all arrivals of the scenario, from 0.
        public var number: UInt64
        /// When it is meant to start, nanoseconds from the start of the run.
        public var due: UInt64
        /// The class of user it is.
        public var userClass: Int
    }

    private struct ClassPlan: Sendable {
        let bounds: [Double]
        let paths: [UInt64]
        let thinkTime: Scenario.ThinkTime
        let order: Scenario.UserClass.Order
    }

    private let classes: [ClassPlan]
    private let classBounds: [Double]
    private let deal: ClassDeal
    private let profile: Profile
    private let load: Scenario.Load
    /// The part of the scenario it is of.
    public let shard: Shard
    let seed: UInt64

    /// The schedule of a scenario that ``Scenario/validate()`` accepts.
    public init(_ scenario: Scenario, shard: Shard = .whole) {
        func bounds(_ weights: [Double]) -> [Double] {
            var total = 0.0
            return weights.map { weight in
                total += weight
                return total
            }
        }
        classes = scenario.classes.map { users in
            ClassPlan(
                bounds: bounds(users.tasks.map(\.weight)), paths: users.tasks.map { UInt64(max(1, $0.paths.count)) },
                thinkTime: users.thinkTime, order: users.order)
        }
        classBounds = bounds(scenario.classes.map(\.weight))
        // In an open model an arrival has its class, and a user takes that of the arrival it is called for.
        deal = ClassDeal(
            weights: scenario.classes.map(\.weight), users: scenario.load.isOpen ? 1 : scenario.load.peakUsers)
        profile = Profile(scenario.load)
        load = scenario.load
        seed = scenario.seed
        self.shard = shard
    }

    // MARK: Closed model

    /// When user number `user` (from 0) is active, nanoseconds from the start of the run: ascending, not touching.
    public func activity(ofUser user: Int) -> [Range<UInt64>] { profile.activity(ofUser: user) }

    /// The class of user number `user`: dealt out so that of any first n users each class has within one of its
    /// share by weight.
    public func userClass(ofUser user: Int) -> Int {
        deal.userClass(of: user)
    }

    /// What user number `user` does.
    public func steps(ofUser user: Int) -> Steps {
        steps(userClass: userClass(ofUser: user), stream: UInt64(user) << 1)
    }

    // MARK: Open model

    /// The arrivals of this shard, in order.
    /// - Parameters:
    ///   - part: which part of the shard's own arrivals, from 0; an event loop each.
    ///   - parts: how many parts there are.
    public func arrivals(part: Int = 0, of parts: Int = 1) -> Arrivals {
        Arrivals(schedule: self, first: UInt64(part * shard.count + shard.index), step: UInt64(parts * shard.count))
    }

    /// What the user of an arrival does: the steps of its class, drawn from the arrival's own number.
    public func steps(of arrival: Arrival) -> Steps {
        steps(userClass: arrival.userClass, stream: arrival.number << 1 | 1 << 62)
    }

    private func steps(userClass: Int, stream: UInt64) -> Steps {
        Steps(schedule: self, userClass: userClass, random: SeededGenerator(seed: seed, stream: stream))
    }

    @inline(__always)
    fileprivate static func index(of point: Double, in bounds: [Double]) -> Int {
        var index = 0
        while index < bounds.count - 1, point >= bounds[index] { index += 1 }
        return index
    }

    // MARK: Sequences

    /// The steps of one user, without end.
    public struct Steps: Sequence, IteratorProtocol, Sendable {
        fileprivate let schedule: Schedule
        fileprivate let userClass: Int
        fileprivate var random: SeededGenerator
        fileprivate var position = 0

        fileprivate init(schedule: Schedule, userClass: Int, random: SeededGenerator) {
            self.schedule = schedule
            self.userClass = userClass
            self.random = random
        }

        /// The user's next step; never nil. O(tasks).
        public mutating func next() -> Step? { advance() }

        @inline(__always)
        mutating func advance() -> Step {
            let plan = schedule.classes[userClass]
            // A single task without a choice of path draws nothing.
            var task = 0
            if plan.bounds.count > 1 {
                if plan.order == .sequence {
                    task = position
                    position = (position + 1) % plan.bounds.count
                } else {
                    task = Schedule.index(
                        of: random.nextUnit() * plan.bounds[plan.bounds.count - 1], in: plan.bounds)
                }
            }
            let path = plan.paths[task] > 1 ? Int(random.next(in: 0...(plan.paths[task] - 1))) : 0
            return Step(task: task, path: path, thinkNanoseconds: plan.thinkTime.nanoseconds(&random))
        }
    }

    /// Arrivals in order. Every one is calculated on its own, so that no two parts need each other.
    public struct Arrivals: Sequence, IteratorProtocol, Sendable {
        private let schedule: Schedule
        private let step: UInt64
        private var number: UInt64
        /// Of a Poisson process: how many arrivals' areas have been drawn, and their sum.
        private var drawn: UInt64 = 0
        private var area = 0.0
        private var gaps: SeededGenerator

        fileprivate init(schedule: Schedule, first: UInt64, step: UInt64) {
            self.schedule = schedule
            self.step = step
            number = first
            gaps = SeededGenerator(seed: schedule.seed, stream: 1 << 63)
        }

        /// The next arrival; nil after the last.
        public mutating func next() -> Arrival? {
            guard schedule.load.isOpen else { return nil }
            if schedule.load.model == .poisson {
                // Every part draws the gaps of all arrivals, so that each finds its own.
                while drawn <= number {
                    area -= log(1 - gaps.nextUnit())
                    drawn += 1
                }
            } else {
                area = Double(number)
            }
            guard let due = schedule.profile.moment(ofArea: area) else { return nil }
            return take(due: due)
        }

        /// The next arrival at a moment that somebody else decides; there is always one.
        mutating func next(due: UInt64) -> Arrival { take(due: due) }

        private mutating func take(due: UInt64) -> Arrival {
            defer { number += step }
            var userClass = 0
            if schedule.classBounds.count > 1, let total = schedule.classBounds.last {
                var random = SeededGenerator(seed: schedule.seed, stream: number << 1 | 1 << 61)
                userClass = Schedule.index(of: random.nextUnit() * total, in: schedule.classBounds)
            }
            return Arrival(number: number, due: due, userClass: userClass)
        }
    }
}

extension Scenario.ThinkTime {
    @inline(__always)
    fileprivate func nanoseconds(_ random: inout SeededGenerator) -> UInt64 {
        switch self {
        case .none: return 0
        case .constant(let seconds), .pacing(let seconds): return UInt64(seconds * 1e9)
        case .uniform(let from, let to): return UInt64((from + (to - from) * random.nextUnit()) * 1e9)
        case .normal(let mean, let deviation):
            // Box and Muller 1958.
            let radius = (-2 * log(1 - random.nextUnit())).squareRoot()
            let seconds = mean + deviation * radius * cos(2 * Double.pi * random.nextUnit())
            return UInt64(max(0, min(seconds, 86_400)) * 1e9)
        }
    }
}
