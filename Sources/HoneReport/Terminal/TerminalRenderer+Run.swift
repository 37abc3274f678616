import HoneAgent
import HoneCore

extension TerminalRenderer {
    /// The end of `hone optimize`: the success metrics, each trial with its gain and interval, what is left for people,
    /// and what could not be measured. Where the reports lie is for the caller to add.
    public func optimize(_ run: Run) -> String {
        document([
            [cut("Hone · \(run.url) · run \(run.id)")],
            run.interrupted
                ? paragraph("Interrupted: this is what was done until then.", indent: 0, paint: .warning) : [],
            section("Success metrics", metrics(run.metrics)),
            section("Trials", trials(run)),
            section("Left for people", leftForPeople(run)),
            section("Not measured", missing(MissingProbe.all(in: run))),
            summary(run),
        ])
    }

    /// The trials alone, as `hone apply` shows them.
    public func trials(of run: Run) -> String { document([section("Trials", trials(run))]) }

    /// The success metrics alone, as `hone verify` shows them.
    public func metrics(of run: Run) -> String {
        document([section("Success metrics", metrics(run.metrics)), summary(run)])
    }

    func metrics(_ rows: [MetricRow]) -> [String] {
        guard !rows.isEmpty else { return paragraph("No metric was reckoned.") }
        var table = TextTable(columns: [
            .text("metric"), .number("baseline"), .number("now"), .number("threshold"), .text("met"),
        ])
        for row in rows {
            let paint: Paint = row.isMet.map { $0 ? .good : .bad } ?? .dim
            table.rows.append([
                .init(row.threshold.metric.title), .init(row.baselineText),
                row.now == nil ? .init("not measured", .dim) : .init(row.nowText, .bold),
                .init(row.thresholdText), .init(row.mark, paint),
            ])
        }
        var lines = self.table(table)
        let unmeasured = rows.filter { $0.now == nil }.map { row in
            MissingProbe(
                key: row.threshold.metric.rawValue, name: row.threshold.metric.title,
                reason: row.missing ?? "no reason given")
        }
        for (names, reason) in MissingProbe.grouped(unmeasured) {
            lines += paragraph("not measured: \(names): \(reason)", paint: .dim)
        }
        if rows.contains(where: { $0.isLowerBound && $0.now != nil }) {
            lines += paragraph("≥: the highest load tried still held; a higher one was not tried.", paint: .dim)
        }
        return lines
    }

    func trials(_ run: Run) -> [String] {
        guard !run.verdicts.isEmpty else { return paragraph("Nothing was tried.") }
        var table = TextTable(columns: [
            .text("pattern"), .text("outcome"), .number("gain"), .text("interval"), .text("noise"),
            .text("change", flexible: true),
        ])
        for verdict in run.verdicts {
            table.rows.append([
                .init(verdict.pattern.rawValue, .accent),
                .init(verdict.outcome.rawValue, Self.paint(for: verdict.outcome)),
                .init(verdict.gainText, .bold), .init(verdict.intervalText), .init(verdict.noiseText, .dim),
                .init(verdict.change),
            ])
        }
        var lines = self.table(table)
        for verdict in run.verdicts where verdict.outcome == .reverted || verdict.outcome == .inconclusive {
            lines += labelled(verdict.pattern.rawValue, verdict.reason, indent: 2, labelWidth: 9)
            for difference in verdict.differences.prefix(3) {
                lines += labelled("", difference, indent: 2, labelWidth: 9)
            }
        }
        return lines
    }

    private func leftForPeople(_ run: Run) -> [String] {
        let open = run.plan.tasks.filter { task in
            let state = TaskState.of(task.pattern, in: run)
            return state == .forPeople || (state == .open && task.kind == .manual)
        }
        return open.flatMap { task in
            paragraph("\(task.pattern.rawValue) \(task.title), \(Numbers.hours(task.effortHours))")
        }
    }

    func missing(_ probes: [MissingProbe]) -> [String] {
        let groups = MissingProbe.grouped(probes)
        let longest = groups.map { TerminalText.width($0.names) }.max() ?? 0
        // Long lists of names get a line of their own rather than squeeze the reason.
        guard longest <= 36 else {
            return groups.flatMap { names, reason in paragraph("\(names): \(reason)") }
        }
        return groups.flatMap { names, reason in labelled(names, reason, indent: 2, labelWidth: longest + 2) }
    }

    private func summary(_ run: Run) -> [String] {
        guard !run.metrics.isEmpty else { return [] }
        let measured = run.metrics.filter { $0.isMet != nil }
        let met = measured.filter { $0.isMet == true }.count
        var text = "\(met) of \(measured.count) measured metrics met"
        if run.tried > 0 { text += ", \(run.kept.count) of \(run.tried) fixes kept" }
        if run.seconds > 0 { text += ", in \(Numbers.seconds(run.seconds))" }
        return paragraph(text + ".", indent: 0, paint: met == measured.count ? .good : .warning)
    }
}
