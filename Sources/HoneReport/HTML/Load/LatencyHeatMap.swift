import Foundation
import HoneCore
import HoneLoad

/// Latency over time: each column is an interval, each cell how many of its requests took that long.
enum LatencyHeatMap {
    /// Columns that the width has room for.
    private static let mostColumns = 215
    /// Rows from the fastest to the slowest.
    private static let mostRows = 44

    /// The drawing; `nil` when no interval had a success.
    static func drawing(_ series: [SeriesPoint]) -> Drawing? {
        let points = series.thinned(to: mostColumns)
        let numbers = points.flatMap(\.distribution.buckets)
        guard let least = numbers.min(), let most = numbers.max() else { return nil }
        let axis = SecondsAxis(points)
        let (top, bottom) = (12.0, 330.0)
        // Thirty-two buckets an octave are more than a chart shows: neighbours become one row.
        let merged = max(1, (Int(most) - Int(least) + mostRows) / mostRows)
        let edges = (
            LatencyDistribution.milliseconds(ofBucket: least),
            LatencyDistribution.milliseconds(ofBucket: most + UInt16(merged))
        )
        let y = Scale.logarithmic(from: max(edges.0, 1e-3), to: max(edges.1, 2e-3), start: bottom, end: top)
        var drawing = Drawing(
            id: "latency-over-time", title: "Latency over time", description: description(points), height: 376)
        drawing.horizontalGrid(y, left: axis.left, right: axis.right) { Numbers.chosenMilliseconds($0) }
        for (level, cells) in cells(points, least: least, merged: merged, axis: axis, y: y).enumerated() {
            drawing.cells(cells, "heat h\(level)")
        }
        for (percentile, style) in [(99.0, "line slow"), (50, "line median")] {
            let line = points.filter { $0.distribution.count > 0 }.map { point in
                (
                    axis.scale(point.second + point.length / 2),
                    y(point.distribution.milliseconds(atPercentile: percentile))
                )
            }
            drawing.polyline(line, style)
        }
        axis.draw(top: top, bottom: bottom, into: &drawing)
        return drawing
    }

    private typealias Cell = (x: Double, y: Double, width: Double, height: Double)

    /// The cells in eight levels by their share of the interval's requests; the square root lets the few slow ones be
    /// seen beside the many.
    private static func cells(
        _ points: [SeriesPoint], least: UInt16, merged: Int, axis: SecondsAxis, y: Scale
    ) -> [[Cell]] {
        var levels = [[Cell]](repeating: [], count: 8)
        for point in points {
            var rows: [Int: Int] = [:]
            for (bucket, count) in zip(point.distribution.buckets, point.distribution.counts) {
                rows[(Int(bucket) - Int(least)) / merged, default: 0] += Int(count)
            }
            guard let most = rows.values.max(), most > 0 else { continue }
            let x = axis.scale(point.second)
            let width = max(0.5, axis.scale(point.second + point.length) - x)
            for (row, count) in rows.sorted(by: { $0.key < $1.key }) {
                let share = (Double(count) / Double(most)).squareRoot()
                let low = y(LatencyDistribution.milliseconds(ofBucket: least + UInt16(row * merged)))
                let high = y(LatencyDistribution.milliseconds(ofBucket: least + UInt16((row + 1) * merged)))
                levels[min(7, Int(share * 8))].append((x, high, width, max(0.5, low - high)))
            }
        }
        return levels
    }

    private static func description(_ points: [SeriesPoint]) -> String {
        let seen = points.filter { $0.distribution.count > 0 }
        let worst = seen.max {
            $0.distribution.milliseconds(atPercentile: 99) < $1.distribution.milliseconds(atPercentile: 99)
        }
        guard let first = seen.first, let last = seen.last, let worst else { return "no success" }
        func median(_ point: SeriesPoint) -> String {
            Numbers.milliseconds(point.distribution.milliseconds(atPercentile: 50))
        }
        return "median \(median(first)) at the start and \(median(last)) at the end; the slowest p99, "
            + "\(Numbers.milliseconds(worst.distribution.milliseconds(atPercentile: 99))), at "
            + SecondsAxis.title(worst.second)
    }
}
