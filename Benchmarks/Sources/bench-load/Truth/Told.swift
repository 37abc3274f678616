import HoneCore

/// What a tool would have reported of the frozen server, ms.
struct Told: Codable, Sendable {
    var name: String
    /// Requests per second.
    var rate: Double
    var p50: Double
    var p99: Double
    var p999: Double
    var max: Double

    init(_ name: String, rate: Double, p50: Double, p99: Double, p999: Double, max: Double) {
        self.name = name
        self.rate = rate
        self.p50 = p50
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }

    init(_ name: String, rate: Double, _ latency: LatencySnapshot) {
        self.init(name, rate: rate, p50: latency.p50, p99: latency.p99, p999: latency.p999, max: latency.max)
    }

    /// From single times, ms.
    init(_ name: String, rate: Double, of times: [Double]) {
        let sorted = Times(times.map { ($0, 1) })
        self.init(
            name, rate: rate, p50: sorted.percentile(50), p99: sorted.percentile(99), p999: sorted.percentile(99.9),
            max: times.max() ?? 0)
    }
}

/// Times and how often each occurred.
struct Times {
    private let entries: [(milliseconds: Double, count: Int)]

    init(_ entries: [(milliseconds: Double, count: Int)]) {
        self.entries = entries.sorted { $0.milliseconds < $1.milliseconds }
    }

    /// The time that `percentile` per cent do not exceed (nearest rank); 0 when there are none.
    func percentile(_ percentile: Double) -> Double {
        let count = entries.reduce(0) { $0 + $1.count }
        let rank = max(1, (percentile / 100 * Double(count)).rounded(.up))
        var seen = 0.0
        for entry in entries {
            seen += Double(entry.count)
            if seen >= rank { return entry.milliseconds }
        }
        return 0
    }
}
