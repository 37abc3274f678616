import Foundation

/// A row of columns of equal width, right-aligned after the first.
func row(_ name: String, _ cells: [String], width: Int) -> String {
    pad(name, 10, left: false) + cells.map { pad($0, width, left: true) }.joined()
}

func pad(_ text: String, _ width: Int, left: Bool) -> String {
    let space = String(repeating: " ", count: max(left ? 1 : 0, width - text.count))
    return left ? space + text : text + space
}

func printFigures(_ figures: [Figure]) {
    let widest = figures.map(\.what.count).max() ?? 0
    for figure in figures {
        var line =
            "  \(pad(figure.what, widest, left: false)) \(pad(number(figure.value), 10, left: true)) \(figure.unit)"
        if let bar = figure.bar {
            let goal = figure.goal.map { ", goal \(number($0))" } ?? ""
            line += "  (bar \(number(bar))\(goal)): \(figure.verdict)"
        }
        print(line)
    }
}

/// Three significant digits or so.
func number(_ value: Double) -> String {
    switch abs(value) {
    case 1_000...: String(format: "%.0f", value)
    case 100...: String(format: "%.1f", value)
    case 1...: String(format: "%.2f", value)
    default: String(format: "%.4f", value)
    }
}
