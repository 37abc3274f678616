/// Writes metric families in one of the two formats: what they have in common and where they differ.
struct PrometheusWriter {
    /// The kinds of families that are written.
    enum Kind: String {
        case counter, gauge, histogram, summary
    }

    let format: PrometheusFormat
    private(set) var text = ""
    private var family = ""

    init(_ format: PrometheusFormat) {
        self.format = format
    }

    /// Begins a family. Its samples must follow before the next begins.
    /// - Parameters:
    ///   - name: Without the suffix `_total`; ends in the unit, where there is one.
    ///   - unit: A base unit, such as `seconds`.
    mutating func begin(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        // The text format names a counter as its sample is named; OpenMetrics names the family without the suffix.
        family = format == .text && kind == .counter ? "\(name)_total" : name
        text += "# HELP \(family) \(Self.escapeHelp(help, format))\n# TYPE \(family) \(kind.rawValue)\n"
        if format == .openMetrics, let unit { text += "# UNIT \(family) \(unit)\n" }
        if kind == .counter, format == .openMetrics { suffixOfCounter = "_total" } else { suffixOfCounter = "" }
    }

    private var suffixOfCounter = ""

    /// Writes a sample of the family that was begun.
    mutating func sample(
        _ labels: [(name: String, value: String)], _ value: Double, suffix: String = "",
        exemplar: PrometheusExemplar? = nil
    ) {
        text += family
        text += suffix.isEmpty ? suffixOfCounter : suffix
        if !labels.isEmpty {
            text += "{"
            for (index, label) in labels.enumerated() {
                text += "\(index == 0 ? "" : ",")\(label.name)=\"\(Self.escape(label.value))\""
            }
            text += "}"
        }
        text += " \(Self.number(value))"
        if format == .openMetrics, let exemplar {
            text += " # {trace_id=\"\(Self.escape(exemplar.traceID))\"} "
            text += "\(Self.number(exemplar.seconds)) \(Self.number(exemplar.unixSeconds))"
        }
        text += "\n"
    }

    /// Writes the samples of a histogram.
    /// - Parameter exemplars: By the place of their bucket.
    mutating func histogram(
        _ histogram: PrometheusHistogram, _ labels: [(name: String, value: String)],
        exemplars: [Int: PrometheusExemplar]
    ) {
        for (index, bound) in PrometheusHistogram.bounds.enumerated() {
            let count = index < histogram.counts.count ? histogram.counts[index] : histogram.count
            sample(labels + [("le", limit(bound))], Double(count), suffix: "_bucket", exemplar: exemplars[index])
        }
        sample(
            labels + [("le", "+Inf")], Double(histogram.count), suffix: "_bucket",
            exemplar: exemplars[PrometheusHistogram.bounds.count])
        sample(labels, histogram.sum, suffix: "_sum")
        sample(labels, Double(histogram.count), suffix: "_count")
    }

    /// Ends the document.
    mutating func finish() -> String {
        if format == .openMetrics { text += "# EOF\n" }
        return text
    }

    /// A bound as a label value. OpenMetrics wants a point in every one ("le" as a canonical number).
    private func limit(_ bound: Double) -> String {
        format == .openMetrics ? "\(bound)" : Self.number(bound)
    }

    /// A number as both formats read it: whole ones without a point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 9e15 { return "\(Int64(value))" }
        return "\(value)"
    }

    /// A label value: backslash, quotation mark and line feed are escaped; other control characters are allowed and
    /// of no use to anybody, so they become the replacement character.
    static func escape(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\u{0}"..<"\u{20}", "\u{7f}": escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Help: the quotation mark is escaped in OpenMetrics only.
    private static func escapeHelp(_ help: String, _ format: PrometheusFormat) -> String {
        let escaped = escape(help)
        return format == .openMetrics ? escaped : escaped.replacing("\\\"", with: "\"")
    }
}
