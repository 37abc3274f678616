import HoneLoad

/// What a run that goes on looks like on a terminal. Values in, text out: whoever owns the terminal redraws.
///
/// Fed with each `HoneLoad.Progress`; it keeps sums and the last intervals, whatever the length of the run.
public struct LiveScreen: Sendable {
    /// The room there is, and how to use it.
    public struct Style: Sendable, Equatable {
        /// Whether ANSI colours are used; not when `NO_COLOR` is set (<https://no-color.org>).
        public var color: Bool
        /// Columns that a line may take.
        public var width: Int
        /// Lines that there may be.
        public var height: Int

        /// A style from its parts; 20 columns and 4 lines at least.
        public init(color: Bool = false, width: Int = 100, height: Int = 40) {
            self.color = color
            self.width = max(20, width)
            self.height = max(4, height)
        }
    }

    /// What the run is: the target, most often.
    let title: String
    /// What the levels count.
    let model: Scenario.Load.Model
    let thresholds: [LoadThreshold]
    /// What the run has come to.
    public private(set) var run: RunSoFar

    /// A screen without figures yet.
    /// - Parameters:
    ///   - scenario: what is run.
    ///   - seconds: of latency that a sparkline shows.
    public init(scenario: Scenario, seconds: Int = 30) {
        title = scenario.target
        model = scenario.load.model
        thresholds = scenario.thresholds
        run = RunSoFar(keeping: seconds)
    }

    /// Takes the next interval in.
    public mutating func add(_ progress: HoneLoad.Progress) { run.add(progress) }

    /// The run so far on one line, for what is no terminal: time, users, requests per second, p95, errors.
    public var line: String {
        let now = run.now
        var parts = [
            "\(Self.clock(run.elapsed))/\(Self.clock(run.whole))", "\(Numbers.count(run.users)) users",
            "\(Numbers.plain(now?.requestsPerSecond ?? 0)) req/s",
            "p95 \(now.map { Self.latency($0.p95, $0) } ?? "–")",
            "\(Numbers.count(run.total.sum.failures)) errors (\(Numbers.share(run.total.sum.errorShare)))",
        ]
        if !run.isRecording { parts.append("warming up") }
        let broken = run.outcomes(of: thresholds).filter { $0.value != nil && !$0.isMet }
        if run.isRecording, !broken.isEmpty {
            parts.append("broken: " + broken.map(\.threshold.description).joined(separator: ", "))
        }
        return TerminalText.safe(parts.joined(separator: ", "))
    }

    /// Minutes and seconds, hours when there are any: `1:05`, `2:00:05`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.isFinite ? max(0, min(seconds, 1e9)).rounded() : 0)
        let (hours, minutes) = (whole / 3_600, whole / 60 % 60)
        let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return hours > 0 ? "\(hours):\(pad(minutes)):\(pad(whole % 60))" : "\(minutes):\(pad(whole % 60))"
    }

    /// A latency of an interval, or a dash when nothing succeeded in it.
    static func latency(_ value: Double, _ interval: RunSoFar.Interval) -> String {
        interval.requests > interval.failures ? Numbers.milliseconds(value) : "–"
    }
}
