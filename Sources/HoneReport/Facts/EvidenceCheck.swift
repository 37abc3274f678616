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

    /// A scan of fewer steps than this costs less than the rest of the request and asks for no index.
    static let worthIndexing = 1_000.0

    /// Every check, judged by the evidence of the application as it is now; `nil` when there is none.
    ///
    /// Where a detector looks for the opposite, it decides: what it finds cannot be ticked here.
    static func all(_ evidence: Evidence?) -> [EvidenceCheck] {
        let found = Dictionary(grouping: evidence.map { Diagnosis($0).findings } ?? [], by: \.detector)
        func judged<Value>(
            _ pattern: PatternID, _ title: String, by detectors: [String], _ part: Gathered<Value>?,
            otherwise: (Value) -> State
        ) -> EvidenceCheck {
            let state = judge(part) { value -> State in
                let findings = detectors.flatMap { found[$0] ?? [] }
                guard let first = findings.first else { return otherwise(value) }
                let place = TerminalText.cut(TerminalText.safe(first.location), to: 100)
                let more = findings.count > 1 ? ", and \(findings.count - 1) more" : ""
                return .notSeen("\(first.title) (\(place))\(more)")
            }
            return EvidenceCheck(pattern: pattern, title: title, state: state)
        }
        return [
            judged(
                .connectionPooling, "Requests reuse database connections", by: ["connection-per-request"],
                evidence?.queries, otherwise: connections),
            judged(
                .writeAheadLog, "The database is in WAL mode", by: ["no-wal"], evidence?.database,
                otherwise: { .seen("journal mode \($0.journalMode)") }),
            judged(
                .eagerLoading, "No statement runs once per row (N+1)", by: ["n-plus-one", "m-n-plus-one"],
                evidence?.queries, otherwise: repeats),
            EvidenceCheck(
                pattern: .indices, title: "No query scans a large table", state: judge(evidence?.queries, scans)),
            judged(
                .compression, "Compressible answers are compressed", by: ["no-compression"], evidence?.http,
                otherwise: compression),
            judged(
                .cachingHeaders, "Answers that repeat themselves carry a validator or a freshness",
                by: ["no-caching-headers"], evidence?.http, otherwise: freshness),
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
        return .seen("at most \(Numbers.short(worst.connections)) connections opened per request (\(worst.name))")
    }

    private static func repeats(_ queries: QueryEvidence) -> State {
        guard !queries.endpoints.isEmpty else { return .unknown("no endpoint was probed") }
        return .seen("0 of \(queries.endpoints.count) endpoints do")
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
        let count = http.answers.count { $0.coding != nil }
        return count == 0 ? .unknown("no answer is worth compressing") : .seen("\(count) answers are")
    }

    private static func freshness(_ http: HTTPEvidence) -> State {
        let count = http.answers.count { $0.status == 200 && $0.repeatsItself }
        return count == 0 ? .unknown("no answer repeats itself") : .seen("\(count) of \(count) do")
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
