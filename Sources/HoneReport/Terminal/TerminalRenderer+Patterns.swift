import HoneAgent
import HoneCore

extension TerminalRenderer {
    /// The list of `hone patterns`.
    public func patterns(_ patterns: [Pattern]) -> String {
        var table = TextTable(columns: [
            .text("pattern"), .text("title", flexible: true), .text("phase"), .number("effort"),
            .text("problem", flexible: true),
        ])
        for pattern in patterns {
            table.rows.append([
                .init(pattern.id.rawValue, .accent), .init(pattern.title, .bold), .init(pattern.id.phase.title),
                .init(Numbers.hours(pattern.effortHours)), .init(pattern.problem, .dim),
            ])
        }
        guard !patterns.isEmpty else { return document([paragraph("No pattern is known by that name.", indent: 0)]) }
        return document([self.table(table)])
    }

    /// The page of `hone patterns PAT-012`. Code is shown as it is: it is not cut, so that it can be copied.
    public func pattern(_ pattern: Pattern) -> String {
        let steps = pattern.how.enumerated().flatMap { place, step in
            labelled("\(place + 1).", step, indent: 2, labelWidth: 4)
        }
        let snippets = pattern.snippets.map { snippet in
            [heading(snippet.stack)]
                + snippet.code.split(separator: "\n", omittingEmptySubsequences: false).map {
                    ("    " + TerminalText.safe(String($0).replacing("\t", with: "    "))).trimmingEnd()
                }
        }
        return document(
            [
                [
                    heading("\(pattern.id.rawValue) \(pattern.title)"),
                    cut(
                        "phase \(pattern.id.phase.rawValue), \(pattern.id.phase.title); "
                            + "\(Numbers.hours(pattern.effortHours)) in an application of ordinary size"),
                ],
                section("Problem", paragraph(pattern.problem)),
                section("When", paragraph(pattern.when)),
                section("How", steps),
            ] + snippets + [
                section("Risk", paragraph(pattern.risk)),
                section("Mitigation", paragraph(pattern.mitigation)),
                section("Verify", paragraph(pattern.verification)),
                section("Sources", pattern.sources.flatMap { paragraph($0) }),
            ])
    }
}
