import HoneYAML

extension ScenarioReader {
    /// Rows that requests take values from.
    mutating func readData(_ top: YAMLSection) throws(FileError) -> [Scenario.DataSource] {
        guard let data = try top.section("data") else { return [] }
        var sources: [Scenario.DataSource] = []
        for (name, value) in try data.entries() {
            let field = "data[\(sources.count)]"
            places.note(field, value)
            let section = try value.section()
            try allow(["file", "rows", "pick"], in: section)
            let rows: Rows
            switch (section.value("file"), section.value("rows")) {
            case (let file?, nil): rows = try Rows(path: path(try file.text()), place: file)
            case (nil, let list?): rows = try inlineRows(list)
            case (nil, nil): throw section.missing("file")
            case (_, let list?):
                throw list.invalid("'file' and 'rows' exclude each other.", remedy: "Keep one of them.")
            }
            var source = Scenario.DataSource(name: name, columns: rows.columns, rows: rows.rows)
            if let pick = section.value("pick") { source.pick = try choice(pick) }
            sources.append(source)
        }
        return sources
    }

    /// Rows that stand in the scenario itself.
    private func inlineRows(_ list: YAMLValue) throws(FileError) -> Rows {
        var rows: Rows?
        for value in try list.list("a list of rows") {
            let entries = try value.section().entries()
            let columns = rows?.columns ?? entries.map(\.key)
            var row: [String] = []
            for column in columns {
                guard let entry = entries.first(where: { $0.key == column }) else {
                    throw value.invalid(
                        "the row has no '\(column)'.",
                        remedy: "Give every row the same keys: \(columns.joined(separator: ", ")).")
                }
                row.append(try entry.value.text())
            }
            if let other = entries.first(where: { !columns.contains($0.key) }) {
                throw other.value.invalid(
                    "the first row has no '\(other.key)'.",
                    remedy: "Give every row the same keys: \(columns.joined(separator: ", ")).")
            }
            if rows == nil { rows = Rows(columns: columns) }
            rows?.rows.append(row)
        }
        guard let rows else {
            throw list.invalid("there are no rows.", remedy: "Write for example rows: [{ name: thai }].")
        }
        return rows
    }
}
