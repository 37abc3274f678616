extension Scenario {
    /// One kind of user: what such a user does first, what it does then, and how long it pauses.
    public struct UserClass: Sendable, Codable, Equatable {
        /// How a user goes through its tasks.
        public enum Order: String, Sendable, Codable, CaseIterable {
            /// Each time one of them, by weight.
            case random
            /// One after the other as written, then again from the first. Weights play no part.
            case sequence
        }

        /// The name of the class.
        public var name: String
        /// How many of the users are of this class, relative to the others.
        public var weight: Double
        /// What each user does once, in this order, before its first task: usually a login. A user whose start fails
        /// tries again from the first of them after a second, and runs no task before it succeeds.
        public var onStart: [Task]
        /// What a user does then.
        public var tasks: [Task]
        /// How it goes through them.
        public var order: Order
        /// The pause after each task.
        public var thinkTime: ThinkTime
        /// Headers sent with every task, and with those of ``onStart`` whose values are known by then. Values in double
        /// braces are filled in: `Authorization: Bearer {{token}}`.
        public var headers: [Header]
        /// Keep the cookies that the target sets and send them back.
        public var keepsCookies: Bool

        /// A kind of user.
        public init(
            name: String = "users", weight: Double = 1, tasks: [Task], order: Order = .random,
            thinkTime: ThinkTime = .none, onStart: [Task] = [], headers: [Header] = [], keepsCookies: Bool = false
        ) {
            self.name = name
            self.weight = weight
            self.onStart = onStart
            self.tasks = tasks
            self.order = order
            self.thinkTime = thinkTime
            self.headers = headers
            self.keepsCookies = keepsCookies
        }
    }

    /// How long a user waits before its next request, in seconds.
    public enum ThinkTime: Sendable, Codable, Equatable {
        /// Not at all: the next request follows the answer at once.
        case none
        /// Always the same time after the answer.
        case constant(seconds: Double)
        /// Any time between the two after the answer, all equally likely.
        case uniform(from: Double, to: Double)
        /// A normally distributed time after the answer; what comes out below 0 is 0.
        case normal(mean: Double, deviation: Double)
        /// Requests are meant to start this far apart, however long answers take. A user who is late catches up, and
        /// the latency of what it sends late counts from when it was meant to start.
        case pacing(seconds: Double)

        /// The mean of the pauses, seconds; for ``pacing(seconds:)`` the time between two starts.
        public var mean: Double {
            switch self {
            case .none: 0
            case .constant(let seconds), .pacing(let seconds): seconds
            case .uniform(let from, let to): (from + to) / 2
            case .normal(let mean, _): mean
            }
        }
    }
}
