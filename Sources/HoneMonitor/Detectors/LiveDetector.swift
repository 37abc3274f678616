import HoneCore

/// The detectors that look at requests as they end, at endpoints and at the process.
enum LiveDetector: UInt8, Sendable, CaseIterable {
    case nPlusOne, mNPlusOne, duplicateQuery, slowQuery, consecutiveQueries, largePayload, noCompression
    case noCachingHeaders, connectionHeld, slowEndpoint, eventLoopBlocked, memoryGrowth

    /// The id that findings carry; the agent's where it has the same detector.
    var id: String {
        switch self {
        case .nPlusOne: "n-plus-one"
        case .mNPlusOne: "m-n-plus-one"
        case .duplicateQuery: "duplicate-query"
        case .slowQuery: "slow-query"
        case .consecutiveQueries: "consecutive-queries"
        case .largePayload: "large-payload"
        case .noCompression: "no-compression"
        case .noCachingHeaders: "no-caching-headers"
        case .connectionHeld: "connection-held"
        case .slowEndpoint: "slow-endpoint"
        case .eventLoopBlocked: "event-loop-blocked"
        case .memoryGrowth: "memory-growth"
        }
    }
}

/// What a detector saw, in numbers: no text is built until somebody wants to read it.
struct Sighting: Sendable, Equatable {
    var detector: LiveDetector
    var severity: Severity
    /// Statements, by their place in the trace.
    var statements: [Int] = []
    /// How often, or how many bytes.
    var count = 0
    /// The time of it, ms.
    var milliseconds = 0.0
    /// The time it is a part of, ms.
    var ofMilliseconds = 0.0
    /// Where, when it is of no statement.
    var place: SourcePlace?

    /// What makes it the same as another.
    func key(endpoint: Int, _ trace: TraceState) -> FindingTable.Key {
        var hash: UInt64 = 0
        for index in statements { hash = FastHash.mix(hash, trace.figures.statements[index].hash) }
        return FindingTable.Key(detector: detector, endpoint: endpoint, hash: hash)
    }

    /// In words.
    func finding(endpoint name: String, _ trace: TraceState, at now: Int64) -> LiveFinding {
        let known = statements.map { trace.figures.statements[$0] }
        let texts = known.map(\.sql).joined(separator: "; ")
        let numbers = describe()
        let detail = texts.isEmpty ? numbers : "\(numbers): \(texts)"
        return LiveFinding(
            detector: detector.id, severity: severity, title: title, location: name,
            place: (known.first?.place ?? place)?.description,
            detail: Text.cut(detail, to: RequestTrace.Figures.maximumText),
            firstSeen: now, lastSeen: now, requestID: trace.id)
    }

    private var title: String {
        switch detector {
        case .nPlusOne: "N+1: one statement runs \(count) times in a request"
        case .mNPlusOne: "M·N+1: \(statements.count) statements run \(count) times by turns in a request"
        case .duplicateQuery: "A query is repeated \(count) times in a request with the same values"
        case .slowQuery: "A statement takes \(Wording.milliseconds(milliseconds))"
        case .consecutiveQueries:
            "\(count) queries run one after the other that could run together"
                + (severity == .low ? ", if none needs what another read" : "")
        case .largePayload: "An answer has \(Wording.bytes(count))"
        case .noCompression: "An answer of \(Wording.bytes(count)) is sent uncompressed"
        case .noCachingHeaders: "Answers say neither how long they keep nor how to ask whether they changed"
        case .connectionHeld:
            "A connection is held for \(Wording.milliseconds(ofMilliseconds)) and runs statements for "
                + Wording.milliseconds(ofMilliseconds - milliseconds)
                + (count == 0 ? "" : " while \(count) other\(count == 1 ? "" : "s") waited for one")
        case .slowEndpoint: "p95 of \(Wording.milliseconds(milliseconds))"
        case .eventLoopBlocked: "An event loop was blocked for \(Wording.milliseconds(milliseconds))"
        case .memoryGrowth: "Memory has grown by \(count) MB and did not come back"
        }
    }

    private func describe() -> String {
        switch detector {
        case .connectionHeld:
            "\(Wording.milliseconds(milliseconds)) without a statement; give it back before working with what was read"
        case .nPlusOne, .mNPlusOne, .duplicateQuery, .slowQuery, .consecutiveQueries:
            "\(Wording.milliseconds(milliseconds)) of \(Wording.milliseconds(ofMilliseconds))"
        case .largePayload, .noCompression: "\(count) bytes"
        case .noCachingHeaders: "no Cache-Control, Expires, ETag or Last-Modified"
        case .slowEndpoint: "\(count) requests in five minutes"
        case .eventLoopBlocked: "nothing else on that loop was answered meanwhile"
        case .memoryGrowth: "in each quarter of the readings"
        }
    }
}

/// Numbers for sentences, without Foundation.
enum Wording {
    /// `3.2 ms`, `1,500 ms` as `1500 ms`: a decimal below 100.
    static func milliseconds(_ value: Double) -> String {
        guard value.isFinite, value < 1e12 else { return "very many ms" }
        let tenths = Int((value * 10).rounded())
        return value >= 100 || tenths % 10 == 0 ? "\(Int(value.rounded())) ms" : "\(tenths / 10).\(abs(tenths % 10)) ms"
    }

    /// `312 kB`.
    static func bytes(_ value: Int) -> String { value >= 10_000 ? "\(value / 1_000) kB" : "\(value) bytes" }
}
