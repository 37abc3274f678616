/// The parts that every section of the page is made of.
enum PageParts {
    /// A column of a table.
    struct Column {
        var title: String
        var isNumber = false

        static func text(_ title: String) -> Column { Column(title: title) }
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    /// A table with a caption that is read out; it scrolls on narrow screens, by keyboard too.
    static func table(_ caption: String, _ columns: [Column], _ rows: [[Markup]]) -> Markup {
        guard !rows.isEmpty else { return .empty }
        let head = columns.map { column -> Markup in
            column.isNumber
                ? "<th scope=\"col\" class=\"number\">\(column.title)</th>" : "<th scope=\"col\">\(column.title)</th>"
        }
        let body = rows.map { row -> Markup in
            let cells = zip(row, columns).map { cell, column -> Markup in
                column.isNumber ? "<td class=\"number\">\(cell)</td>" : "<td>\(cell)</td>"
            }
            return "<tr>\(Markup(cells, separator: ""))</tr>"
        }
        return """
            <div class="table" tabindex="0" role="region" aria-label="\(caption)">
            <table><caption class="quiet">\(caption)</caption>
            <thead><tr>\(Markup(head, separator: ""))</tr></thead>
            <tbody>
            \(body)
            </tbody></table>
            </div>
            """
    }

    /// A section with its heading; nothing when its body is empty.
    static func section(_ id: String, _ title: String, _ lead: String = "", _ body: [Markup]) -> Markup {
        let body = body.filter { !$0.isEmpty }
        guard !body.isEmpty else { return .empty }
        return """
            <section id="\(id)">
            <h2>\(title)</h2>
            \(lead.isEmpty ? .empty : "<p class=\"lead\">\(lead)</p>")
            \(body)
            </section>
            """
    }

    /// Something that is folded away until asked for.
    static func folded(_ summary: String, _ body: Markup) -> Markup {
        body.isEmpty ? .empty : "<details><summary>\(summary)</summary>\n\(body)\n</details>"
    }

    /// A drawing with its legend, and its numbers in a table that is folded away.
    static func chart(_ drawing: Drawing?, legend: [(style: String, text: String)], table: Markup) -> Markup {
        guard let drawing else { return .empty }
        let keys = legend.map { "<li><span class=\"key \($0.style)\"></span>\($0.text)</li>" as Markup }
        return """
            <figure>
            \(keys.isEmpty ? .empty : "<ul class=\"legend\">\(Markup(keys, separator: ""))</ul>")
            \(drawing.markup)
            \(folded("The numbers of this chart", table))
            </figure>
            """
    }

    static func code(_ text: String) -> Markup { "<code>\(text)</code>" }

    static func badge(_ text: String, _ style: String) -> Markup { "<span class=\"badge \(style)\">\(text)</span>" }

    static func list(_ items: [Markup], style: String = "") -> Markup {
        items.isEmpty ? .empty : "<ul class=\"\(style)\">\(items.map { "<li>\($0)</li>" as Markup })</ul>"
    }
}
