import HoneAgent
import HoneCore
import HoneDatabase

/// What the probes saw, before and now, folded away.
enum EvidenceSection {
    static func markup(_ run: Run) -> Markup {
        let sides = [("before", run.baseline)] + (run.current.map { [("now", $0)] } ?? [])
        let parts = sides.flatMap { word, evidence in
            [
                PageParts.folded("Queries, \(word)", queries(evidence.queries.value)),
                PageParts.folded("Statements, \(word)", statements(evidence.queries.value)),
                PageParts.folded("Database, \(word)", database(evidence.database.value)),
                PageParts.folded("Index advice, \(word)", advice(evidence.advice.value)),
                PageParts.folded("HTTP, \(word)", http(evidence.http.value)),
                PageParts.folded("System, \(word)", system(evidence.system.value)),
            ]
        }
        return PageParts.section("evidence", "Evidence", "What the probes saw.", parts)
    }

    private static func queries(_ evidence: QueryEvidence?) -> Markup {
        guard let evidence else { return .empty }
        let rows = evidence.endpoints.map { row -> [Markup] in
            [
                PageParts.code(row.name), "\(Numbers.short(row.queries))",
                "\(Numbers.milliseconds(row.databaseMilliseconds))", "\(Numbers.milliseconds(row.requestMilliseconds))",
                "\(Numbers.short(row.connections))", "\(Numbers.short(row.closes))",
                "\(Numbers.short(row.transactions))", "\(Numbers.short(row.writes))", "\(Numbers.short(row.pings))",
            ]
        }
        let dropped: Markup =
            evidence.dropped > 0
            ? "<p class=\"notice\">The tracer dropped \(Numbers.count(evidence.dropped)) records.</p>" : .empty
        return PageParts.table(
            "Queries per request",
            [
                .text("Endpoint"), .number("Queries"), .number("In SQLite"), .number("Request"), .number("Opened"),
                .number("Closed"), .number("Transactions"), .number("Writes"), .number("Pings"),
            ], rows) + PageParts.list(evidence.lockSentences.map { "\($0)" })
            + PageParts.list(evidence.unseen.map { "Not seen: \($0)." }) + dropped
    }

    private static func statements(_ evidence: QueryEvidence?) -> Markup {
        let all = (evidence?.endpoints ?? []).flatMap { row in row.statements.map { (row.name, $0) } }
        let dearest = all.sorted { $0.1.millisecondsPerRequest > $1.1.millisecondsPerRequest }.prefix(25)
        let rows = dearest.map { name, statement -> [Markup] in
            [
                PageParts.code(name), PageParts.code(statement.sql), "\(Numbers.short(statement.calls))",
                "\(Numbers.milliseconds(statement.milliseconds))", "\(Numbers.plain(statement.rows))",
                "\(Numbers.plain(statement.scanSteps))", "\(Numbers.short(statement.sorts))",
                "\(Numbers.plain(statement.automaticIndexRows))", statement.writes ? "yes" : "no",
            ]
        }
        return PageParts.table(
            "The statements that cost a request most",
            [
                .text("Endpoint"), .text("SQL"), .number("Calls"), .number("Each"), .number("Rows"),
                .number("Scan steps"), .number("Sorts"), .number("Automatic index rows"), .text("Writes"),
            ], rows)
    }

    private static func database(_ inspection: DatabaseInspection?) -> Markup {
        PageParts.table(
            "Database", [.text("What"), .text("Seen")], (inspection?.facts ?? []).map { ["\($0.name)", "\($0.text)"] })
    }

    private static func advice(_ advice: IndexAdvice?) -> Markup {
        guard let advice else { return .empty }
        let indexes = advice.indexes.map { index -> [Markup] in
            [PageParts.code(index.createSQL), PageParts.badge("advised", "kept"), "\(index.effect)"]
        }
        let rejected = advice.rejected.map { candidate -> [Markup] in
            let columns = candidate.columns.joined(separator: ", ")
            return [
                PageParts.code("\(candidate.table)(\(columns))"), PageParts.badge("not advised", "manual"),
                "\(candidate.reason)",
            ]
        }
        let table = PageParts.table("Candidates", [.text("Index"), .text(""), .text("Why")], indexes + rejected)
        return "<p>\(advice.line)</p>\n\(table)\n\(PageParts.list(advice.notes.map { "\($0)" }))"
    }

    private static func http(_ evidence: HTTPEvidence?) -> Markup {
        let rows = (evidence?.answers ?? []).map { answer -> [Markup] in
            [
                PageParts.code(answer.name), "\(answer.status)", "\(Numbers.bytes(Double(answer.size)))",
                "\(Numbers.bytes(Double(answer.sent)))", "\(answer.coding ?? "none")",
                "\(answer.cacheControl ?? "none")", "\(answer.etagText)", "\(answer.vary ?? "none")",
            ]
        }
        return PageParts.table(
            "Answers and their headers",
            [
                .text("Answer"), .number("Status"), .number("Size"), .number("Sent"), .text("Coding"),
                .text("Cache-Control"), .text("ETag"), .text("Vary"),
            ], rows)
    }

    private static func system(_ evidence: SystemEvidence?) -> Markup {
        guard let evidence else { return .empty }
        let rows = [("at rest", evidence.idle), ("peak under load", evidence.peak)].map { name, reading -> [Markup] in
            [
                "\(name)", "\(reading.processes)", "\(Numbers.megabytes(reading.memory))",
                "\(Numbers.short(reading.cpuSeconds)) s", "\(reading.threads)", "\(reading.descriptors)",
                "\(reading.sockets)",
            ]
        }
        return PageParts.table(
            "The application's processes",
            [
                .text(""), .number("Processes"), .number("Memory"), .number("CPU"), .number("Threads"),
                .number("Descriptors"), .number("Sockets"),
            ], rows) + PageParts.list(evidence.source.map { ["Said by \($0)."] } ?? [])
    }
}
