import HoneAgent
import HoneCore

/// The mean response time from before the first kept fix, through each of them, to now.
enum WaterfallChart {
    /// The drawing of a waterfall; `title` gives a pattern's name.
    static func drawing(_ waterfall: Waterfall, title: (PatternID) -> String?) -> Drawing? {
        guard let first = waterfall.steps.first, let last = waterfall.steps.last else { return nil }
        let left = 76.0
        let right = 950.0
        let top = 24.0
        let bottom = 290.0
        let largest = waterfall.steps.flatMap { [$0.from, $0.to] }.max() ?? 1
        let y = Scale.linear(to: largest, start: bottom, end: top)
        let slot = (right - left) / Double(waterfall.steps.count + 2)
        let bar = min(96, slot * 0.62)
        var drawing = Drawing(
            id: "waterfall-\(waterfall.objective.rawValue)",
            title: "Gain by fix, mean \(waterfall.objective.title)", description: text(waterfall), height: 346)
        drawing.horizontalGrid(y, left: left, right: right) { Numbers.chosenMilliseconds($0) }

        func centre(_ place: Int) -> Double { left + slot * (Double(place) + 0.5) }
        func column(_ place: Int, _ value: Double, _ style: String, _ name: String) {
            drawing.rect(
                centre(place) - bar / 2, y(value), bar, max(1.5, bottom - y(value)), style,
                tip: "\(name): \(Numbers.milliseconds(value))")
            drawing.text(Numbers.milliseconds(value), centre(place), y(value) - 7, "value strong", anchor: .middle)
            drawing.text(name, centre(place), bottom + 20, "label", anchor: .middle)
        }

        column(0, first.from, "before", "before")
        var level = first.from
        for (index, step) in waterfall.steps.enumerated() {
            let place = index + 1
            drawing.line(centre(place - 1) + bar / 2, y(level), centre(place) - bar / 2, y(level), "connector")
            let high = max(step.from, step.to)
            let low = min(step.from, step.to)
            drawing.rect(
                centre(place) - bar / 2, y(high), bar, max(1.5, y(low) - y(high)), step.gain < 0 ? "loss" : "gain",
                tip: "\(step.pattern.rawValue): \(Numbers.milliseconds(step.from)) to \(Numbers.milliseconds(step.to))")
            drawing.text(Numbers.gain(-step.gain), centre(place), y(high) - 7, "value strong", anchor: .middle)
            drawing.text(step.pattern.rawValue, centre(place), bottom + 20, "label", anchor: .middle)
            if let name = title(step.pattern) {
                let columns = max(6, Int(slot / 6.4))
                drawing.text(
                    TerminalText.cut(name, to: columns), centre(place), bottom + 37, "tick", anchor: .middle, tip: name)
            }
            level = step.to
        }
        let end = waterfall.steps.count + 1
        drawing.line(centre(end - 1) + bar / 2, y(level), centre(end) - bar / 2, y(level), "connector")
        column(end, last.to, "after", "now")
        drawing.line(left, bottom, right, bottom, "axis")
        return drawing
    }

    private static func text(_ waterfall: Waterfall) -> String {
        waterfall.steps.map { step in
            "\(step.pattern.rawValue) from \(Numbers.milliseconds(step.from)) to \(Numbers.milliseconds(step.to))"
        }.joined(separator: "; ")
    }
}
