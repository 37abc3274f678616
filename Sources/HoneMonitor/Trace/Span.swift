import HoneCore

/// A part of a request while it is recorded: numbers and references to strings that exist already.
struct Span: Sendable {
    /// The value that stands for "not told" in `parameters`.
    static let unknown: UInt64 = 0
    /// The longest name that is kept, in bytes; what is longer is cut off.
    static let maximumName = 512

    var kind: SpanKind
    /// The statement's place in the trace's statements; -1 when it is not there, or not a query.
    var statement: Int16 = -1
    /// 1 for a hit, 0 for a miss, a status code; -1 when there is none.
    var outcome: Int16 = -1
    /// From the beginning of the request, ns.
    var start: UInt64
    /// How long it took, ns.
    var nanoseconds: UInt64
    /// A fingerprint of a query's values; ``unknown`` when the layer does not tell.
    var parameters: UInt64 = Span.unknown
    /// What it is called; a query's text is that of its statement unless that is -1.
    var name: String = ""

    var end: UInt64 { start &+ nanoseconds }

    /// What a waterfall shows.
    func snapshot(statements: [RequestTrace.Figures.Statement], values: Int?) -> SpanSnapshot {
        let known = statement >= 0 && statement < statements.count ? statements[Int(statement)] : nil
        let detail: String? =
            switch kind {
            case _ where outcome < 0: nil
            case .cache: outcome == 1 ? "hit" : "miss"
            default: String(outcome)
            }
        return SpanSnapshot(
            kind: kind, name: known?.sql ?? name, start: Double(start) / 1e6, milliseconds: Double(nanoseconds) / 1e6,
            detail: detail, place: known?.place?.description, values: values)
    }
}
