import HoneCore

/// Everything that a trace holds, under its lock.
struct TraceState: Sendable {
    var began: UInt64
    var givenID: String?
    var context = TraceContext(traceHigh: 0, traceLow: 0, span: 0, flags: 0)
    var shedding = Shedding.none
    var figures = RequestTrace.Figures()
    var spans: [Span] = []
    /// Of them, those that are not of queries.
    var otherSpans = 0
    var droppedSpans = 0
    var cacheHits = 0
    var cacheMisses = 0
    /// From the beginning of the request, ns.
    var firstByte: UInt64?
    /// The connection that was held longest without running a statement; one that others waited for before one that
    /// nobody did.
    var held: HeldConnection?
    /// The recording of this request is timed.
    var isTimed = false
    /// What recording has cost so far, ns, when it is timed.
    var cost: UInt64 = 0

    init(began: UInt64) {
        self.began = began
    }

    var id: String { givenID ?? TraceContext.digits(context.span, last: RequestID.digits) }

    /// As a waterfall shows them.
    var spanSnapshots: [SpanSnapshot] {
        var values = SpanValues()
        return spans.sorted { ($0.start, $1.end) < ($1.start, $0.end) }.map { span in
            span.snapshot(statements: figures.statements, values: values.number(of: span))
        }
    }

    /// Forgets everything and keeps the memory, for the next request.
    mutating func begin(at now: UInt64, id: String?, context: TraceContext, shedding: Shedding, isTimed: Bool = false) {
        began = now
        if givenID != nil || id != nil { givenID = id }
        self.context = context
        self.shedding = shedding
        figures.reset()
        if !spans.isEmpty { spans.removeAll(keepingCapacity: true) }
        otherSpans = 0
        droppedSpans = 0
        cacheHits = 0
        cacheMisses = 0
        firstByte = nil
        if held != nil { held = nil }
        self.isTimed = isTimed
        cost = 0
    }

    /// About how many bytes it holds beside its place, texts included.
    var memoryBytes: Int {
        spans.capacity * MemoryLayout<Span>.stride
            + figures.statements.capacity * MemoryLayout<RequestTrace.Figures.Statement>.stride
            + spans.reduce(0) { $0 + Text.memoryBytes($1.name) }
            + figures.statements.reduce(0) { $0 + Text.memoryBytes($1.sql) }
    }

    /// Whether it holds texts of its request.
    var hasTexts: Bool { !spans.isEmpty || !figures.statements.isEmpty || givenID != nil }

    /// Lets go of the texts of its request.
    mutating func forgetTexts() {
        figures.reset()
        spans.removeAll(keepingCapacity: true)
        givenID = nil
        held = nil
    }

    mutating func record(_ connection: HeldConnection) {
        func rank(_ held: HeldConnection) -> (Int, UInt64) { (held.waiting == 0 ? 0 : 1, held.idleNanoseconds) }
        if connection.idleNanoseconds > 0, held.map({ rank(connection) > rank($0) }) ?? true { held = connection }
    }

    mutating func record(_ query: RanQuery, at now: UInt64, maximumSpans: Int) {
        let statement = figures.record(query, toldApart: shedding < .queries)
        append(
            .query, statement < 0 ? query.sql : "", outcome: -1, query.nanoseconds, endingAt: now,
            maximumSpans: maximumSpans, statement: statement, parameters: query.parameters ?? Span.unknown)
    }

    mutating func append(
        _ kind: SpanKind, _ name: String, outcome: Int16, _ nanoseconds: UInt64, endingAt now: UInt64,
        maximumSpans: Int, statement: Int = -1, parameters: UInt64 = Span.unknown
    ) {
        // Half of them are for queries, so that many look-ups in a cache do not hide from the detectors what ran.
        let isOther = kind != .query
        guard shedding == .none, spans.count < maximumSpans, !isOther || otherSpans < (maximumSpans + 1) / 2 else {
            droppedSpans += 1
            return
        }
        if isOther { otherSpans += 1 }
        let end = now > began ? now - began : 0
        spans.append(
            Span(
                kind: kind, statement: Int16(statement), outcome: outcome,
                start: end > nanoseconds ? end - nanoseconds : 0, nanoseconds: nanoseconds, parameters: parameters,
                name: Text.cut(name, to: Span.maximumName)))
    }
}

