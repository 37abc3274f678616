import HoneLoad

/// Requests per second, failures among them, and users: three panels over one time.
enum ThroughputChart {
    private static let mostPoints = 430

    /// The drawing; `nil` without intervals.
    static func drawing(_ series: [SeriesPoint]) -> Drawing? {
        let points = series.thinned(to: mostPoints).filter { $0.length > 0 }
        guard points.count > 1 else { return nil }
        let axis = SecondsAxis(points)
        let hasFailures = points.contains { $0.failures > 0 }
        var drawing = Drawing(
            id: "throughput-over-time", title: "Throughput and users over time", description: description(points),
            height: hasFailures ? 432 : 340)
        panel(
            "requests per second", points, axis, top: 26, bottom: 176, value: rate, line: "line rate", area: "area",
            into: &drawing)
        var top = 210.0
        if hasFailures {
            failures(points, axis, top: top, bottom: top + 60, into: &drawing)
            top += 94
        }
        panel(
            "users", points, axis, top: top, bottom: top + 80, value: { Double($0.users) }, line: "line users",
            area: "area users", into: &drawing)
        axis.draw(top: 26, bottom: top + 80, into: &drawing)
        return drawing
    }

    private static func rate(_ point: SeriesPoint) -> Double { Double(point.requests) / point.length }

    private static func panel(
        _ title: String, _ points: [SeriesPoint], _ axis: SecondsAxis, top: Double, bottom: Double,
        value: (SeriesPoint) -> Double, line: String, area: String, into drawing: inout Drawing
    ) {
        let y = Scale.linear(to: points.map(value).max() ?? 1, start: bottom, end: top)
        drawing.text(title, axis.left, top - 10, "panel")
        grid(y, axis, few: bottom - top < 100, into: &drawing)
        let outline = points.map { (axis.scale($0.second + $0.length / 2), y(value($0))) }
        if let first = outline.first, let last = outline.last {
            drawing.polygon([(first.0, bottom)] + outline + [(last.0, bottom)], area)
        }
        drawing.polyline(outline, line)
    }

    private static func failures(
        _ points: [SeriesPoint], _ axis: SecondsAxis, top: Double, bottom: Double, into drawing: inout Drawing
    ) {
        let y = Scale.linear(
            to: points.map { Double($0.failures) / $0.length }.max() ?? 1, start: bottom, end: top)
        drawing.text("failures per second", axis.left, top - 10, "panel")
        grid(y, axis, few: true, into: &drawing)
        let cells = points.filter { $0.failures > 0 }.map {
            point -> (x: Double, y: Double, width: Double, height: Double) in
            let x = axis.scale(point.second)
            let height = max(1.5, bottom - y(Double(point.failures) / point.length))
            return (x, bottom - height, max(1, axis.scale(point.second + point.length) - x - 0.6), height)
        }
        drawing.cells(cells, "failed")
        drawing.line(axis.left, bottom, axis.right, bottom, "axis")
    }

    /// The scale's lines; in a low panel only its ends.
    private static func grid(_ y: Scale, _ axis: SecondsAxis, few: Bool, into drawing: inout Drawing) {
        let ticks = few ? [y.domain.lowerBound, y.domain.upperBound] : y.ticks
        for tick in ticks {
            drawing.line(axis.left, y(tick), axis.right, y(tick), "grid")
            drawing.text(Numbers.chosen(tick), axis.left - 8, y(tick) + 4, "tick", anchor: .end)
        }
    }

    private static func description(_ points: [SeriesPoint]) -> String {
        let rates = points.map(rate)
        let failures = points.map(\.failures).reduce(0, +)
        return "\(Numbers.plain(rates.min() ?? 0)) to \(Numbers.plain(rates.max() ?? 0)) requests per second, "
            + "\(Numbers.count(failures)) failures, up to \(Numbers.count(points.map(\.users).max() ?? 0)) users"
    }
}
