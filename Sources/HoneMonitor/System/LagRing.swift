/// How late event loops were, of the last ``length`` readings.
struct LagRing: Sendable {
    /// Readings that are kept: of two loops read ten times a second, nearly a minute.
    static let length = 1_024

    private var readings: [UInt64] = []
    private var next = 0

    mutating func record(_ nanoseconds: UInt64) {
        if readings.count < Self.length {
            readings.append(nanoseconds)
        } else {
            readings[next] = nanoseconds
        }
        next = (next + 1) % Self.length
    }

    /// nil without readings.
    var snapshot: LagSnapshot? {
        guard !readings.isEmpty else { return nil }
        let sorted = readings.sorted()
        func at(_ percentile: Double) -> Double {
            let rank = max(1, (percentile * Double(sorted.count) / 100).rounded(.up))
            return Double(sorted[min(Int(rank), sorted.count) - 1]) / 1e6
        }
        return LagSnapshot(p50: at(50), p99: at(99), max: Double(sorted[sorted.count - 1]) / 1e6)
    }
}
