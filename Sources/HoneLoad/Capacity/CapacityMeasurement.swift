/// One run at one level, as a capacity search sees it.
public struct CapacityMeasurement: Sendable, Codable, Equatable {
    /// Users, or arrivals per second.
    public var level: Int
    /// Requests that ended per second.
    public var requestsPerSecond: Double
    /// What each threshold came to.
    public var outcomes: [ThresholdOutcome]
    /// Whether the generator could not keep up, so that the run says nothing about the target.
    public var isInvalid: Bool

    /// Whether every threshold is met.
    public var isPassed: Bool { outcomes.allSatisfy(\.isMet) }

    /// A measurement from its parts.
    public init(level: Int, requestsPerSecond: Double, outcomes: [ThresholdOutcome], isInvalid: Bool = false) {
        self.level = level
        self.requestsPerSecond = requestsPerSecond
        self.outcomes = outcomes
        self.isInvalid = isInvalid
    }

    /// What a run at `level` says.
    /// - Parameters:
    ///   - result: of a scenario at that level.
    ///   - thresholds: what must hold.
    public init(level: Int, result: LoadResult, thresholds: [LoadThreshold]) {
        var outcomes = thresholds.map {
            $0.outcome(tasks: result.tasks, total: result.total, seconds: result.seconds)
        }
        if result.model == .open {
            let sustained = Self.sustained(level: level, seconds: result.seconds)
            outcomes.append(sustained.outcome(tasks: result.tasks, total: result.total, seconds: result.seconds))
        }
        self.init(
            level: level, requestsPerSecond: result.requestsPerSecond, outcomes: outcomes, isInvalid: result.isInvalid)
    }

    /// Arrivals must be answered about as fast as they come, or the queue grows for as long as they do and the
    /// latency says only how long the measurement was. One in twenty may be under way; three standard deviations of
    /// a Poisson count are given on top, because random arrivals may be that many fewer.
    static func sustained(level: Int, seconds: Double) -> LoadThreshold {
        let deviation = (Double(level) / max(1, seconds)).squareRoot()
        return LoadThreshold(.requestRate, .atLeast, max(0, 0.95 * Double(level) - 3 * deviation))
    }
}
