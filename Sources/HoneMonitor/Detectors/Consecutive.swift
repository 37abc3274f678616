import HoneCore

/// Different reads one after the other, none of which needs what another brought: they could run together.
///
/// A read needs nothing of those before it when it takes no values, and hardly when it takes only values that a query
/// before them took: then they were known already, unless what was read happened to be the same. Values written into
/// the text are taken for constants. So only a row of reads without values is certain; any other is said to be likely,
/// with severity LOW. A read with values that were not seen before may have them from an answer, and ends the row.
enum Consecutive {
    static func look(_ trace: TraceState, _ request: Double, _ rule: ConsecutiveRule, _ seen: inout [Sighting]) {
        let saved = Double(trace.figures.queryNanoseconds - trace.figures.longestQueryNanoseconds) / 1e6
        guard saved >= rule.milliseconds, trace.figures.statements.count >= rule.queries else { return }
        var row = Row()
        var known: Set<UInt32> = []
        var reported: Set<Int> = []
        for span in trace.spans where span.kind == .query {
            switch (isRead(span, trace), need(of: span, knowing: known, trace)) {
            case (true, let need?) where row.takes(span): row.add(span, need)
            case (let isRead, _):
                report(row, rule, &reported, &seen)
                row = Row()
                // The first of a row follows nothing.
                if isRead { row.add(span, .nothing) }
            }
            if span.parameters != Span.unknown { known.insert(span.values) }
        }
        report(row, rule, &reported, &seen)
    }

    /// What a read may need of those before it.
    private enum Need {
        case nothing
        case hardlyAnything
    }

    private struct Row {
        var spans: [Span] = []
        var isCertain = true

        /// Whether a span begins after the last has ended, and is of another statement than all of them.
        func takes(_ span: Span) -> Bool {
            guard let last = spans.last else { return false }
            return span.start >= last.end && !spans.contains { $0.statement == span.statement }
        }

        mutating func add(_ span: Span, _ need: Need) {
            spans.append(span)
            if need != .nothing { isCertain = false }
        }
    }

    /// nil when it may need something.
    private static func need(of span: Span, knowing known: Set<UInt32>, _ trace: TraceState) -> Need? {
        guard span.statement >= 0 else { return nil }
        let takesValues = trace.figures.statements[Int(span.statement)].sql.utf8.contains {
            $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%")
        }
        guard takesValues else { return .nothing }
        guard span.parameters != Span.unknown, span.values == 0 || known.contains(span.values) else { return nil }
        return .hardlyAnything
    }

    private static func isRead(_ span: Span, _ trace: TraceState) -> Bool {
        span.statement >= 0 && !trace.figures.statements[Int(span.statement)].writes
    }

    private static func report(
        _ row: Row, _ rule: ConsecutiveRule, _ reported: inout Set<Int>, _ seen: inout [Sighting]
    ) {
        let time = Double(row.spans.reduce(0) { $0 &+ $1.nanoseconds }) / 1e6
        let longest = Double(row.spans.map(\.nanoseconds).max() ?? 0) / 1e6
        let statements = row.spans.map { Int($0.statement) }
        guard rule.counts(queries: row.spans.count, milliseconds: time, longest: longest),
            reported.isDisjoint(with: statements)
        else { return }
        reported.formUnion(statements)
        seen.append(
            Sighting(
                detector: .consecutiveQueries, severity: row.isCertain ? .medium : .low, statements: statements,
                count: row.spans.count, milliseconds: time - longest, ofMilliseconds: time))
    }
}

extension Span {
    /// The part of the fingerprint that is of the values alone.
    fileprivate var values: UInt32 { UInt32(truncatingIfNeeded: parameters) }
}
