import HoneCore

/// Whether run B differs from run A, by how much, and how sure that is.
///
/// The requests of a second share its luck, and seconds share that of their neighbours (a checkpoint, a full cache, a
/// neighbour on the machine). Taking each request for an observation of its own would call every difference proven. So
/// stretches of seconds are drawn again (``BlockBootstrap``), and the intervals are as wide as that says. A difference
/// that the interval does not prove, and whose absence it does not prove either, is inconclusive: longer runs tell.
public struct LoadComparison: Sendable, Codable, Equatable {
    /// What a comparison says.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        /// B is better; the interval excludes that it is not.
        case better
        /// B is worse; the interval excludes that it is not.
        case worse
        /// Whatever difference there is, it is smaller than the tolerance.
        case same
        /// The interval leaves room for a difference and for none.
        case inconclusive
    }

    /// What is compared.
    public enum Figure: String, Sendable, Codable, CaseIterable {
        /// Percentiles of the latency of the successes, ms.
        case p50, p95, p99
        /// Its mean, ms.
        case average
        /// Requests that ended per second.
        case requestRate = "request_rate"
        /// Failed requests as a share of all, 0 to 1.
        case errorRate = "error_rate"

        /// Whether more of it is better.
        public var higherIsBetter: Bool { self == .requestRate }
        /// The percentile, 0 to 100; nil for the figures that are none.
        var percentile: Double? {
            switch self {
            case .p50: 50
            case .p95: 95
            case .p99: 99
            case .average, .requestRate, .errorRate: nil
            }
        }
    }

    /// How one figure of B differs from that of A.
    public struct Difference: Sendable, Codable, Equatable {
        /// The task it is about; nil for all requests together.
        public var task: String?
        /// What is compared.
        public var figure: Figure
        /// The figure of A, in its unit.
        public var a: Double
        /// The figure of B, in its unit.
        public var b: Double
        /// How much larger B's is: b/a − 1, so 0.1 for 10 % more. Of ``Figure/errorRate``, which may be 0, the
        /// difference b − a.
        public var change: Double
        /// The lower end of the interval that the true change lies in.
        public var low: Double
        /// Its upper end.
        public var high: Double
        /// What it says.
        public var verdict: Verdict
    }

    /// What the comparison assumes.
    public struct Options: Sendable, Codable, Equatable {
        /// The share of comparisons of equal runs whose interval holds 0, of each figure; 0.5 to 0.9999.
        public var confidence: Double
        /// A change that does not matter, as a share.
        public var tolerance: Double
        /// A difference of error rates that does not matter: 0.001 is one request in a thousand.
        public var errorTolerance: Double
        /// How often seconds are drawn again.
        public var resamples: Int
        /// Fixes the draws.
        public var seed: UInt64

        /// 99 %, and 5 % do not matter.
        public init(
            confidence: Double = 0.99, tolerance: Double = 0.05, errorTolerance: Double = 0.001,
            resamples: Int = 2_000, seed: UInt64 = 1
        ) {
            self.confidence = min(0.9999, max(0.5, confidence))
            self.tolerance = max(0, tolerance)
            self.errorTolerance = max(0, errorTolerance)
            self.resamples = min(100_000, max(100, resamples))
            self.seed = seed
        }
    }

    /// What all of it comes to: worse where any figure is, of a task too; otherwise inconclusive where a figure of the
    /// whole run is, or where a generator did not keep up.
    public var verdict: Verdict
    /// The figures of all requests together.
    public var differences: [Difference]
    /// Those of each task that both runs have, where there were requests enough. Their confidence is raised so that all
    /// tasks together are wrong no more often than one figure.
    public var tasks: [Difference]
    /// What speaks against comparing these two, in sentences.
    public var warnings: [String]
    /// What was assumed.
    public var options: Options
    /// Seconds of A and B that were drawn from.
    public var seconds: [Int]
    /// How many neighbouring seconds of A and B were drawn together.
    public var blockLengths: [Int]

    /// Runs shorter than this say nothing about how much they vary.
    public static let fewestSeconds = 10

    /// Compares two runs of one scenario. O(resamples × seconds).
    /// - Throws: ``LoadComparisonError`` when a run is too short, has no series, or is of another load model.
    public init(a: LoadResult, b: LoadResult, options: Options = Options()) throws(LoadComparisonError) {
        guard a.model.name == b.model.name else { throw .differentModels(a: a.model.name, b: b.model.name) }
        self.options = options
        let drawn = try [(a, "A"), (b, "B")].map { result, side throws(LoadComparisonError) in
            let points = result.wholePoints
            guard points.count >= Self.fewestSeconds,
                // Another stream for each side: the two runs did not share their luck.
                let bootstrap = BlockBootstrap(
                    points, resamples: options.resamples, seed: options.seed, stream: side == "A" ? 0 : 1)
            else { throw .tooShort(side: side, seconds: points.count) }
            return bootstrap
        }
        seconds = drawn.map(\.seconds)
        blockLengths = drawn.map(\.blockLength)
        let sides = (Side(a.total, drawn[0], a.requestsPerSecond), Side(b.total, drawn[1], b.requestsPerSecond))
        differences = Figure.allCases.compactMap { Self.whole($0, sides.0, sides.1, options) }
        let common = a.tasks.filter { task in b.tasks.contains { $0.name == task.name } }
        tasks =
            common.count < 2
            ? []
            : common.flatMap { task in
                b.tasks.first { $0.name == task.name }.map {
                    Self.task(task, $0, drawn[0], drawn[1], options, of: common.count)
                } ?? []
            }
        warnings = Self.warnings(a, b)
        verdict = Self.verdict(differences, tasks, doubtful: a.isInvalid || b.isInvalid)
    }

    private static func verdict(_ whole: [Difference], _ tasks: [Difference], doubtful: Bool) -> Verdict {
        if doubtful || whole.isEmpty { return .inconclusive }
        if (whole + tasks).contains(where: { $0.verdict == .worse }) { return .worse }
        if whole.contains(where: { $0.verdict == .inconclusive }) { return .inconclusive }
        return (whole + tasks).contains { $0.verdict == .better } ? .better : .same
    }

    private static func warnings(_ a: LoadResult, _ b: LoadResult) -> [String] {
        var sentences: [String] = []
        func differ(_ what: String, _ one: String, _ other: String) {
            if one != other { sentences.append("The two have different \(what): A \(one), B \(other).") }
        }
        differ("targets", a.target, b.target)
        differ("levels of load", "\(a.level)", "\(b.level)")
        differ("tasks", a.tasks.map(\.name).joined(separator: ", "), b.tasks.map(\.name).joined(separator: ", "))
        for (result, side) in [(a, "A"), (b, "B")] {
            if result.isInvalid {
                sentences.append(
                    "The generator of \(side) did not keep up, so its figures may be the generator's own; "
                        + "run it again with less load or on a larger machine.")
            }
            if result.ending != .completed {
                sentences.append("\(side) ended early: its figures are of the time it lasted.")
            }
        }
        return sentences
    }
}

/// Why two runs cannot be compared.
public enum LoadComparisonError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A run has too few whole seconds to tell how much it varies.
    case tooShort(side: String, seconds: Int)
    /// One is of the closed model and the other of the open: their latencies mean different things.
    case differentModels(a: String, b: String)

    /// The error in a sentence, with what to do.
    public var description: String {
        switch self {
        case .tooShort(let side, let seconds):
            "Run \(side) has \(seconds) whole seconds with requests; to tell a difference from chance takes at least "
                + "\(LoadComparison.fewestSeconds), better 60. Run it longer."
        case .differentModels(let a, let b):
            "A is of the \(a) model and B of the \(b) model; their latencies mean different things. "
                + "Run both with the same scenario."
        }
    }
}

extension LoadResult {
    /// The points of the series that are as long as they were meant to be: the last one may have been cut short.
    var wholePoints: [SeriesPoint] {
        let interval = series.interval
        return series.filter { $0.length >= 0.95 * interval }
    }
}
