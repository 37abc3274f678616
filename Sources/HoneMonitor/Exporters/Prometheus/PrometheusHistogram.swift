import HoneCore

/// A latency histogram as Prometheus keeps one: how many samples were no longer than each of a few fixed bounds.
///
/// The bounds are fixed, because figures of two servers or of two versions add up only when they are the same.
public struct PrometheusHistogram: Sendable, Equatable {
    /// The upper bounds in seconds, inclusive and ascending; the last bucket has none. Those of the Prometheus
    /// clients (5 ms to 10 s) with three below them, as a warm route of a Swift app answers in less than 1 ms.
    public static let bounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    /// For each bound, how many samples were no longer (cumulative).
    public var counts: [Int]
    /// All samples.
    public var count: Int
    /// Their sum in seconds.
    public var sum: Double

    /// What an endpoint's figures hold; a sample within 1.6 % of a bound may be counted on the other side of it.
    init(_ figures: EndpointFigures) {
        counts = []
        var (seen, next) = (0, 0)
        for bound in Self.bounds {
            while next < figures.latency.count, LatencyScale.milliseconds(ofBucket: next) <= bound * 1e3 {
                seen += Int(figures.latency[next])
                next += 1
            }
            counts.append(seen)
        }
        count = figures.latencySum.count
        sum = Double(figures.latencySum.nanoseconds) / 1e9
    }

    /// A histogram from its parts.
    public init(counts: [Int], count: Int, sum: Double) {
        self.counts = counts
        self.count = count
        self.sum = sum
    }

    /// The place of the bucket that a sample falls into: an index of ``bounds``, or their number for the last.
    static func bucket(ofSeconds seconds: Double) -> Int {
        bounds.firstIndex { seconds <= $0 } ?? bounds.count
    }
}

/// A request that stands for its bucket of a histogram and can be looked up by its trace (OpenMetrics "exemplar").
public struct PrometheusExemplar: Sendable, Equatable {
    /// The trace id of a `traceparent`: 32 hexadecimal digits.
    public var traceID: String
    /// How long the request took, in seconds.
    public var seconds: Double
    /// When it began, in seconds since 1970.
    public var unixSeconds: Double

    /// An exemplar.
    public init(traceID: String, seconds: Double, unixSeconds: Double) {
        self.traceID = traceID
        self.seconds = seconds
        self.unixSeconds = unixSeconds
    }
}
