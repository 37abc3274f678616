import HoneCore
import HoneLoad

/// Thresholds and charts of a load result.
enum LoadSections {
    static func thresholds(_ result: LoadResult) -> Markup {
        let rows = result.thresholds.map { outcome -> [Markup] in
            [
                "\(outcome.threshold.text)", "<strong>\(outcome.valueText)</strong>",
                outcome.isMet ? PageParts.badge("✓ met", "kept") : PageParts.badge("✗ not met", "reverted"),
            ]
        }
        return PageParts.section(
            "thresholds", "Thresholds", "",
            [PageParts.table("Thresholds", [.text("Threshold"), .number("Measured"), .text("Met")], rows)])
    }

    static func percentiles(_ result: LoadResult) -> Markup {
        let lines = PercentileChart.lines(result)
        let marks: [Double] = [50, 75, 90, 95, 99, 99.9, 99.99, 100]
        let histograms =
            [result.total.latency, result.total.serviceTime] + (LoadText.corrected(result).map { [$0] } ?? [])
        let rows = marks.map { mark -> [Markup] in
            ["\(mark == 100 ? "max" : "p\(Numbers.short(mark))")"]
                + histograms.prefix(lines.count).map { "\(Numbers.milliseconds($0.milliseconds(atPercentile: mark)))" }
        }
        return PageParts.section(
            "percentiles", "Latency by percentile", LoadText.model(result),
            [
                PageParts.chart(
                    PercentileChart.drawing(lines),
                    legend: lines.map { ($0.style, legend($0.style)) },
                    table: PageParts.table(
                        "Latency by percentile", [.text("")] + lines.map { .number($0.title) }, rows))
            ])
    }

    private static func legend(_ style: String) -> String {
        switch style {
        case "latency": "latency: from the moment a request was meant to start"
        case "service": "service time: from the moment it was sent"
        default: "corrected for omission: an estimate of what requests that were held up would have met"
        }
    }

    static func time(_ result: LoadResult) -> Markup {
        let rows = result.series.thinned(to: 60).map { point -> [Markup] in
            let percentiles = [50.0, 95, 99].map { percentile -> Markup in
                point.distribution.count == 0
                    ? "–" : "\(Numbers.milliseconds(point.distribution.milliseconds(atPercentile: percentile)))"
            }
            return ["\(SecondsAxis.title(point.second))"] + percentiles
        }
        return PageParts.section(
            "time", "Latency over time",
            "Each column is a stretch of time, each cell how many of its requests took that long: what a mean would hide, "
                + "two clouds or a stripe of slow ones, is seen here.",
            [
                PageParts.chart(
                    LatencyHeatMap.drawing(result.series),
                    legend: [("heat", "few to many requests"), ("median", "p50"), ("slow", "p99")],
                    table: PageParts.table(
                        "Latency over time", [.number("From"), .number("p50"), .number("p95"), .number("p99")], rows))
            ])
    }

    static func throughput(_ result: LoadResult) -> Markup {
        let rows = result.series.thinned(to: 60).map { point -> [Markup] in
            let length = max(point.length, 1e-3)
            return [
                "\(SecondsAxis.title(point.second))", "\(point.users)",
                "\(Numbers.plain(Double(point.requests) / length))",
                "\(Numbers.plain(Double(point.failures) / length))",
                "\(Numbers.bytes(Double(point.bytesReceived) / length))",
            ]
        }
        return PageParts.section(
            "throughput", "Throughput and users over time", "",
            [
                PageParts.chart(
                    ThroughputChart.drawing(result.series), legend: [],
                    table: PageParts.table(
                        "Throughput and users over time",
                        [
                            .number("From"), .number("Users"), .number("Requests/s"), .number("Failures/s"),
                            .number("Received/s"),
                        ], rows))
            ])
    }
}
