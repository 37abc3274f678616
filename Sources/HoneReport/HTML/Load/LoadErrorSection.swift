import HoneLoad

/// What failed: by kind with the tasks it happened to, by check, and the statuses that were answered.
enum LoadErrorSection {
    static func markup(_ result: LoadResult) -> Markup {
        guard result.total.requests > 0 else { return .empty }
        let lead =
            result.total.failures == 0
            ? "No request failed."
            : "\(Numbers.count(result.total.failures)) of \(Numbers.count(result.total.requests)) requests failed. "
                + "They are in no latency."
        return PageParts.section("errors", "Errors", lead, [kinds(result), checks(result), statuses(result)])
    }

    private static func kinds(_ result: LoadResult) -> Markup {
        let all = result.total.failuresByKind
        let most = Double(all.first?.count ?? 1)
        let rows = all.map { kind, count -> [Markup] in
            let tasks = result.tasks.compactMap { task in
                task.errors[kind].map { "\(task.name) (\(Numbers.count($0)))" }
            }
            return [
                "\(kind.title)", bar(Double(count) / most), "\(Numbers.count(count))",
                "\(Numbers.share(Double(count) / Double(max(1, result.total.requests))))",
                "<span class=\"soft\">\(tasks.joined(separator: ", "))</span>",
            ]
        }
        return PageParts.table(
            "Errors by kind", [.text("Kind"), .text(""), .number("Count"), .number("Of all requests"), .text("Tasks")],
            rows)
    }

    /// A bar as an SVG, since the page allows no style attributes.
    private static func bar(_ share: Double) -> Markup {
        """
        <svg class="spark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 20" role="presentation">\
        <rect x="0" y="6" width="\(max(2, 130 * share))" height="10" rx="3" class="failed"/></svg>
        """
    }

    private static func checks(_ result: LoadResult) -> Markup {
        let rows = (result.onStart + result.tasks).flatMap { task in
            task.checks.map { check -> [Markup] in
                [
                    "\(task.name)", "\(check.name)", "\(Numbers.count(check.passed))", "\(Numbers.count(check.failed))",
                    check.failed > 0
                        ? PageParts.badge("✗ failed", "reverted")
                        : check.passed > 0
                            ? PageParts.badge("✓ held", "kept") : PageParts.badge("– no answer", "manual"),
                ]
            }
        }
        let table = PageParts.table(
            "Checks", [.text("Task"), .text("Check"), .number("Held"), .number("Did not"), .text("")], rows)
        return table.isEmpty ? .empty : "<h3>Checks</h3>\n\(table)"
    }

    private static func statuses(_ result: LoadResult) -> Markup {
        let rows = result.total.statuses.sorted { $0.key < $1.key }.map { status, count -> [Markup] in
            ["\(status)", "\(Numbers.count(count))"]
        }
        return PageParts.folded(
            "Answers by status", PageParts.table("Answers by status", [.number("Status"), .number("Answers")], rows))
    }
}
