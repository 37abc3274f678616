import HoneCore

/// A task's percentile curve as large as a word: from p50 on the left to the slowest request on the right.
enum Sparkline {
    /// The drawing; `scale` holds the latencies of all tasks, so that their curves can be compared.
    static func markup(_ histogram: LatencyHistogram, range: ClosedRange<Double>, name: String) -> Markup {
        let points = PercentileCurve(histogram, most: 40).points
        guard points.count > 1, let last = points.last else { return .empty }
        let y = Scale(domain: range, start: 31, end: 3, isLogarithmic: true)
        let x = Scale(domain: 1...max(10, last.oneIn), start: 2, end: 130, isLogarithmic: true)
        let line = points.map { "\(x($0.oneIn)),\(y($0.milliseconds))" as Markup }
        return """
            <svg class="spark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 34" role="img" \
            aria-label="percentile curve of \(name)">\
            <line x1="2" y1="32" x2="130" y2="32" class="grid"/>\
            <line x1="\(x(100))" y1="3" x2="\(x(100))" y2="32" class="grid"/>\
            <polyline points="\(Markup(line, separator: " "))" class="line latency"/></svg>
            """
    }

    /// The latencies that the curves of all tasks lie between, ms.
    static func range(_ histograms: [LatencyHistogram]) -> ClosedRange<Double> {
        let snapshots = histograms.filter { $0.count > 0 }.map(\.snapshot)
        let low = max(1e-3, snapshots.map(\.min).min() ?? 1)
        return low...max(low * 2, snapshots.map(\.max).max() ?? 2)
    }
}
