/// Numbers the different values that each statement of a request ran with, in the order they come: what a reader may
/// know of values that never leave the database layer.
struct SpanValues {
    private var known: [Int16: [UInt64: Int]] = [:]

    /// From 1 on; nil when the layer told no values, or the statement is not told apart.
    mutating func number(of span: Span) -> Int? {
        guard span.kind == .query, span.statement >= 0, span.parameters != Span.unknown else { return nil }
        let next = (known[span.statement]?.count ?? 0) + 1
        let number = known[span.statement]?[span.parameters] ?? next
        known[span.statement, default: [:]][span.parameters] = number
        return number
    }
}
