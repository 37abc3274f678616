import HoneAgent
import HoneCore

extension Metric {
    /// A value of the metric with its unit.
    func text(_ value: Double) -> String {
        switch unit {
        case .milliseconds: Numbers.milliseconds(value)
        case .megabytes: Numbers.megabytes(value)
        case .percent: Numbers.percent(value)
        case .users: Numbers.count(Numbers.whole(value))
        case .points: Numbers.plain(value)
        }
    }

    /// A threshold of the metric with its unit, as whoever chose it would write it.
    func chosenText(_ value: Double) -> String {
        switch unit {
        case .milliseconds: Numbers.chosenMilliseconds(value)
        case .megabytes: "\(Numbers.short(value)) MB"
        case .percent: "\(Numbers.short(value))%"
        case .users: text(value)
        case .points: Numbers.short(value)
        }
    }
}

extension MetricRow {
    /// The threshold, with the side on which it is kept: `≤ 80 ms`.
    var thresholdText: String {
        "\(threshold.metric.higherIsBetter ? "≥" : "≤") \(threshold.metric.chosenText(threshold.value))"
    }

    /// The value before any fix, or a dash.
    var baselineText: String { baseline.map(threshold.metric.text) ?? "–" }

    /// The value now, `≥` before a lower bound, or a dash.
    var nowText: String {
        now.map { (isLowerBound ? "≥ " : "") + threshold.metric.text($0) } ?? "–"
    }

    /// `✓`, `✗`, or `–` when there is no number.
    var mark: String { isMet.map { $0 ? "✓" : "✗" } ?? "–" }

    /// Why there is no number; empty when there is one.
    var note: String {
        guard now == nil else { return "" }
        return "not measured: \(missing ?? "no probe gave a number")"
    }
}

extension Finding.Figure {
    /// The number with its unit, as its kind is written everywhere.
    var text: String {
        switch unit {
        case "ms": Numbers.milliseconds(value)
        case "bytes", "B": Numbers.bytes(value)
        case "MB": Numbers.megabytes(value)
        case "%": Numbers.percent(value)
        case "share": Numbers.share(value)
        case "": number
        default: "\(number) \(unit)"
        }
    }

    private var number: String {
        value == value.rounded() ? Numbers.count(Numbers.whole(value)) : Numbers.plain(value)
    }
}

extension Verdict {
    /// The gain and its interval: `+42% [+38%, +45%]`; a dash when nothing was compared.
    var gainText: String { comparison.map { Numbers.gain($0.gain) } ?? "–" }

    /// The interval of the gain: `[+38%, +45%]`; a dash when nothing was compared.
    var intervalText: String {
        comparison.map { "[\(Numbers.gain($0.low)), \(Numbers.gain($0.high))]" } ?? "–"
    }

    /// The machine's noise, or a dash.
    var noiseText: String { noiseFloor.map { "±\(Numbers.share($0))" } ?? "–" }
}

extension Verdict.Objective {
    /// What a report calls it.
    var title: String {
        switch self {
        case .latency: "response time"
        case .delivery: "delivery time"
        }
    }
}
