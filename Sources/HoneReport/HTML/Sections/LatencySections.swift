import HoneAgent
import HoneCore

/// The charts of latency: by endpoint, and against users.
enum LatencySections {
    static func endpoints(_ run: Run) -> Markup {
        let changes = EndpointChange.all(in: run)
        let hasNow = changes.contains { $0.after != nil }
        let rows = changes.map { change -> [Markup] in
            [PageParts.code(change.name)] + figures(change.before) + (hasNow ? figures(change.after) : [])
        }
        let titles = ["mean", "p50", "p95", "p99"]
        let columns =
            [PageParts.Column.text("Endpoint")]
            + titles.map { .number(hasNow ? "\($0) before" : $0) } + (hasNow ? titles.map { .number("\($0) now") } : [])
        let most = EndpointChart.most
        let lead =
            "One request at a time: what the application costs when nobody else is there."
            + (changes.count > most ? " The chart has the \(most) slowest of \(changes.count); the table has all." : "")
        return PageParts.section(
            "endpoints", "Latency by endpoint", lead,
            [
                PageParts.chart(
                    EndpointChart.drawing(changes),
                    legend: hasNow ? [("before", "mean before"), ("after", "mean now")] : [("before", "mean")],
                    table: PageParts.table("Latency by endpoint", columns, rows))
            ])
    }

    private static func figures(_ latency: LatencySnapshot?) -> [Markup] {
        guard let latency else { return Array(repeating: "–", count: 4) }
        return [latency.average, latency.p50, latency.p95, latency.p99].map { "\(Numbers.milliseconds($0))" }
    }

    static func load(_ run: Run) -> Markup {
        let before = run.baseline.load.value
        let after = run.current?.load.value
        let threshold = run.metrics.first { $0.threshold.metric == .responseP95 }?.threshold.value
        let rows = [(before, "before"), (after, "now")].flatMap { load, word in
            (load?.levels ?? []).map { level($0, word) }
        }
        let table = PageParts.table(
            "Latency against users",
            [
                .number("Users"), .text("When"), .number("Requests/s"), .number("Mean"), .number("p50"), .number("p95"),
                .number("p99"), .number("Errors"), .number("CPU"), .number("Memory"), .text(""),
            ], rows)
        return PageParts.section(
            "load", "Latency against users", lead(before, after),
            [
                PageParts.chart(
                    LoadChart.drawing(before: before, after: after, threshold: threshold),
                    legend: [
                        ("before", "before"), ("after", "now"), ("solid", "p95"), ("dash", "mean"),
                        ("ring", "errors at this level"),
                    ].filter { after != nil || $0.0 != "after" },
                    table: table)
            ])
    }

    private static func lead(_ before: LoadEvidence?, _ after: LoadEvidence?) -> String {
        let parts = [(before, "before"), (after, "now")].compactMap { load, word in
            load.map { load in
                "\(load.capacityText) users \(word)\(load.brokeFirst.map { " (beyond, \($0))" } ?? "")"
            }
        }
        return parts.isEmpty ? "" : "Served within the thresholds: \(parts.joined(separator: ", "))."
    }

    private static func level(_ level: LoadEvidence.Level, _ word: String) -> [Markup] {
        let latency = level.latency
        let figures: [Markup] =
            latency.count > 0
            ? [latency.average, latency.p50, latency.p95, latency.p99].map { "\(Numbers.milliseconds($0))" }
            : Array(repeating: "–", count: 4)
        return ["\(level.users)", "\(word)", "\(Numbers.plain(level.requestsPerSecond))"] + figures + [
            "\(Numbers.share(level.errorShare))", "\(level.targetCPU.map(Numbers.short) ?? "–")",
            "\(level.targetMemory.map(Numbers.megabytes) ?? "–")",
            level.generatorSaturated ? "the generator was the limit" : .empty,
        ]
    }
}
