import HoneAgent
import HoneCore
import HoneDatabase

extension TerminalRenderer {
    /// The end of `hone baseline`: what every probe saw, and why those that saw nothing did not.
    public func baseline(_ evidence: Evidence) -> String {
        document([
            [
                cut("Hone · \(evidence.url) · \(Numbers.moment(evidence.capturedAt))"),
                cut("\(evidence.machine.line), seed \(evidence.seed)"),
            ],
            section("Latency, one request at a time", latency(evidence.latency.value)),
            section("Load", load(evidence.load.value)),
            section("Queries per request", queries(evidence.queries.value)),
            section("Database", database(evidence.database.value)),
            section("Indices that would pay", advice(evidence.advice.value)),
            section("HTTP", http(evidence.http.value)),
            section("System", system(evidence.system.value)),
            section("Not measured", missing(MissingProbe.all(in: evidence))),
        ])
    }

    private func latency(_ evidence: LatencyEvidence?) -> [String] {
        guard let rows = evidence?.endpoints, !rows.isEmpty else { return [] }
        var table = TextTable(columns: [
            .text("endpoint", flexible: true), .number("avg"), .number("p50"), .number("p95"), .number("p99"),
            .number("max", optional: true), .number("size", optional: true), .number("failed"),
        ])
        for row in rows {
            let figures = row.measured.map { latency in
                [latency.average, latency.p50, latency.p95, latency.p99, latency.max].map(Numbers.milliseconds)
            }
            table.rows.append(
                [.init(row.name)] + (figures ?? Array(repeating: "–", count: 5)).map { .init($0) }
                    + [.init(Numbers.bytes(row.bytes)), .init("\(row.failures)", row.failures > 0 ? .bad : .dim)])
        }
        return self.table(table)
    }

    private func load(_ evidence: LoadEvidence?) -> [String] {
        guard let evidence else { return [] }
        var table = TextTable(columns: [
            .number("users"), .number("req/s"), .number("avg"), .number("p50"), .number("p95"), .number("p99"),
            .number("errors"), .number("CPU"), .number("memory"), .text("", flexible: true),
        ])
        for level in evidence.levels {
            let latency = level.latency
            let figures =
                latency.count > 0
                ? [latency.average, latency.p50, latency.p95, latency.p99].map(Numbers.milliseconds)
                : Array(repeating: "–", count: 4)
            table.rows.append(
                [.init("\(level.users)", .bold), .init(Numbers.plain(level.requestsPerSecond))]
                    + figures.map { .init($0) }
                    + [
                        .init(Numbers.share(level.errorShare), level.errorShare > 0 ? .bad : .plain),
                        .init(level.targetCPU.map(Numbers.short) ?? "–"),
                        .init(level.targetMemory.map(Numbers.megabytes) ?? "–"),
                        .init(level.generatorSaturated ? "the generator was the limit" : "", .warning),
                    ])
        }
        var capacity = "Capacity: \(evidence.capacityText) users within the thresholds"
        if let broke = evidence.brokeFirst { capacity += "; beyond, \(broke)" }
        return self.table(table) + paragraph(capacity + ".")
    }

    private func queries(_ evidence: QueryEvidence?) -> [String] {
        guard let evidence, !evidence.endpoints.isEmpty else { return [] }
        var table = TextTable(columns: [
            .text("endpoint", flexible: true), .number("queries"), .number("in SQLite"),
            .number("request", optional: true),
            .number("connections"), .text("most expensive", flexible: true),
        ])
        for row in evidence.endpoints {
            table.rows.append([
                .init(row.name), .init(Numbers.short(row.queries), .bold),
                .init(Numbers.milliseconds(row.databaseMilliseconds)),
                .init(Numbers.milliseconds(row.requestMilliseconds)), .init(Numbers.short(row.connections)),
                .init(row.statements.first?.sql ?? "", .dim),
            ])
        }
        var lines = self.table(table)
        lines += paragraph("Mean time of a query: \(Numbers.milliseconds(evidence.averageMilliseconds)).")
        lines += evidence.lockSentences.flatMap { paragraph($0) }
        lines += evidence.unseen.flatMap { paragraph("Not seen: \($0).", paint: .warning) }
        if evidence.dropped > 0 {
            lines += paragraph("The tracer dropped \(Numbers.count(evidence.dropped)) records.", paint: .warning)
        }
        return lines
    }

    private func database(_ inspection: DatabaseInspection?) -> [String] {
        inspection.map { $0.facts.flatMap { labelled($0.name, $0.text, indent: 2, labelWidth: 18) } } ?? []
    }

    private func advice(_ advice: IndexAdvice?) -> [String] {
        guard let advice else { return [] }
        return advice.indexes.flatMap { index in
            paragraph(index.createSQL, paint: .accent) + paragraph(index.effect, indent: 4)
        } + paragraph(advice.line) + advice.notes.flatMap { paragraph($0, paint: .dim) }
    }

    private func http(_ evidence: HTTPEvidence?) -> [String] {
        guard let answers = evidence?.answers, !answers.isEmpty else { return [] }
        var table = TextTable(columns: [
            .text("answer", flexible: true), .number("status"), .number("size"), .number("sent"), .text("coding"),
            .text("Cache-Control", flexible: true), .text("ETag"),
        ])
        for answer in answers {
            table.rows.append([
                .init(answer.name), .init("\(answer.status)"), .init(Numbers.bytes(Double(answer.size))),
                .init(Numbers.bytes(Double(answer.sent))),
                .init(answer.coding ?? "none", answer.coding == nil ? .dim : .plain),
                .init(answer.cacheControl ?? "none", answer.cacheControl == nil ? .dim : .plain),
                .init(answer.etagText, answer.etag == nil ? .dim : .plain),
            ])
        }
        return self.table(table)
    }

    private func system(_ evidence: SystemEvidence?) -> [String] {
        guard let evidence else { return [] }
        var table = TextTable(columns: [
            .text(""), .number("processes"), .number("memory"), .number("CPU"), .number("threads"),
            .number("descriptors"), .number("sockets"),
        ])
        for (name, reading) in [("at rest", evidence.idle), ("peak under load", evidence.peak)] {
            table.rows.append([
                .init(name), .init("\(reading.processes)"), .init(Numbers.megabytes(reading.memory)),
                .init("\(Numbers.short(reading.cpuSeconds)) s"), .init("\(reading.threads)"),
                .init("\(reading.descriptors)"), .init("\(reading.sockets)"),
            ])
        }
        return self.table(table) + (evidence.source.map { paragraph("Said by \($0).") } ?? [])
    }
}
