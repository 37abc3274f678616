import HoneCore
import HoneDatabase

extension TerminalRenderer {
    /// What `hone doctor` tells: the settings advised with their reasons, and what writers and readers met.
    public func doctor(_ report: DoctorReport) -> String {
        var sections = [settings(report)]
        if let concurrency = report.concurrency {
            sections += concurrency.modes.map { mode($0) }
            sections.append(summary(concurrency))
        }
        return document(sections)
    }

    private func settings(_ report: DoctorReport) -> [String] {
        let facts = report.facts
        let journal = facts.journalMode == .wal ? "WAL" : "rollback journal"
        let title =
            "Database: \(Numbers.bytes(Double(facts.databaseBytes))), pages of \(facts.pageSize) bytes, \(journal)"
        guard !report.advice.isEmpty else { return section(cut(title), paragraph("There is nothing to set better.")) }
        return [heading(cut(title))]
            + report.advice.flatMap { advice -> [String] in
                let place = advice.place == .file ? "in the file" : "on each connection"
                let caution = advice.changesBehaviour ? "; it changes what the app may do: for you to decide" : ""
                return [paint("  \(advice.setting.sql)", .accent)] + labelled("lives", place + caution)
                    + labelled("found", advice.found) + labelled("why", advice.reason)
                    + labelled("source", advice.source)
            }
    }

    private func mode(_ result: ConcurrencyReport.Mode) -> [String] {
        let mode = result.mode
        let settings = mode.settings.map(\.description).joined(separator: " ")
        let title =
            "\(mode.name): \(mode.journalMode == .wal ? "WAL" : "rollback journal"), "
            + (mode.isImmediate ? "BEGIN IMMEDIATE" : "BEGIN")
        var table = TextTable(columns: [
            .number("writers + readers"), .number("writes/s"), .number("reads/s"), .number("write p99"),
            .number("read p99"), .number("busy"), .number("lost writes"), .number("waited"),
        ])
        table.rows = result.levels.map { level in
            let isGood = level.lostWrites == 0 && level.busy == 0 && level.errors.isEmpty
            return [
                "\(level.writers) + \(level.readers)", .init(Numbers.short(level.commitsPerSecond)),
                .init(Numbers.short(level.readsPerSecond)), .init(Numbers.milliseconds(level.writeLatency.p99)),
                .init(Numbers.milliseconds(level.readLatency.p99)),
                .init(Numbers.count(level.busy), isGood ? .good : .bad),
                .init(Numbers.count(level.lostWrites), level.lostWrites == 0 ? .good : .bad),
                .init("\(Numbers.short(level.waits.values.reduce(0) { $0 + $1.seconds })) s"),
            ]
        }
        return [heading(cut(title))] + (settings.isEmpty ? [] : paragraph(settings, paint: .dim)) + self.table(table)
            + waiting(result) + failures(result)
    }

    /// Who waits for whom, at the level where most is waited.
    private func waiting(_ result: ConcurrencyReport.Mode) -> [String] {
        func weight(_ level: ConcurrencyReport.Level) -> Double {
            level.waits.values.reduce(Double(level.busy)) { $0 + $1.seconds }
        }
        guard let worst = result.levels.max(by: { weight($0) < weight($1) }), weight(worst) > 0 else { return [] }
        return LockPhase.allCases.compactMap { phase -> String? in
            let (wait, refused) = (worst.waits[phase], worst.refusals[phase, default: 0])
            guard wait != nil || refused > 0 else { return nil }
            var parts: [String] = []
            if let wait {
                parts.append("waited \(Numbers.short(wait.seconds)) s in \(Numbers.count(wait.sleeps)) sleeps")
            }
            if refused > 0 { parts.append("refused \(Numbers.count(refused)) times (SQLITE_BUSY)") }
            return "with \(worst.writers) + \(worst.readers): \(phase.words): \(parts.joined(separator: ", "))"
        }.flatMap { paragraph($0, indent: 4) }
    }

    private func failures(_ result: ConcurrencyReport.Mode) -> [String] {
        let errors = result.levels.reduce(into: [String: Int]()) { $0.merge($1.errors, uniquingKeysWith: +) }
        return errors.sorted { $0.key < $1.key }.flatMap {
            paragraph("\($0.value) times: \($0.key)", indent: 4, paint: .bad)
        }
    }

    private func summary(_ report: ConcurrencyReport) -> [String] {
        paragraph(
            "On a copy of \(report.path), \(Numbers.short(report.seconds)) s each; everyone rests "
                + "\(Numbers.milliseconds(report.restMilliseconds)) between two transactions. A write reads a number, writes "
                + "the next and adds a row. \"waited\" is over all connections together; a write that SQLite refuses "
                + "counts as lost, since nobody tries it again.",
            indent: 0, paint: .dim)
    }
}
