import HoneCore
import HoneLoad

extension TerminalRenderer {
    /// The end of `hone load`: what users saw, task by task, what failed, and whether the generator kept up.
    public func load(_ result: LoadResult, users: Int) -> String {
        document([
            [
                cut(
                    "\(users) users, \(Numbers.seconds(result.seconds)), "
                        + "\(Numbers.plain(result.requestsPerSecond)) requests/s, "
                        + "\(Numbers.bytes(Double(result.total.bytesReceived))) received")
            ],
            section("Latency, from the moment a request was meant to start", latency(result)),
            section("Failures", failures(result)),
            remarks(result),
        ])
    }

    private func latency(_ result: LoadResult) -> [String] {
        var table = TextTable(columns: [
            .text("task", flexible: true), .number("requests"), .number("avg"), .number("p50"), .number("p95"),
            .number("p99"), .number("max", optional: true), .number("errors"),
        ])
        for task in result.tasks + result.onStart + [result.total] {
            let latency = task.latency.snapshot
            let figures =
                latency.count > 0
                ? [latency.average, latency.p50, latency.p95, latency.p99, latency.max].map(Numbers.milliseconds)
                : Array(repeating: "–", count: 5)
            table.rows.append(
                [
                    .init(task.name, task.name == result.total.name ? .bold : .plain),
                    .init(Numbers.count(task.requests)),
                ]
                    + figures.map { .init($0) }
                    + [.init(Numbers.share(task.errorShare), task.errorShare > 0 ? .bad : .plain)])
        }
        return self.table(table)
    }

    private func failures(_ result: LoadResult) -> [String] {
        let kinds = result.total.errors.sorted { $0.value > $1.value }
        return kinds.flatMap { kind, count in labelled(kind.rawValue, Numbers.count(count), indent: 2, labelWidth: 24) }
    }

    /// What would make the figures say something else than they seem to.
    private func remarks(_ result: LoadResult) -> [String] {
        var lines: [String] = []
        switch result.ending {
        case .completed: break
        case .threshold: lines += paragraph("Ended early: a threshold was not met.", indent: 0, paint: .bad)
        case .errorShare: lines += paragraph("Ended early: too many requests failed.", indent: 0, paint: .bad)
        case .cancelled: lines += paragraph("Ended early: it was interrupted.", indent: 0, paint: .warning)
        }
        if result.unfinished > 0 {
            let longest = Numbers.milliseconds(result.longestUnfinished)
            lines += paragraph(
                "\(Numbers.count(result.unfinished)) requests had no answer at the end; the longest had waited \(longest).",
                indent: 0, paint: .warning)
        }
        if result.isInvalid {
            lines += paragraph(
                "The generator could not keep up: the figures say nothing about the target. Use fewer users, or "
                    + "another machine.", indent: 0, paint: .bad)
        }
        return lines
    }
}
