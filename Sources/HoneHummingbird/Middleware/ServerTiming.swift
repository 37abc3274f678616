import HoneMonitor

/// What a request did so far as a `Server-Timing` field (W3C Server Timing), which developer tools of browsers show.
enum ServerTiming {
    /// Sections that are named; further ones are left out, as a field must stay short.
    static let mostSections = 16

    /// The field's value, such as `total;dur=12.5, db;dur=8.25;desc="41 queries", render;dur=2`.
    /// - Parameter milliseconds: how long the request took until the answer was ready.
    static func field(milliseconds: Double, figures: RequestTrace.Figures, spans: [SpanSnapshot]) -> String {
        var entries = ["total;dur=\(number(milliseconds))"]
        if figures.queries > 0 {
            let name = figures.queries == 1 ? "query" : "queries"
            entries.append(
                "db;dur=\(number(Double(figures.queryNanoseconds) / 1e6));desc=\"\(figures.queries) \(name)\"")
        }
        let lookups = spans.filter { $0.kind == .cache }
        if !lookups.isEmpty {
            let hits = lookups.count { $0.detail == "hit" }
            entries.append("cache;dur=\(sum(lookups));desc=\"\(hits) of \(lookups.count) hit\"")
        }
        let sent = spans.filter { $0.kind == .http }
        if !sent.isEmpty { entries.append("http;dur=\(sum(sent));desc=\"\(sent.count) sent\"") }
        for section in spans.filter({ $0.kind == .section }).prefix(mostSections) {
            entries.append("\(token(section.name));dur=\(number(section.milliseconds))")
        }
        return entries.joined(separator: ", ")
    }

    /// A name as a token (RFC 9110 §5.6.2), of at most 40 bytes: what is not a letter or digit becomes a hyphen.
    private static func token(_ name: String) -> String {
        let bytes = name.utf8.prefix(40).map { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                byte
            default: UInt8(ascii: "-")
            }
        }
        return bytes.isEmpty ? "section" : String(decoding: bytes, as: UTF8.self)
    }

    private static func sum(_ spans: [SpanSnapshot]) -> String { number(spans.reduce(0) { $0 + $1.milliseconds }) }

    /// Milliseconds with at most two decimals.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((min(max(value, 0), 1e12) * 100).rounded())
        let rest = hundredths % 100
        return rest == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
