import HoneDatabase

extension TerminalRenderer {
    /// The end of `hone advise`: what to make and what can go, what it gains and costs, and what was not executed.
    public func advice(_ advice: IndexAdvice) -> String {
        document([
            section("Indices that pay", advice.indexes.flatMap(lines)),
            section("Indices that could go", advice.drops.flatMap(lines)),
            section("Statements", statements(advice)),
            section("Endpoints", endpoints(advice.endpoints)),
            section(
                "Skipped", advice.skipped.flatMap { labelled("", "\(oneLine($0.sql)): \($0.reason)", labelWidth: 0) }),
            section("To be known", advice.notes.flatMap { paragraph(oneLine($0), paint: .dim) }),
            paragraph(summary(advice), indent: 0, paint: advice.indexes.isEmpty ? .plain : .good),
        ])
    }

    private func lines(_ index: AdvisedIndex) -> [String] {
        var lines = paragraph(index.createSQL + ";", paint: .accent) + paragraph(index.effect, indent: 4)
        if index.millisecondsSavedPerCall > 0 {
            lines += paragraph(
                "a call of what it serves takes \(Numbers.milliseconds(index.millisecondsSavedPerCall)) less on average",
                indent: 4)
        }
        for served in index.serves.prefix(3) {
            lines += labelled("statement", oneLine(served.sql), indent: 4)
            lines += labelled("before", figures(served.millisecondsBefore, served.planBefore), indent: 4)
            lines += labelled("after", figures(served.millisecondsAfter, served.planAfter), indent: 4)
        }
        if index.serves.count > 3 {
            lines += paragraph("and \(index.serves.count - 3) more statements", indent: 4, paint: .dim)
        }
        return lines
    }

    private func lines(_ drop: AdvisedDrop) -> [String] {
        paragraph(drop.dropSQL + ";", paint: .accent) + paragraph("\(drop.why); \(drop.effect)", indent: 4)
    }

    private func figures(_ milliseconds: Double, _ plan: String) -> String {
        "\(Numbers.milliseconds(milliseconds)): \(plan.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }.joined(separator: "; "))"
    }

    private func statements(_ advice: IndexAdvice) -> [String] {
        let changed = advice.statements.filter { $0.millisecondsBefore != $0.millisecondsAfter }
            .sorted { gain($0) > gain($1) }
        guard !changed.isEmpty else { return [] }
        let isTimed = changed.contains { $0.callsPerMinute != nil }
        var table = TextTable(columns: [
            .number("before"), .number("after"), .number(isTimed ? "calls/min" : "calls"),
            .text("statement", flexible: true),
        ])
        for row in changed.prefix(20) {
            table.rows.append([
                .init(Numbers.milliseconds(row.millisecondsBefore)),
                .init(Numbers.milliseconds(row.millisecondsAfter), gain(row) > 0 ? .good : .warning),
                .init(Numbers.short(row.callsPerMinute ?? row.calls)), .init(oneLine(row.sql), .dim),
            ])
        }
        return self.table(table)
            + (changed.count > 20 ? paragraph("and \(changed.count - 20) more", paint: .dim) : [])
    }

    private func gain(_ row: StatementMeasurement) -> Double {
        (row.millisecondsBefore - row.millisecondsAfter) * row.calls
    }

    private func endpoints(_ rows: [EndpointMeasurement]) -> [String] {
        var table = TextTable(columns: [.text("endpoint", flexible: true), .number("before"), .number("after")])
        for row in rows {
            table.rows.append([
                .init(row.endpoint), .init(Numbers.milliseconds(row.millisecondsBefore)),
                .init(Numbers.milliseconds(row.millisecondsAfter), .bold),
            ])
        }
        return self.table(table)
    }

    private func summary(_ advice: IndexAdvice) -> String {
        let measured = "\(advice.statements.count) statements measured in \(Numbers.seconds(advice.seconds))"
        guard !advice.indexes.isEmpty else {
            return "\(advice.line) \(measured)."
        }
        let times = Numbers.ratio(advice.millisecondsBefore, advice.millisecondsAfter).map { " (\($0))" } ?? ""
        return "\(advice.line.dropLast())\(times); \(measured). `hone advise … --sql` prints what makes them."
    }

    private func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
