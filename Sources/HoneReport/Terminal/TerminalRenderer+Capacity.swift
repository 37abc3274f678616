import HoneLoad

extension TerminalRenderer {
    /// The end of a capacity search: what the target bears, what breaks first, and how sure that is.
    public func capacity(_ capacity: Capacity) -> String {
        document([
            paragraph(headline(capacity), indent: 0, paint: .bold),
            paragraph(certainty(capacity), indent: 0) + remarks(capacity),
            section("Levels", levels(capacity)),
        ])
    }

    private func unit(_ capacity: Capacity) -> String { capacity.model == .closed ? "users" : "arrivals/s" }

    private func load(_ level: Int, _ capacity: Capacity) -> String {
        capacity.model == .closed && level == 1 ? "1 user" : "\(Numbers.count(level)) \(unit(capacity))"
    }

    private func headline(_ capacity: Capacity) -> String {
        guard capacity.level > 0 else {
            let lowest = capacity.levels.first.map { load($0.level, capacity) } ?? "any level"
            return capacity.levels.contains { !$0.valid.isEmpty }
                ? "Capacity: none; the thresholds break at \(lowest) already."
                : "Capacity: unknown; nothing was measured."
        }
        let isBound = capacity.interval.high == nil
        var text =
            "Capacity: \(isBound ? "at least " : "")\(load(capacity.level, capacity)), "
            + "\(Numbers.plain(capacity.requestsPerSecond)) requests/s."
        if let broke = capacity.brokeFirst {
            text += " Beyond, \(broke.threshold) breaks first: \(broke.valueText)."
        }
        return text
    }

    private func certainty(_ capacity: Capacity) -> String {
        let interval = capacity.interval
        let low =
            interval.low > 0
            ? "\(load(interval.low, capacity)) passed \(of(interval.lowPassed))" : "No level passed every time"
        let high =
            interval.high.map { "\(load($0, capacity)) failed \(of(interval.highFailed))" }
            ?? "no level failed every time"
        let between = capacity.levels.filter { $0.passed > 0 && $0.failed > 0 }
            .map { "\(Numbers.count($0.level)) passed \($0.passed) of \($0.passed + $0.failed)" }
        return ([low, high] + between).joined(separator: "; ")
            + ". \(Numbers.count(capacity.runs)) measurements."
    }

    private func of(_ count: Int) -> String { count == 1 ? "the one time" : "\(count) of \(count) times" }

    private func remarks(_ capacity: Capacity) -> [String] {
        switch capacity.ending {
        case .knee, .lowestLevel: []
        case .highestLevel:
            paragraph("The highest level allowed still passes: raise it to find the knee.", indent: 0, paint: .warning)
        case .generator:
            paragraph(
                "The generator could not keep up at \(generatorLimit(capacity)): that is its limit, not the target's. "
                    + "Use a stronger machine, or several shards.", indent: 0, paint: .warning)
        case .runs:
            paragraph(
                "As many measurements were made as allowed; more, or longer ones, would narrow the interval.",
                indent: 0, paint: .warning)
        case .stopped:
            paragraph("The search was ended before it was sure.", indent: 0, paint: .warning)
        }
    }

    private func generatorLimit(_ capacity: Capacity) -> String {
        let level = capacity.levels.first { $0.valid.isEmpty && !$0.measurements.isEmpty }
        return level.map { load($0.level, capacity) } ?? "the next level"
    }

    private func levels(_ capacity: Capacity) -> [String] {
        let thresholds = capacity.levels.first { !$0.valid.isEmpty }?.outcomes.map(\.threshold) ?? []
        var table = TextTable(
            columns: [.number(unit(capacity)), .number("req/s")]
                + thresholds.map { .number(Self.title(of: $0)) }
                + [.text("outcome", flexible: true)])
        for level in capacity.levels {
            var row: [TextTable.Cell] = [
                .init(Numbers.count(level.level), level.level == capacity.level ? .bold : .plain),
                .init(level.valid.isEmpty ? "–" : Numbers.plain(level.requestsPerSecond)),
            ]
            for place in thresholds.indices {
                let outcome = place < level.outcomes.count ? level.outcomes[place] : nil
                row.append(.init(outcome?.valueText ?? "–", outcome?.isMet == false ? .bad : .plain))
            }
            table.rows.append(row + [outcome(level)])
        }
        return self.table(table)
    }

    private static func title(of threshold: LoadThreshold) -> String {
        threshold.figure.rawValue + (threshold.scope.map { " \($0)" } ?? "")
    }

    private func outcome(_ level: Capacity.Level) -> TextTable.Cell {
        switch (level.passed, level.failed) {
        case (0, 0): .init("the generator was the limit", .warning)
        case (let passed, 0): .init(passed == 1 ? "✓" : "✓ \(passed) of \(passed)", .good)
        case (0, let failed): .init(failed == 1 ? "✗" : "✗ \(failed) of \(failed)", .bad)
        case (let passed, let failed):
            .init("\(passed > failed ? "✓" : "✗") \(passed) of \(passed + failed) passed", .warning)
        }
    }
}
