/// How a capacity is searched for.
public struct CapacityPlan: Sendable, Codable, Equatable {
    /// The first level measured: users, or arrivals per second.
    public var start: Int
    /// Each level is this many times the one before, until a threshold breaks.
    public var factor: Double
    /// How close the two levels beside the knee come to each other, as a share of the upper one; whole users or
    /// arrivals are the limit below.
    public var precision: Double
    /// How often each of the two levels beside the knee is measured again, to be sure.
    public var repeats: Int
    /// The highest level tried.
    public var most: Int
    /// Measurements after which the search ends with what it knows.
    public var mostRuns: Int
    /// Seconds that each measurement records.
    public var seconds: Double
    /// Seconds of traffic before the recording of each measurement; the users of a closed model start in the first
    /// half of them.
    public var warmUp: Double
    /// Seconds without traffic after a measurement in which a threshold broke, for the target's queues to drain.
    public var rest: Double
    /// What must hold, when the scenario has no thresholds of its own.
    public var thresholds: [LoadThreshold]

    /// What must hold unless somebody says otherwise: fewer than 1 % errors, and 95 of 100 answers within a second,
    /// up to which a person's flow of thought stays uninterrupted (Nielsen, Usability Engineering, 1993, chapter 5).
    public static let usualThresholds = [LoadThreshold(.errorRate, .below, 0.01), LoadThreshold(.p95, .below, 1_000)]

    /// A plan. Numbers that make no sense are taken as the nearest ones that do: a factor as 1.1 at least, a precision
    /// as 0.005 to 0.5.
    public init(
        start: Int = 10, factor: Double = 2, precision: Double = 0.05, repeats: Int = 3, most: Int = 10_000,
        mostRuns: Int = 60, seconds: Double = 10, warmUp: Double = 2, rest: Double = 1,
        thresholds: [LoadThreshold] = usualThresholds
    ) {
        self.most = max(1, most)
        self.start = min(max(1, start), self.most)
        self.factor = factor.isFinite ? max(1.1, factor) : 2
        self.precision = precision.isFinite ? min(0.5, max(0.005, precision)) : 0.05
        self.repeats = max(0, repeats)
        self.mostRuns = max(1, mostRuns)
        self.seconds = seconds
        self.warmUp = warmUp
        self.rest = rest
        self.thresholds = thresholds
    }

    /// The widest gap that levels beside the knee may have when the upper one is `level`.
    func step(at level: Int) -> Int { max(1, Int(precision * Double(level))) }
}
