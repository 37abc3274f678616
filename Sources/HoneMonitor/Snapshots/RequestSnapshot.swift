/// A request that was kept, as a list shows it.
public struct RequestSummary: Sendable, Codable, Equatable {
    /// Its id: what the client sent as `X-Request-ID`, or one made up. Clients may send the same with many.
    public var id: String
    /// The id of its span, 16 hexadecimal digits, which no other request has.
    public var span: String
    /// Method and route.
    public var endpoint: String
    /// The status code of the answer.
    public var status: Int
    /// When it came, in milliseconds since 1970.
    public var startedAt: Int64
    /// How long it took, ms.
    public var milliseconds: Double
    /// Queries it ran.
    public var queries: Int
    /// The ids of the detectors that found something in it.
    public var findings: [String]

    /// A summary from its parts.
    public init(
        id: String, span: String, endpoint: String, status: Int, startedAt: Int64, milliseconds: Double, queries: Int,
        findings: [String]
    ) {
        self.id = id
        self.span = span
        self.endpoint = endpoint
        self.status = status
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.queries = queries
        self.findings = findings
    }
}

/// A request that was kept, with everything it did: what a waterfall is drawn from.
public struct RequestSnapshot: Sendable, Codable, Equatable {
    /// Its id: what the client sent as `X-Request-ID`, or one made up.
    public var id: String
    /// The trace it belongs to, as W3C Trace Context writes it, with this request as the parent of what it calls.
    public var traceparent: String?
    /// Method and route.
    public var endpoint: String
    /// The status code of the answer.
    public var status: Int
    /// When it came, in milliseconds since 1970.
    public var startedAt: Int64
    /// How long it took, ms.
    public var milliseconds: Double
    /// Until the first byte of the answer, ms; the same as `milliseconds` for an answer that is sent whole.
    public var timeToFirstByte: Double
    /// What was found in it.
    public var findings: [LiveFinding]
    /// What it did, by when it began.
    public var spans: [SpanSnapshot]
    /// Spans that were not kept because there were too many.
    public var droppedSpans: Int

    /// A request from its parts.
    public init(
        id: String, traceparent: String?, endpoint: String, status: Int, startedAt: Int64, milliseconds: Double,
        timeToFirstByte: Double, findings: [LiveFinding], spans: [SpanSnapshot], droppedSpans: Int
    ) {
        self.id = id
        self.traceparent = traceparent
        self.endpoint = endpoint
        self.status = status
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.timeToFirstByte = timeToFirstByte
        self.findings = findings
        self.spans = spans
        self.droppedSpans = droppedSpans
    }
}

/// A part of a request.
public struct SpanSnapshot: Sendable, Codable, Equatable {
    /// What it was.
    public var kind: SpanKind
    /// The statement, the key, the address, or the section's name.
    public var name: String
    /// When it began, in ms from the beginning of the request.
    public var start: Double
    /// How long it took, ms.
    public var milliseconds: Double
    /// `hit` or `miss` of a cache, the status code of a request that was sent; nil otherwise.
    public var detail: String?
    /// The line that asked for it, as `Module/File.swift:12`; nil where it is not known.
    public var place: String?
    /// Which of the values that its statement ran with in this request it ran with, numbered from 1 in the order they
    /// came; nil where the database layer does not tell values apart.
    public var values: Int?

    /// A span from its parts.
    public init(
        kind: SpanKind, name: String, start: Double, milliseconds: Double, detail: String? = nil, place: String? = nil,
        values: Int? = nil
    ) {
        self.kind = kind
        self.name = name
        self.start = start
        self.milliseconds = milliseconds
        self.detail = detail
        self.place = place
        self.values = values
    }
}

/// What a span is of.
public enum SpanKind: String, Sendable, Codable, CaseIterable {
    /// A statement that a database ran.
    case query
    /// A look-up in a cache.
    case cache
    /// A request that was sent to another server.
    case http
    /// A stretch of code that was given a name.
    case section
}
