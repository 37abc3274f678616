import HoneAgent
import HoneCore

/// The top of the page: what became of the application, in one sentence and a few large numbers.
enum Headline {
    static func markup(_ run: Run) -> Markup {
        let figures = HeadlineFigure.all(in: run)
        return """
            <header>
            <p class="kicker">Performance report</p>
            <h1>\(sentence(run, figures))</h1>
            <p class="about">\(PageParts.code(run.url)), \(Numbers.moment(run.baseline.capturedAt)), \
            \(outcome(run))</p>
            \(interrupted(run))
            \(cards(figures))
            </header>
            """
    }

    /// What a boss reads. It claims a factor only where a trial has proven something.
    private static func sentence(_ run: Run, _ figures: [HeadlineFigure]) -> Markup {
        guard let first = figures.first else {
            return run.hasEvidence ? "Measured, with no load to show for it" : "Nothing was measured"
        }
        guard let now = first.now else { return "\(capitalised(first.title)): <em>\(first.before)</em>" }
        let proven = run.verdicts.contains { $0.outcome == .kept }
        let change = proven ? first.change.map { ", \($0)" } ?? "" : ""
        return """
            \(capitalised(first.title)): <span class="was">\(first.before)</span> → <em>\(now)</em>\(change)
            """
    }

    private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func outcome(_ run: Run) -> String {
        let measured = run.metrics.filter { $0.isMet != nil }
        let met = measured.filter { $0.isMet == true }.count
        let metrics = measured.isEmpty ? "no metric measured" : "\(met) of \(measured.count) measured metrics met"
        return metrics + (run.tried == 0 ? ", nothing tried" : ", \(run.kept.count) of \(run.tried) fixes kept")
    }

    private static func interrupted(_ run: Run) -> Markup {
        run.interrupted
            ? "<p class=\"notice\" role=\"note\">The run was interrupted. This is what was done until then.</p>"
            : .empty
    }

    private static func cards(_ figures: [HeadlineFigure]) -> Markup {
        guard !figures.isEmpty else { return .empty }
        let cards = figures.map { figure -> Markup in
            guard let now = figure.now else {
                return "<li><span class=\"name\">\(figure.title)</span><strong>\(figure.before)</strong></li>"
            }
            return """
                <li><span class="name">\(figure.title)</span><strong>\(now)</strong>\
                <span class="was">was \(figure.before)\(figure.change.map { ", \($0)" } ?? "")</span></li>
                """
        }
        return "<ul class=\"cards\">\n\(cards)\n</ul>"
    }
}