extension RequestTrace {
    /// The queries of a request in numbers.
    public struct Figures: Sendable, Equatable {
        /// Queries that ran.
        public private(set) var queries = 0
        /// The time they took together, in nanoseconds.
        public private(set) var queryNanoseconds: UInt64 = 0
        /// The longest of them, in nanoseconds.
        public private(set) var longestQueryNanoseconds: UInt64 = 0
        /// The different statements, in the order they first ran, with how often each did.
        public private(set) var statements: [Statement] = []

        /// A statement of the request.
        public struct Statement: Sendable, Equatable {
            /// Its text.
            public var sql: String
            /// The line that asked for it, where it is known.
            public var place: SourcePlace?
            /// How often it ran.
            public var count: Int
            /// The time it took all together, ns.
            public var nanoseconds: UInt64 = 0
            /// The longest run, ns.
            public var longest: UInt64 = 0
            /// Whether it may change the database.
            public var writes = false
            /// Of its text, for tables.
            let hash: UInt64

            /// A statement from its parts.
            public init(
                sql: String, place: SourcePlace? = nil, count: Int, nanoseconds: UInt64 = 0, longest: UInt64 = 0,
                writes: Bool = false
            ) {
                self.sql = sql
                self.place = place
                self.count = count
                self.nanoseconds = nanoseconds
                self.longest = longest
                self.writes = writes
                hash = Self.hash(sql, place)
            }

            /// The first run of a query.
            init(_ query: RanQuery, sql: String, hash: UInt64) {
                self.sql = sql
                place = query.place
                count = 1
                nanoseconds = query.nanoseconds
                longest = query.nanoseconds
                writes = query.writes
                self.hash = hash
            }

            @inline(__always)
            static func hash(_ sql: String, _ place: SourcePlace?) -> UInt64 {
                FastHash.hash(sql, seed: UInt64(truncatingIfNeeded: place?.line ?? 0))
            }
        }

        /// The longest text of a statement that is kept, in bytes; what is longer is cut off.
        static let maximumText = 4_096

        /// The statement that ran most often; nil without any.
        public var mostRepeated: Statement? { statements.max { $0.count < $1.count } }

        /// Adds a query.
        /// - Returns: the place of its statement among ``statements``; -1 when it is not told apart.
        mutating func record(_ query: RanQuery, toldApart: Bool) -> Int {
            queries += 1
            // Whatever a layer tells, the sum is never below the longest.
            let sum = queryNanoseconds.addingReportingOverflow(query.nanoseconds)
            queryNanoseconds = sum.overflow ? .max : sum.partialValue
            longestQueryNanoseconds = max(longestQueryNanoseconds, query.nanoseconds)
            guard toldApart else { return -1 }
            let hash = Statement.hash(query.sql, query.place)
            for index in statements.indices where statements[index].hash == hash && statements[index].is(query) {
                statements[index].count += 1
                statements[index].nanoseconds &+= query.nanoseconds
                statements[index].longest = max(statements[index].longest, query.nanoseconds)
                return index
            }
            guard statements.count < RequestTrace.maximumStatements else { return -1 }
            statements.append(Statement(query, sql: Self.bounded(query.sql), hash: hash))
            return statements.count - 1
        }

        fileprivate static func bounded(_ sql: String) -> String { Text.cut(sql, to: maximumText) }

        mutating func reset() {
            queries = 0
            queryNanoseconds = 0
            longestQueryNanoseconds = 0
            if !statements.isEmpty { statements.removeAll(keepingCapacity: true) }
        }
    }
}

extension RequestTrace.Figures.Statement {
    /// Whether a query is a run of this statement. Texts that are too long were cut off; their whole hash and what is
    /// left of them tell them apart.
    func `is`(_ query: RanQuery) -> Bool {
        (sql == query.sql || sql == RequestTrace.Figures.bounded(query.sql)) && place == query.place
    }
}

/// Texts that come from outside.
enum Text {
    /// The first so many bytes of a text, and the text itself when it has no more.
    static func cut(_ text: String, to bytes: Int) -> String {
        text.utf8.count <= bytes ? text : String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
    }

    /// About the bytes that a text takes beside its place: none up to 15.
    static func memoryBytes(_ text: String) -> Int { text.utf8.count <= 15 ? 0 : text.utf8.count + 32 }
}
