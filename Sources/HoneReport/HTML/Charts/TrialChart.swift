import HoneAgent
import HoneCore

/// Every trial's blocks and the interval of its gain, on one axis: the share of A's mean that is saved.
enum TrialChart {
    /// The drawing; `nil` when no trial compared anything.
    static func drawing(_ verdicts: [Verdict], title: (PatternID) -> String?) -> Drawing? {
        let rows = verdicts.compactMap { verdict in verdict.comparison.map { (verdict, $0) } }.filter { $0.1.a > 0 }
        guard !rows.isEmpty else { return nil }
        let left = 210.0
        let top = 12.0
        let rowHeight = 54.0
        let bottom = top + rowHeight * Double(rows.count)
        let values = rows.flatMap { verdict, comparison in
            (verdict.blocksA + verdict.blocksB).map { 1 - $0 / comparison.a } + [comparison.low, comparison.high]
        }
        // One wild block must not press everything else together: the axis ends at −100 %, and such a block at its end.
        let low = max(-1, min(-0.1, (values.min() ?? 0) - 0.03))
        let high = min(1, max(0.1, (values.max() ?? 0) + 0.03))
        let x = Scale(domain: low...high, start: left, end: 770)
        var drawing = Drawing(
            id: "trials", title: "Trials: blocks and intervals of the gain", description: text(rows),
            height: bottom + 34)
        drawing.verticalGrid(x, top: top, bottom: bottom) { Numbers.gain($0) }
        drawing.line(x(0), top, x(0), bottom, "axis")
        for (place, (verdict, comparison)) in rows.enumerated() {
            let y = top + rowHeight * Double(place)
            draw(verdict, comparison, y: y, x: x, into: &drawing)
            drawing.text(verdict.pattern.rawValue, left - 14, y + 24, "label strong", anchor: .end)
            if let name = title(verdict.pattern) {
                drawing.text(TerminalText.cut(name, to: 30), left - 14, y + 41, "tick", anchor: .end, tip: name)
            }
            drawing.text(verdict.gainText, 786, y + 24, "value strong")
            drawing.text(verdict.intervalText, 786, y + 41, "tick")
            drawing.text(verdict.outcome.rawValue, 952, y + 24, "outcome \(verdict.outcome.rawValue)", anchor: .end)
        }
        return drawing
    }

    private static func draw(
        _ verdict: Verdict, _ comparison: Comparison, y: Double, x: Scale, into drawing: inout Drawing
    ) {
        if let noise = verdict.noiseFloor, noise > 0 {
            drawing.rect(
                x(-noise), y + 4, x(noise) - x(-noise), 46, "noise", radius: 0, tip: "noise ±\(Numbers.share(noise))")
        }
        drawing.rect(
            x(comparison.low), y + 33, max(2, x(comparison.high) - x(comparison.low)), 10,
            "interval \(verdict.outcome.rawValue)", radius: 5,
            tip: "\(Numbers.share(comparison.confidence)) interval \(verdict.intervalText)")
        drawing.line(x(comparison.gain), y + 30, x(comparison.gain), y + 46, "estimate")
        for (blocks, style, side) in [(verdict.blocksA, "before dot", "A"), (verdict.blocksB, "after dot", "B")] {
            for block in blocks where block.isFinite {
                drawing.circle(
                    x(1 - block / comparison.a), y + 20, 4, style,
                    tip: "block of \(side): \(Numbers.milliseconds(block))")
            }
        }
    }

    private static func text(_ rows: [(Verdict, Comparison)]) -> String {
        rows.map { verdict, _ in
            "\(verdict.pattern.rawValue) \(verdict.outcome.rawValue), gain \(verdict.gainText) \(verdict.intervalText)"
        }.joined(separator: "; ")
    }
}
