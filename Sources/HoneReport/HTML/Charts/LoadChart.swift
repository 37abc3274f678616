import HoneAgent
import HoneCore

/// Latency against users: mean and p95, before and now, with the threshold of p95.
enum LoadChart {
    private struct Series {
        var name: String
        var style: String
        var points: [(users: Int, value: Double, errors: Double)]
    }

    /// The drawing; `nil` when no level has a figure.
    static func drawing(before: LoadEvidence?, after: LoadEvidence?, threshold: Double?) -> Drawing? {
        let series = [(before, "before", "before"), (after, "after", "now")].flatMap { load, style, word in
            [
                Series(name: "p95 \(word)", style: "\(style) line", points: points(load) { $0.latency.p95 }),
                Series(
                    name: "mean \(word)", style: "\(style) line dashed", points: points(load) { $0.latency.average }),
            ]
        }.filter { !$0.points.isEmpty }
        let values = series.flatMap { $0.points.map(\.value) }.filter { $0 > 0 } + (threshold.map { [$0] } ?? [])
        let levels = Set(series.flatMap { $0.points.map(\.users) }).sorted()
        guard !series.isEmpty, let low = values.min(), let high = values.max(), let least = levels.first,
            let most = levels.last
        else { return nil }

        let left = 76.0
        let right = 780.0
        let top = 16.0
        let bottom = 330.0
        let y = Scale.fitting(from: low, to: high, start: bottom, end: top)
        let x = Scale(
            domain: Double(least)...Double(max(most, least + 1)), start: left + 24, end: right - 12, isLogarithmic: true
        )
        var drawing = Drawing(
            id: "load", title: "Latency against users",
            description: text(series)
                + (threshold.map { "; threshold of p95 \(Numbers.chosenMilliseconds($0))" } ?? ""),
            height: 386)
        drawing.horizontalGrid(y, left: left, right: right) { Numbers.chosenMilliseconds($0) }
        for level in levels {
            drawing.line(x(Double(level)), bottom, x(Double(level)), bottom + 5, "axis")
            drawing.text("\(level)", x(Double(level)), bottom + 21, "tick", anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, "axis")
        drawing.text(
            y.isLogarithmic ? "users at once (both axes are logarithmic)" : "users at once (logarithmic)",
            (left + right) / 2, bottom + 46, "tick", anchor: .middle)
        if let threshold {
            drawing.line(left, y(threshold), right, y(threshold), "limit")
            drawing.text(
                "threshold of p95, \(Numbers.chosenMilliseconds(threshold))", left + 6, y(threshold) - 6, "limit-text")
        }
        for line in series { draw(line, x: x, y: y, into: &drawing) }
        drawing.endLabels(
            series.compactMap { line in
                line.points.last.map { point in
                    .init(
                        text: "\(line.name) \(Numbers.milliseconds(point.value))", y: y(point.value),
                        style: line.style.hasPrefix("before") ? "before-text" : "after-text")
                }
            }, x: right + 8)
        return drawing
    }

    private static func points(
        _ load: LoadEvidence?, _ value: (LoadEvidence.Level) -> Double
    ) -> [(users: Int, value: Double, errors: Double)] {
        (load?.levels ?? []).filter { $0.latency.count > 0 && $0.users > 0 && value($0) > 0 }
            .map { ($0.users, value($0), $0.errorShare) }
    }

    private static func draw(_ series: Series, x: Scale, y: Scale, into drawing: inout Drawing) {
        drawing.polyline(series.points.map { (x(Double($0.users)), y($0.value)) }, series.style)
        let dot = series.style.hasPrefix("before") ? "before dot" : "after dot"
        for point in series.points {
            let errors = point.errors > 0 ? ", \(Numbers.share(point.errors)) errors" : ""
            let tip = "\(series.name), \(point.users) users: \(Numbers.milliseconds(point.value))\(errors)"
            drawing.circle(x(Double(point.users)), y(point.value), 3.5, dot, tip: tip)
            if point.errors > 0 { drawing.circle(x(Double(point.users)), y(point.value), 7, "error-ring") }
        }
    }

    private static func text(_ series: [Series]) -> String {
        series.map { line in
            let points = line.points.map { "\($0.users) users \(Numbers.milliseconds($0.value))" }
            return "\(line.name): \(points.joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}
