import HoneCore
import HoneLoad

extension TerminalRenderer {
    /// The end of `hone load compare`: whether B differs from A, figure by figure, and how sure that is.
    public func comparison(_ comparison: LoadComparison) -> String {
        document([
            [headline(comparison)],
            comparison.warnings.flatMap { paragraph($0, indent: 0, paint: .warning) },
            section("All requests", rows(comparison.differences)),
            section(
                "Tasks that differ", rows(comparison.tasks.filter { $0.verdict == .better || $0.verdict == .worse })),
            paragraph(
                "Change of B against A with its \(Numbers.short(comparison.options.confidence * 100))% interval. A change "
                    + "within ±\(Numbers.short(comparison.options.tolerance * 100))% counts as the same (error rates: "
                    + "±\(Numbers.short(comparison.options.errorTolerance * 100)) points). Inconclusive: the interval leaves "
                    + "room for a difference and for none; longer runs tell.", indent: 0, paint: .dim),
        ])
    }

    private func headline(_ comparison: LoadComparison) -> String {
        switch comparison.verdict {
        case .better: paint("B is better than A.", .good)
        case .worse: paint("B is worse than A.", .bad)
        case .same: paint("B is the same as A.", .good)
        case .inconclusive: paint("Inconclusive: these runs do not tell whether B differs from A.", .warning)
        }
    }

    private func rows(_ differences: [LoadComparison.Difference]) -> [String] {
        let hasTasks = differences.contains { $0.task != nil }
        var table = TextTable(columns: [
            .text(hasTasks ? "task" : "", flexible: true), .text("figure"), .number("A"), .number("B"),
            .number("change"), .number("interval"), .text(""),
        ])
        for row in differences {
            table.rows.append([
                .init(row.task ?? ""), .init(row.figure.title), .init(row.figure.text(row.a)),
                .init(row.figure.text(row.b)), .init(row.changeText(row.change)),
                .init("[\(row.changeText(row.low)), \(row.changeText(row.high))]", .dim),
                .init(row.verdict.rawValue, Self.paint(for: row.verdict)),
            ])
        }
        return self.table(table)
    }

    private static func paint(for verdict: LoadComparison.Verdict) -> Paint {
        switch verdict {
        case .better: .good
        case .worse: .bad
        case .same: .plain
        case .inconclusive: .warning
        }
    }
}

extension LoadComparison.Figure {
    /// What a report calls it.
    fileprivate var title: String {
        switch self {
        case .p50, .p95, .p99, .average: rawValue
        case .requestRate: "requests/s"
        case .errorRate: "error rate"
        }
    }

    /// A value of the figure with its unit.
    fileprivate func text(_ value: Double) -> String {
        switch self {
        case .p50, .p95, .p99, .average: Numbers.milliseconds(value)
        case .requestRate: Numbers.plain(value)
        case .errorRate: Numbers.share(value)
        }
    }
}

extension LoadComparison.Difference {
    /// A change with its sign: a share of A's value, or points of per cent for error rates.
    fileprivate func changeText(_ value: Double) -> String {
        if value > 10 { return "> +1,000%" }
        return figure == .errorRate ? "\(Numbers.gain(value)) pt".replacing("% pt", with: " pt") : Numbers.gain(value)
    }
}
