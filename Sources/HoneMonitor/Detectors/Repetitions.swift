import HoneCore

/// N+1 and M·N+1 in the spans of a request.
enum Repetitions {
    static func look(
        _ trace: TraceState, _ request: Double, _ rule: RepetitionRule, _ seen: inout [Sighting]
    ) {
        let spans = trace.spans.filter { $0.kind == .query && $0.statement >= 0 }
        let statements = trace.figures.statements
        var grouped: Set<Int> = []
        for group in RepeatedGroups.find(in: spans.map(\.statement), minimum: max(2, Int(rule.calls.rounded(.up)))) {
            let members = group.keys.map(Int.init)
            let ran = Array(spans[group.range])
            let time = milliseconds(ran)
            guard
                rule.counts(
                    calls: Double(group.rounds), distinctParameters: mostParameters(ran, of: group.keys),
                    writes: members.contains { statements[$0].writes }, milliseconds: time,
                    requestMilliseconds: request), isOneByOne(ran)
            else { continue }
            grouped.formUnion(members)
            let saved = time * (1 - 1 / Double(group.rounds)) / max(request, 0.001)
            seen.append(
                Sighting(
                    detector: .mNPlusOne, severity: RepetitionRule.severity(savedShare: saved), statements: members,
                    count: group.rounds, milliseconds: time, ofMilliseconds: request))
        }
        for index in statements.indices where !grouped.contains(index) {
            let ran = spans.filter { Int($0.statement) == index }
            guard let first = ran.first, counts(statements[index], ran, request, rule),
                follows(first, in: spans), isOneByOne(ran)
            else { continue }
            let time = Double(statements[index].nanoseconds) / 1e6
            let saved = time * (1 - 1 / Double(statements[index].count)) / max(request, 0.001)
            seen.append(
                Sighting(
                    detector: .nPlusOne, severity: RepetitionRule.severity(savedShare: saved), statements: [index],
                    count: statements[index].count, milliseconds: time, ofMilliseconds: request))
        }
    }

    private static func counts(
        _ statement: RequestTrace.Figures.Statement, _ ran: [Span], _ request: Double, _ rule: RepetitionRule
    ) -> Bool {
        rule.counts(
            calls: Double(statement.count), distinctParameters: parameters(ran), writes: statement.writes,
            milliseconds: Double(statement.nanoseconds) / 1e6, requestMilliseconds: request)
    }

    /// Whether another query began before: the 1 that N follow, its rows perhaps still being read. Without one the
    /// values came with the request, and reading them one by one is what was asked for.
    private static func follows(_ first: Span, in spans: [Span]) -> Bool {
        spans.contains { $0.statement != first.statement && $0.start < first.start }
    }

    /// Whether none began before the one before it had ended: what runs side by side does not wait.
    private static func isOneByOne(_ spans: [Span]) -> Bool {
        let ordered = spans.sorted { $0.start < $1.start }
        return zip(ordered, ordered.dropFirst()).allSatisfy { $0.end <= $1.start }
    }

    private static func milliseconds(_ spans: [Span]) -> Double {
        Double(spans.reduce(0) { $0 &+ $1.nanoseconds }) / 1e6
    }

    /// How many different values they ran with; nil when nobody knows.
    private static func parameters(_ spans: [Span]) -> Double? {
        let known = spans.lazy.map(\.parameters).filter { $0 != Span.unknown }
        return known.isEmpty ? nil : Double(Set(known).count)
    }

    /// The same for the statement of a group that varies most.
    private static func mostParameters(_ spans: [Span], of group: [Int16]) -> Double? {
        group.compactMap { key in parameters(spans.filter { $0.statement == key }) }.max()
    }
}
