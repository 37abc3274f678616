import HoneCore

/// The same statement with the same values again, with no write in between. Needs a layer that tells values apart.
enum Duplicates {
    private struct Run: Hashable {
        var statement: Int16
        var parameters: UInt64
    }

    static func look(_ trace: TraceState, _ request: Double, _ rule: DuplicateRule, _ seen: inout [Sighting]) {
        let statements = trace.figures.statements
        var known: Set<Run> = []
        var repeats: [Int16: (count: Int, nanoseconds: UInt64)] = [:]
        for span in trace.spans where span.kind == .query && span.statement >= 0 {
            guard !statements[Int(span.statement)].writes else {
                known.removeAll(keepingCapacity: true)
                continue
            }
            guard span.parameters != Span.unknown else { continue }
            if !known.insert(Run(statement: span.statement, parameters: span.parameters)).inserted {
                let before = repeats[span.statement] ?? (0, 0)
                repeats[span.statement] = (before.count + 1, before.nanoseconds &+ span.nanoseconds)
            }
        }
        for (statement, run) in repeats.sorted(by: { $0.key < $1.key }) {
            let time = Double(run.nanoseconds) / 1e6
            guard rule.counts(repetitions: Double(run.count), milliseconds: time, requestMilliseconds: request) else {
                continue
            }
            seen.append(
                Sighting(
                    detector: .duplicateQuery, severity: DuplicateRule.severity(savedShare: time / max(request, 0.001)),
                    statements: [Int(statement)], count: run.count, milliseconds: time, ofMilliseconds: request))
        }
    }
}
