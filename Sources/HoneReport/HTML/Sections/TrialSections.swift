import HoneAgent
import HoneCore

/// What was tried and what came of it.
enum TrialSections {
    static func waterfalls(_ run: Run, _ names: [PatternID: String]) -> Markup {
        let charts = Waterfall.all(in: run).map { waterfall -> Markup in
            let rows = waterfall.steps.map { step -> [Markup] in
                [
                    "\(step.pattern.rawValue)", "\(names[step.pattern] ?? "")", "\(Numbers.milliseconds(step.from))",
                    "\(Numbers.milliseconds(step.to))", "\(Numbers.gain(step.gain))",
                ]
            }
            let table = PageParts.table(
                "Gain by fix, \(waterfall.objective.title)",
                [.text("Pattern"), .text(""), .number("Without"), .number("With"), .number("Gain")], rows)
            let chart = PageParts.chart(
                WaterfallChart.drawing(waterfall) { names[$0] }, legend: [], table: table)
            return "<h3>Mean \(waterfall.objective.title)</h3>\n\(chart)"
        }
        return PageParts.section(
            "fixes", "Gain by fix",
            "Each step is what its own trial measured, under the trials' load. Steps need not meet: a gap is the "
                + "machine's drift between two trials.", charts)
    }

    static func trials(_ run: Run, _ names: [PatternID: String]) -> Markup {
        let rows = run.verdicts.map { verdict -> [Markup] in
            [
                "\(verdict.pattern.rawValue)", PageParts.badge(verdict.outcome.rawValue, verdict.outcome.rawValue),
                "<strong>\(verdict.gainText)</strong>", "\(verdict.intervalText)", "\(verdict.noiseText)",
                "\(verdict.objective.title)", PageParts.code(verdict.change),
            ]
        }
        let table = PageParts.table(
            "Trials",
            [
                .text("Pattern"), .text("Outcome"), .number("Gain"), .text("Interval"), .number("Noise"),
                .text("Compared"), .text("Change"),
            ], rows)
        let chart = PageParts.chart(
            TrialChart.drawing(run.verdicts) { names[$0] },
            legend: [
                ("before round", "a block without the fix (A)"), ("after round", "a block with it (B)"),
                ("bar", "interval of the gain"), ("band", "noise of the machine"),
            ], table: details(run))
        return PageParts.section(
            "trials", "Trials",
            "A dot is one stretch of load. A fix is kept when its interval lies right of zero, "
                + "the answers stayed the same and no error appeared.",
            run.verdicts.isEmpty ? ["<p>Nothing was tried.</p>"] : [chart, table, reasons(run)])
    }

    private static func details(_ run: Run) -> Markup {
        let rows = run.verdicts.filter { $0.comparison != nil }.map { verdict -> [Markup] in
            [
                "\(verdict.pattern.rawValue)", blocks(verdict.blocksA), blocks(verdict.blocksB),
                "\(verdict.comparison.map { Numbers.plain($0.pValue) } ?? "–")",
            ]
        }
        return PageParts.table(
            "Blocks of the trials", [.text("Pattern"), .text("Blocks of A"), .text("Blocks of B"), .number("p value")],
            rows)
    }

    private static func blocks(_ values: [Double]) -> Markup {
        "\(values.map(Numbers.milliseconds).joined(separator: ", "))"
    }

    /// Why each verdict fell as it did.
    private static func reasons(_ run: Run) -> Markup {
        let items = run.verdicts.map { verdict -> Markup in
            let differences = PageParts.list(verdict.differences.map { PageParts.code($0) })
            return "<strong>\(verdict.pattern.rawValue)</strong> \(verdict.reason)\(differences)"
        }
        return "<h3>Why</h3>\n\(PageParts.list(items, style: "reasons"))"
    }
}
