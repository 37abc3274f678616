import HoneCore

/// Different reads one after the other, none of which can need what another brought: they could run together.
enum Consecutive {
    static func look(_ trace: TraceState, _ request: Double, _ rule: ConsecutiveRule, _ seen: inout [Sighting]) {
        let saved = Double(trace.figures.queryNanoseconds - trace.figures.longestQueryNanoseconds) / 1e6
        guard saved >= rule.milliseconds, trace.figures.statements.count >= rule.queries else { return }
        var row: [Span] = []
        var reported: Set<Int> = []
        for span in trace.spans where span.kind == .query {
            if let last = row.last, continues(span, last, trace),
                !row.contains(where: { $0.statement == span.statement })
            {
                row.append(span)
            } else {
                report(row, trace, rule, &reported, &seen)
                row = isRead(span, trace) ? [span] : []
            }
        }
        report(row, trace, rule, &reported, &seen)
    }

    /// Whether a read begins after another and does not depend on it: it has no values at all, or the same that the other
    /// ran with.
    private static func continues(_ span: Span, _ last: Span, _ trace: TraceState) -> Bool {
        guard isRead(span, trace), span.start >= last.end else { return false }
        let takesValues = trace.figures.statements[Int(span.statement)].sql.utf8.contains {
            $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%")
        }
        return !takesValues || (span.parameters != Span.unknown && span.parameters == last.parameters)
    }

    private static func isRead(_ span: Span, _ trace: TraceState) -> Bool {
        span.statement >= 0 && !trace.figures.statements[Int(span.statement)].writes
    }

    private static func report(
        _ row: [Span], _ trace: TraceState, _ rule: ConsecutiveRule, _ reported: inout Set<Int>,
        _ seen: inout [Sighting]
    ) {
        let time = Double(row.reduce(0) { $0 &+ $1.nanoseconds }) / 1e6
        let longest = Double(row.map(\.nanoseconds).max() ?? 0) / 1e6
        let statements = row.map { Int($0.statement) }
        guard rule.counts(queries: row.count, milliseconds: time, longest: longest),
            reported.isDisjoint(with: statements)
        else { return }
        reported.formUnion(statements)
        seen.append(
            Sighting(
                detector: .consecutiveQueries, severity: .medium, statements: statements, count: row.count,
                milliseconds: time - longest, ofMilliseconds: time))
    }
}
