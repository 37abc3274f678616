import HoneCore
import HoneLoad

extension LiveScreen {
    /// The whole screen: no line wider and no more lines than there is room for. Rows of endpoints give way first,
    /// then what stands below the others.
    public func text(_ style: Style = Style()) -> String {
        let head = head(style)
        let figures = figures(style)
        let thresholds = thresholdLines(style)
        let gap = [""]
        let fixed = head.count + 1 + figures.count + (thresholds.isEmpty ? 0 : thresholds.count + 1)
        let endpoints = endpointLines(style, room: style.height - fixed - 1)
        var lines = head + gap + figures
        if !endpoints.isEmpty { lines += gap + endpoints }
        if !thresholds.isEmpty { lines += gap + thresholds }
        if lines.count > style.height { lines.removeAll { $0.isEmpty } }
        return lines.prefix(style.height).joined(separator: "\n")
    }

    // MARK: Parts

    private func head(_ style: Style) -> [String] {
        let time = "\(Self.clock(run.elapsed)) of \(Self.clock(run.whole)), \(Self.clock(run.left)) left"
        let state = run.now == nil ? "  starting" : run.isRecording ? "" : "  warming up, nothing is recorded yet"
        let columns = max(8, min(40, style.width - TerminalText.width(time) - 4))
        let share = run.whole > 0 ? max(0, min(1, run.elapsed / run.whole)) : 0
        let filled = Int((share * Double(columns)).rounded())
        let bar =
            Paint.accent.apply(to: String(repeating: "█", count: filled), color: style.color)
            + Paint.dim.apply(to: String(repeating: "░", count: columns - filled), color: style.color)
        let rest = TerminalText.cut("  \(time)\(state)", to: max(0, style.width - columns))
        return [Paint.bold.apply(to: TerminalText.cut(TerminalText.safe(title), to: style.width), color: style.color)]
            + [bar + rest]
    }

    private func figures(_ style: Style) -> [String] {
        let now = run.now
        let sum = run.total.sum
        let level = model == .closed ? "users" : "users in use"
        var lines = [
            fact(level, Numbers.count(run.users), style),
            fact(
                "requests/s",
                "\(Numbers.plain(now?.requestsPerSecond ?? 0)) now, \(Numbers.plain(run.requestsPerSecond)) on average",
                style),
        ]
        if let now {
            let figures = [("p50", now.p50), ("p95", now.p95), ("p99", now.p99), ("max", now.max)]
                .map { "\($0) \(Self.latency($1, now))" }
            lines.append(fact("latency now", figures.joined(separator: "  "), style))
        }
        if sum.latency.count > 0 {
            let latency = sum.latency.snapshot
            let figures = [("p50", latency.p50), ("p95", latency.p95), ("p99", latency.p99), ("max", latency.max)]
                .map { "\($0) \(Numbers.milliseconds($1))" }
            lines.append(fact("latency so far", figures.joined(separator: "  "), style))
        }
        let kinds = sum.failuresByKind.map { "\($0.kind.shortTitle) \(Numbers.count($0.count))" }
        let share = "\(Numbers.count(sum.failures)) (\(Numbers.share(sum.errorShare)))"
        lines.append(
            fact(
                "errors", kinds.isEmpty ? share : "\(share): \(kinds.joined(separator: ", "))", style,
                paint: sum.failures > 0 ? .bad : .plain))
        return lines
    }

    private func fact(_ label: String, _ text: String, _ style: Style, paint: Paint = .plain) -> String {
        let name = label + String(repeating: " ", count: max(1, 16 - TerminalText.width(label)))
        let shown = TerminalText.cut(TerminalText.safe(text), to: max(1, style.width - 2 - TerminalText.width(name)))
        return "  " + Paint.dim.apply(to: name, color: style.color) + paint.apply(to: shown, color: style.color)
    }

    /// The busiest endpoints, as many as there is room for.
    private func endpointLines(_ style: Style, room: Int) -> [String] {
        guard !run.tasks.isEmpty, room >= 3, style.width >= 40 else { return [] }
        let spark = min(run.kept, style.width - 60)
        var table = TextTable(columns: [
            .text("endpoint", flexible: true), .number("req/s"), .number("p95"), .number("errors", optional: true),
        ])
        if spark >= 8 { table.columns.append(.text("p95 of the last \(seconds(spark)) s")) }
        let places = run.tasks.indices.sorted { left, right in
            let (a, b) = (run.tasks[left].sum.requests, run.tasks[right].sum.requests)
            return a != b ? a > b : left < right
        }
        let fits = places.count <= room - 1
        let shown = places.prefix(fits ? places.count : room - 2)
        // The line keeps its place in the scenario: rows that trade places every second cannot be read.
        for place in shown.sorted() { table.rows.append(row(run.tasks[place], spark: spark)) }
        let lines = table.lines(width: style.width, color: style.color)
        guard !fits else { return lines }
        let more = TerminalText.cut("  … and \(places.count - shown.count) more", to: style.width)
        return lines + [Paint.dim.apply(to: more, color: style.color)]
    }

    /// How long so many intervals are; they are longer than a second in a run of more than an hour.
    private func seconds(_ intervals: Int) -> Int {
        let length = run.now?.length ?? 1
        return Int((length.isFinite ? max(1, min(length, 1e6)) : 1) * Double(intervals))
    }

    private func row(_ task: RunSoFar.Task, spark: Int) -> [TextTable.Cell] {
        let now = task.recent.last
        let latencies = task.recent.map { $0.requests > $0.failures ? $0.p95 : nil }
        return [
            .init(task.sum.name), .init(Numbers.plain(now?.requestsPerSecond ?? 0)),
            .init(now.map { Self.latency($0.p95, $0) } ?? "–"),
            .init(Numbers.share(task.sum.errorShare), task.sum.failures > 0 ? .bad : .dim),
        ] + (spark >= 8 ? [.init(BlockLine.text(latencies, width: spark), .accent)] : [])
    }

    private func thresholdLines(_ style: Style) -> [String] {
        run.outcomes(of: thresholds).map { outcome in
            let known = run.isRecording && outcome.value != nil
            let mark = known ? (outcome.isMet ? "✓" : "✗") : "·"
            let paint: Paint = known ? (outcome.isMet ? .good : .bad) : .dim
            let text = TerminalText.safe("\(outcome.threshold)  so far \(outcome.valueText)")
            return "  " + paint.apply(to: mark, color: style.color) + " " + TerminalText.cut(text, to: style.width - 4)
        }
    }
}
