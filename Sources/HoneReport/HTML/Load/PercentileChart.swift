import HoneCore
import HoneLoad

/// How long the slowest one in so many requests took: latency, service time, and in the closed model the corrected one.
enum PercentileChart {
    /// One line of the chart.
    struct Line {
        var title: String
        /// The class that the style sheet knows it by.
        var style: String
        var curve: PercentileCurve
    }

    /// The lines of a result; empty without a success.
    static func lines(_ result: LoadResult) -> [Line] {
        guard result.total.latency.count > 0 else { return [] }
        var lines = [
            Line(title: "latency", style: "latency", curve: PercentileCurve(result.total.latency)),
            Line(title: "service time", style: "service", curve: PercentileCurve(result.total.serviceTime)),
        ]
        if let corrected = LoadText.corrected(result) {
            lines.append(
                Line(title: "corrected (estimate)", style: "corrected", curve: PercentileCurve(corrected)))
        }
        return lines.filter { !$0.curve.points.isEmpty }
    }

    /// The drawing; `nil` without a success.
    static func drawing(_ lines: [Line]) -> Drawing? {
        let points = lines.flatMap(\.curve.points)
        let values = points.map(\.milliseconds).filter { $0 > 0 }
        guard let low = values.min(), let high = values.max(), let most = points.map(\.oneIn).max() else { return nil }
        let (left, right, top, bottom) = (76.0, 780.0, 16.0, 330.0)
        let y = Scale.fitting(from: low, to: high, start: bottom, end: top)
        let x = Scale(domain: 1...max(most, 10), start: left, end: right, isLogarithmic: true)
        var drawing = Drawing(
            id: "percentile-curve", title: "Latency by percentile", description: description(lines), height: 386)
        drawing.horizontalGrid(y, left: left, right: right) { Numbers.chosenMilliseconds($0) }
        var used = -Double.infinity
        for mark in PercentileCurve.marks where x.domain.contains(mark) && x(mark) - used > 44 {
            used = x(mark)
            drawing.line(x(mark), top, x(mark), bottom, "grid")
            drawing.text(PercentileCurve.title(oneIn: mark), x(mark), bottom + 20, "tick", anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, "axis")
        drawing.text(
            "percentile: as far to the right as rare" + (y.isLogarithmic ? " (both axes are logarithmic)" : ""),
            (left + right) / 2, bottom + 46, "tick", anchor: .middle)
        for line in lines.reversed() {
            drawing.polyline(line.curve.points.map { (x($0.oneIn), y($0.milliseconds)) }, "line \(line.style)")
        }
        drawing.endLabels(
            lines.compactMap { line in
                line.curve.points.last.map {
                    .init(text: line.title, y: y($0.milliseconds), style: "\(line.style)-text")
                }
            }, x: right + 10)
        return drawing
    }

    private static func description(_ lines: [Line]) -> String {
        lines.map { line in
            let marks = [2.0, 20, 100, 1_000].compactMap { mark -> String? in
                guard let point = line.curve.points.first(where: { $0.oneIn >= mark }) else { return nil }
                return "\(PercentileCurve.title(oneIn: mark)) \(Numbers.milliseconds(point.milliseconds))"
            }
            return "\(line.title): \(marks.joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}
