/// How much load a target bears before a threshold breaks, and how sure that is.
public struct Capacity: Sendable, Codable, Equatable {
    /// Why the search ended.
    public enum Ending: String, Sendable, Codable, CaseIterable {
        /// The knee was found.
        case knee
        /// The highest level allowed still passes: the capacity is at least that.
        case highestLevel
        /// The generator could not keep up: the capacity is at least the highest level that passed, and it takes a
        /// stronger generator, or several, to find it.
        case generator
        /// Thresholds break at the lowest level there is.
        case lowestLevel
        /// As many measurements were made as allowed.
        case runs
        /// Somebody ended it.
        case stopped
    }

    /// The levels between which the capacity lies.
    public struct Interval: Sendable, Codable, Equatable {
        /// The highest level below the knee that passed every time; 0 when none did.
        public var low: Int
        /// The lowest level above the knee that failed every time; nil when none did.
        public var high: Int?
        /// How often ``low`` was measured, and passed.
        public var lowPassed: Int
        /// How often ``high`` was measured, and failed.
        public var highFailed: Int

        /// An interval from its ends.
        public init(low: Int, high: Int?, lowPassed: Int, highFailed: Int) {
            self.low = low
            self.high = high
            self.lowPassed = lowPassed
            self.highFailed = highFailed
        }
    }

    /// A level and its measurements.
    public struct Level: Sendable, Codable, Equatable {
        /// Users, or arrivals per second.
        public var level: Int
        /// What was measured at it, in the order of measuring.
        public var measurements: [CapacityMeasurement]

        /// A level without measurements.
        public init(_ level: Int, measurements: [CapacityMeasurement] = []) {
            self.level = level
            self.measurements = measurements
        }

        /// Measurements that the generator kept up with.
        public var valid: [CapacityMeasurement] { measurements.filter { !$0.isInvalid } }
        /// How many of the valid ones met every threshold.
        public var passed: Int { measurements.count { !$0.isInvalid && $0.isPassed } }
        /// How many of the valid ones did not.
        public var failed: Int { measurements.count { !$0.isInvalid && !$0.isPassed } }
        /// The median of the requests per second of the valid ones; 0 without any.
        public var requestsPerSecond: Double { Self.median(valid.map(\.requestsPerSecond)) ?? 0 }

        /// The median figure of each threshold.
        public var outcomes: [ThresholdOutcome] {
            guard let first = valid.first else { return [] }
            return first.outcomes.enumerated().map { place, outcome in
                let values = valid.compactMap { place < $0.outcomes.count ? $0.outcomes[place].value : nil }
                return ThresholdOutcome(outcome.threshold, value: Self.median(values))
            }
        }

        private static func median(_ values: [Double]) -> Double? {
            guard !values.isEmpty else { return nil }
            let sorted = values.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }

    /// What the levels count.
    public var model: Scenario.Load.Model
    /// The highest level below the knee that passes, by the majority of its measurements; 0 when none does.
    public var level: Int
    /// Requests per second at that level, the median of its measurements.
    public var requestsPerSecond: Double
    /// The threshold that broke in most of the measurements of the lowest level that fails, with the median of its
    /// figures; nil when none fails.
    public var brokeFirst: ThresholdOutcome?
    /// Where the capacity lies.
    public var interval: Interval
    /// Every level measured, ascending.
    public var levels: [Level]
    /// Why the search ended.
    public var ending: Ending

    /// A capacity from its parts.
    public init(
        model: Scenario.Load.Model, level: Int, requestsPerSecond: Double, brokeFirst: ThresholdOutcome?,
        interval: Interval, levels: [Level], ending: Ending
    ) {
        self.model = model
        self.level = level
        self.requestsPerSecond = requestsPerSecond
        self.brokeFirst = brokeFirst
        self.interval = interval
        self.levels = levels
        self.ending = ending
    }

    /// How many measurements were made.
    public var runs: Int { levels.reduce(0) { $0 + $1.measurements.count } }
}
