import HoneAgent
import HoneCore
import HoneDatabase

/// Something that can be seen in evidence to be so: what ticks a checklist. A claim, a plan or a verdict ticks nothing
/// here; only what the probes saw of the application as it is now.
struct EvidenceCheck: Equatable {
    /// The pattern whose effect it is.
    var pattern: PatternID
    /// What is checked.
    var title: String
    /// What the evidence says.
    var state: State

    /// What the evidence says of a check.
    enum State: Equatable {
        /// It is so, and this is what was seen.
        case seen(String)
        /// It is not so, and this is what was seen.
        case notSeen(String)
        /// The evidence does not say, and this is why.
        case unknown(String)
    }

    /// Whether it was seen to be so.
    var isTicked: Bool {
        if case .seen = state { true } else { false }
    }

    /// What was seen, or why nothing was.
    var remark: String {
        switch state {
        case .seen(let text), .notSeen(let text): text
        case .unknown(let reason): "not verified: \(reason)"
        }
    }

    /// A body smaller than this is not worth compressing: it fits the first packet either way (a TCP segment on
    /// Ethernet carries 1,460 bytes, RFC 879 and RFC 894).
    static let worthCompressing = 1_460

    /// A scan of fewer steps than this costs less than the rest of the request and asks for no index.
    static let worthIndexing = 1_000.0

    /// Different parameter sets of one statement in one request from which on it counts as N+1.
    static let repeated = 3.0

    /// Every check, judged by the evidence of the application as it is now; `nil` when there is none.
    static func all(_ evidence: Evidence?) -> [EvidenceCheck] {
        [
            EvidenceCheck(
                pattern: .connectionPooling, title: "Requests reuse database connections",
                state: judge(evidence?.queries, connections)),
            EvidenceCheck(
                pattern: .writeAheadLog, title: "The database is in WAL mode", state: judge(evidence?.database, wal)),
            EvidenceCheck(
                pattern: .eagerLoading, title: "No statement runs once per row (N+1)",
                state: judge(evidence?.queries, repeats)),
            EvidenceCheck(
                pattern: .indices, title: "No query scans a large table", state: judge(evidence?.queries, scans)),
            EvidenceCheck(
                pattern: .compression, title: "Compressible answers are compressed",
                state: judge(evidence?.http, compression)),
            EvidenceCheck(
                pattern: .cachingHeaders, title: "Answers that repeat say how long they are fresh (Cache-Control)",
                state: judge(evidence?.http, freshness)),
            EvidenceCheck(
                pattern: .cachingHeaders, title: "Conditional requests are answered with 304",
                state: judge(evidence?.http, conditional)),
        ]
    }

    private static func judge<Value>(_ gathered: Gathered<Value>?, _ rule: (Value) -> State) -> State {
        switch gathered {
        case nil: .unknown("nothing was measured after the fixes")
        case .missing(let reason): .unknown(reason)
        case .measured(let value): rule(value)
        }
    }

    private static func connections(_ queries: QueryEvidence) -> State {
        let rows = queries.endpoints.filter { $0.queries > 0 }
        guard let worst = rows.max(by: { $0.connections < $1.connections }) else {
            return .unknown("no request ran a query")
        }
        let text = "at most \(Numbers.short(worst.connections)) connections opened per request (\(worst.name))"
        return worst.connections < 0.5 ? .seen(text) : .notSeen(text)
    }

    private static func wal(_ database: DatabaseInspection) -> State {
        let text = "journal mode \(database.journalMode)"
        return database.journalMode.lowercased() == "wal" ? .seen(text) : .notSeen(text)
    }

    private static func repeats(_ queries: QueryEvidence) -> State {
        guard !queries.endpoints.isEmpty else { return .unknown("no endpoint was probed") }
        let repeating = queries.endpoints.filter { row in
            row.statements.contains { $0.distinctParameters >= repeated }
        }
        guard let first = repeating.first else { return .seen("0 of \(queries.endpoints.count) endpoints do") }
        return .notSeen("\(repeating.count) of \(queries.endpoints.count) endpoints do, first \(first.name)")
    }

    private static func scans(_ queries: QueryEvidence) -> State {
        let statements = queries.endpoints.flatMap(\.statements)
        guard !statements.isEmpty else { return .unknown("no statement was seen") }
        let scanning = statements.filter { $0.scanSteps >= worthIndexing }
        let text =
            "\(scanning.count) of \(statements.count) statements step through 1,000 rows or more without an index"
        return scanning.isEmpty ? .seen(text) : .notSeen(text)
    }

    private static func compression(_ http: HTTPEvidence) -> State {
        let worth = http.answers.filter { answer in
            answer.status == 200 && answer.size >= worthCompressing
                && (answer.coding != nil || (answer.compressed.values.min() ?? answer.size) * 10 < answer.size * 9)
        }
        guard !worth.isEmpty else { return .unknown("no answer is worth compressing") }
        return tally(worth, "compressed") { $0.coding != nil }
    }

    private static func freshness(_ http: HTTPEvidence) -> State {
        let worth = http.answers.filter { $0.status == 200 && $0.repeatsItself && !$0.setsCookie }
        guard !worth.isEmpty else { return .unknown("no answer repeats itself") }
        return tally(worth, "with Cache-Control") { $0.cacheControl != nil }
    }

    private static func conditional(_ http: HTTPEvidence) -> State {
        let worth = http.answers.filter { $0.status == 200 && $0.repeatsItself && !$0.setsCookie }
        guard !worth.isEmpty else { return .unknown("no answer repeats itself") }
        return tally(worth, "answered with 304") { $0.conditionalStatus == 304 }
    }

    private static func tally(
        _ answers: [HTTPEvidence.Answer], _ what: String, _ holds: (HTTPEvidence.Answer) -> Bool
    ) -> State {
        let without = answers.filter { !holds($0) }
        let text = "\(answers.count - without.count) of \(answers.count) \(what)"
        guard let first = without.first else { return .seen(text) }
        return .notSeen("\(text); without, first \(first.name)")
    }
}
