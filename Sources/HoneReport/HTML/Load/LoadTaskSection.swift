import HoneCore
import HoneLoad

/// Every task with its figures and its percentile curve.
enum LoadTaskSection {
    static func markup(_ result: LoadResult) -> Markup {
        let range = Sparkline.range(result.tasks.map(\.latency))
        let rows = (result.tasks + (result.tasks.count > 1 ? [result.total] : [])).map { task in
            row(task, result.seconds, range)
        }
        let starts = result.onStart.map { row($0, result.seconds, Sparkline.range(result.onStart.map(\.latency))) }
        let service = (result.tasks + [result.total]).filter { $0.serviceTime.count > 0 }.map { task -> [Markup] in
            ["\(PageParts.code(task.name))"] + figures(task.serviceTime)
        }
        return PageParts.section(
            "tasks", "Tasks",
            "The curve runs from the fastest request to the slowest; the mark is p99. All curves have one scale.",
            [
                PageParts.table("Tasks", columns, rows),
                PageParts.folded(
                    "Service time of each task, from the moment a request was sent",
                    PageParts.table(
                        "Service time by task",
                        [
                            .text("Task"), .number("mean"), .number("p50"), .number("p95"), .number("p99"),
                            .number("max"),
                        ],
                        service)),
                starts.isEmpty
                    ? .empty
                    : "<h3>At the start of each user</h3>\n\(PageParts.table("At the start of each user", columns, starts))",
            ])
    }

    private static let columns: [PageParts.Column] = [
        .text("Task"), .number("Requests"), .number("per s"), .number("mean"), .number("p50"), .number("p95"),
        .number("p99"), .number("max"), .number("Errors"), .number("Size"), .text("Curve"),
    ]

    private static func row(_ task: TaskResult, _ seconds: Double, _ range: ClosedRange<Double>) -> [Markup] {
        let rate = seconds > 0 ? Double(task.requests) / seconds : 0
        let errors = Numbers.share(task.errorShare)
        return [
            task.name == "total" ? "<strong>total</strong>" : PageParts.code(task.name),
            "\(Numbers.count(task.requests))", "\(Numbers.plain(rate))",
        ] + figures(task.latency) + [
            task.failures > 0 ? PageParts.badge(errors, "reverted") : "\(errors)",
            "\(Numbers.bytes(task.bytesPerRequest))", Sparkline.markup(task.latency, range: range, name: task.name),
        ]
    }

    private static func figures(_ histogram: LatencyHistogram) -> [Markup] {
        guard histogram.count > 0 else { return Array(repeating: "–", count: 5) }
        let latency = histogram.snapshot
        return [latency.average, latency.p50, latency.p95, latency.p99, latency.max].map {
            "\(Numbers.milliseconds($0))"
        }
    }
}
