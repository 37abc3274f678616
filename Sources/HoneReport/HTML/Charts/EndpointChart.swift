import HoneCore

/// Mean latency by endpoint, before and now: two bars for each, the slowest first.
enum EndpointChart {
    /// More bars than this are a wall; the table has the rest.
    static let most = 24

    /// The drawing; `nil` when no endpoint has a figure.
    static func drawing(_ changes: [EndpointChange]) -> Drawing? {
        let shown =
            changes.filter { $0.before != nil || $0.after != nil }.sorted { slowest($0) > slowest($1) }.prefix(most)
        guard let largest = shown.map(slowest).max() else { return nil }
        let both = shown.contains { $0.after != nil }
        let rowHeight = both ? 44.0 : 28.0
        let left = 270.0
        let top = 8.0
        let bottom = top + rowHeight * Double(shown.count)
        var drawing = Drawing(
            id: "endpoints", title: "Mean latency by endpoint", description: text(Array(shown)), height: bottom + 30)
        let scale = Scale.linear(to: largest, start: left, end: 800)
        drawing.verticalGrid(scale, top: top, bottom: bottom) { Numbers.chosenMilliseconds($0) }
        for (place, change) in shown.enumerated() {
            let y = top + rowHeight * Double(place)
            let middle = y + rowHeight / 2
            drawing.text(
                TerminalText.cut(change.name, to: 36), left - 12, middle + 4, "label", anchor: .end, tip: change.name)
            let bars = [(change.before, "before", "before"), (change.after, "after", "now")].filter { _, style, _ in
                both || style == "before"
            }
            for (line, (latency, style, word)) in bars.enumerated() {
                let barY = y + 6 + Double(line) * 17
                guard let latency else {
                    drawing.text("\(word): no answer", left + 6, barY + 12, "tick")
                    continue
                }
                let end = scale(latency.average)
                let value = Numbers.milliseconds(latency.average)
                drawing.rect(
                    left, barY, max(1.5, end - left), 15, style, tip: "\(change.name), \(word): mean \(value)")
                drawing.text(value, end + 6, barY + 12, style == "after" ? "value strong" : "value")
            }
            if let before = change.before, let after = change.after,
                let factor = Numbers.ratio(before.average, after.average)
            {
                drawing.text(factor, 952, middle + 5, factorStyle(before, after), anchor: .end)
            }
        }
        return drawing
    }

    private static func slowest(_ change: EndpointChange) -> Double {
        max(change.before?.average ?? 0, change.after?.average ?? 0)
    }

    /// Green only from a tenth on: smaller differences of single requests are noise as a rule.
    private static func factorStyle(_ before: LatencySnapshot, _ after: LatencySnapshot) -> String {
        switch before.average / after.average {
        case 1.1...: "factor good"
        case ..<0.9: "factor bad"
        default: "factor"
        }
    }

    private static func text(_ changes: [EndpointChange]) -> String {
        changes.prefix(8).map { change in
            let before = change.before.map { Numbers.milliseconds($0.average) } ?? "not measured"
            let after = change.after.map { ", now \(Numbers.milliseconds($0.average))" } ?? ""
            return "\(change.name): before \(before)\(after)"
        }.joined(separator: "; ")
    }
}
