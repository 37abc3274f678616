import HoneAgent

/// How it was measured, and what was not.
enum MethodSection {
    static func markup(_ run: Run) -> Markup {
        let method = PageParts.list(Method.sentences(for: run).map { "\($0)" })
        let missing = MissingProbe.grouped(MissingProbe.all(in: run)).map { names, reason in
            "<strong>\(names)</strong>: \(reason)" as Markup
        }
        return PageParts.section(
            "method", "How this was measured", "",
            [method, missing.isEmpty ? .empty : "<h3>Not measured</h3>\n\(PageParts.list(missing))"])
    }
}
