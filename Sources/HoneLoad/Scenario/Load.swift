extension Scenario {
    /// How much load, over time.
    public struct Load: Sendable, Codable, Equatable {
        /// What a stage's level counts.
        public enum Model: String, Sendable, Codable, CaseIterable {
            /// Users at once; each waits for its answer before it goes on.
            case closed
            /// Arrivals per second, evenly spaced, whether or not earlier ones were answered. Each arrival is one task
            /// of a user that is free (or one pass through the tasks, where they run in sequence).
            case open
            /// The same rate on average, with the random gaps of a Poisson process.
            case poisson
        }

        /// One step of the load: it goes to `level` in a straight line over `ramp`, and stays there for `hold`.
        public struct Stage: Sendable, Codable, Equatable {
            /// Users, or arrivals per second.
            public var level: Double
            /// Seconds from the level before (0 before the first) to this one; 0 jumps.
            public var ramp: Double
            /// Seconds at the level.
            public var hold: Double

            /// A step of the load.
            public init(_ level: Double, ramp: Double = 0, hold: Double) {
                self.level = level
                self.ramp = ramp
                self.hold = hold
            }
        }

        /// What the levels count.
        public var model: Model
        /// One after the other.
        public var stages: [Stage]
        /// In an open model, the users (connections) there may be at most; arrivals beyond them wait, and their waiting
        /// counts as latency.
        public var mostUsers: Int

        /// Users there may be at once, in all shards together.
        static let highestUsers = 1_000_000
        /// Arrivals per second there may be.
        static let highestRate = 10_000_000.0

        /// Load in stages.
        public init(_ model: Model, stages: [Stage], mostUsers: Int = 1_000) {
            self.model = model
            self.stages = stages
            self.mostUsers = mostUsers
        }

        /// The same number of users throughout, who start over `ramp` seconds; `duration` seconds follow.
        public static func users(_ users: Int, ramp: Double = 0, duration: Double) -> Load {
            Load(.closed, stages: [Stage(Double(users), ramp: ramp, hold: duration)])
        }

        /// The same rate throughout, in arrivals per second.
        public static func rate(_ perSecond: Double, duration: Double, mostUsers: Int = 1_000) -> Load {
            Load(.open, stages: [Stage(perSecond, hold: duration)], mostUsers: mostUsers)
        }

        /// Whether arrivals come by their own clock.
        public var isOpen: Bool { model != .closed }

        /// The length of all stages, seconds.
        public var duration: Double { stages.reduce(0) { $0 + $1.ramp + $1.hold } }

        /// The highest level of all stages.
        public var peak: Double { stages.map(\.level).max() ?? 0 }

        /// The most users there can be at once.
        public var peakUsers: Int { isOpen ? mostUsers : Int(peak.rounded(.up)) }
    }
}
