/// The names that braces may refer to, and where each value is found when a request is written.
struct ValueNames: Sendable {
    /// Names of saved values, by which each has its slot.
    private(set) var slots: [String: Int] = [:]
    private var sources: [String: (index: Int, columns: [String: Int])] = [:]

    init() {}

    /// - Throws: ``ScenarioError`` for data that no request could take values from.
    init(_ scenario: Scenario) throws(ScenarioError) {
        for (index, source) in scenario.data.enumerated() {
            try check(source, field: "data[\(index)]", users: scenario.load.peakUsers)
            var columns: [String: Int] = [:]
            for (column, name) in source.columns.enumerated() { columns[name] = column }
            sources[source.name] = (index, columns)
        }
        for (number, users) in scenario.classes.enumerated() {
            for (index, task) in users.onStart.enumerated() {
                try add(task.saves, field: "classes[\(number)].onStart[\(index)]")
            }
            for (index, task) in users.tasks.enumerated() {
                try add(task.saves, field: "classes[\(number)].tasks[\(index)]")
            }
        }
    }

    private func check(_ source: Scenario.DataSource, field: String, users: Int) throws(ScenarioError) {
        func refuse(_ found: String, _ remedy: String) -> ScenarioError {
            ScenarioError(field: field, found: found, remedy: remedy)
        }
        guard isName(source.name) else {
            throw refuse(source.name, "a name is made of letters, digits, - and _, and is not one of the built-in ones")
        }
        guard sources[source.name] == nil else { throw refuse(source.name, "two data sources have this name") }
        guard !source.rows.isEmpty else { throw refuse(source.name, "has no rows; add some, or leave it out") }
        guard Set(source.columns).count == source.columns.count else {
            throw refuse(source.name, "two columns have the same name")
        }
        for (number, row) in source.rows.enumerated() where row.count != source.columns.count {
            throw refuse(
                "row \(number + 1)", "has \(row.count) values for \(source.columns.count) columns; give each column one"
            )
        }
        if source.pick == .unique, source.rows.count < users {
            throw refuse(
                source.name,
                "has \(source.rows.count) rows for \(users) users who each need their own; add rows, or pick sequential"
            )
        }
    }

    private mutating func add(_ saves: [Scenario.Save], field: String) throws(ScenarioError) {
        for (index, save) in saves.enumerated() {
            guard isName(save.name), sources[save.name] == nil else {
                throw ScenarioError(
                    field: "\(field).saves[\(index)]", found: save.name,
                    remedy: "a name is made of letters, digits, - and _, and is not a built-in one or that of data")
            }
            if slots[save.name] == nil { slots[save.name] = slots.count }
        }
    }

    private func isName(_ text: String) -> Bool {
        !text.isEmpty && !["sequence", "user", "random", "basic"].contains(text)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x5F
            }
    }

    /// What stands between double braces.
    func segment(_ text: Substring, field: String) throws(ScenarioError) -> Template.Segment {
        let words = text.split(separator: " ")
        switch words.first {
        case "sequence" where words.count == 1: return .sequence
        case "user" where words.count == 1: return .user
        case "random":
            if words.count == 3, let low = UInt64(words[1]), let high = UInt64(words[2]), low <= high {
                return .random(low...high)
            }
            throw ScenarioError(
                field: field, found: "{{\(text)}}",
                remedy: "write {{random LOW HIGH}} with two whole numbers, the smaller first")
        case "basic" where words.count == 3:
            return .basic(
                try reference(words[1], in: text, field: field), try reference(words[2], in: text, field: field))
        case let name? where words.count == 1: return .value(try reference(name, in: text, field: field))
        default: throw unknown(text, field: field)
        }
    }

    private func reference(
        _ name: Substring, in text: Substring, field: String
    ) throws(ScenarioError) -> Template.Reference {
        if let slot = slots[String(name)] { return .saved(slot) }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let source = sources[parts[0]] else { throw unknown(text, field: field) }
        guard let column = source.columns[parts[1]] else {
            throw ScenarioError(
                field: field, found: "{{\(text)}}",
                remedy: "\(parts[0]) has no such column; it has \(source.columns.keys.sorted().joined(separator: ", "))"
            )
        }
        return .column(source: source.index, column: column)
    }

    private func unknown(_ text: Substring, field: String) -> ScenarioError {
        let columns = sources.flatMap { name, source in source.columns.keys.map { "\(name).\($0)" } }
        let known =
            ["sequence", "user", "random LOW HIGH", "basic NAME PASSWORD"] + slots.keys.sorted() + columns.sorted()
        return ScenarioError(
            field: field, found: "{{\(text)}}",
            remedy: "nothing gives this value; known values: \(known.map { "{{\($0)}}" }.joined(separator: ", "))")
    }
}
