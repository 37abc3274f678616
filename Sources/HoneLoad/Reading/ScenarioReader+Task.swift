import HoneCore
import HoneYAML

extension ScenarioReader {
    private static let startKeys = [
        "request", "paths", "name", "headers", "body", "json", "form", "timeout", "tags", "check", "save",
    ]

    /// A task, and its request line as written.
    mutating func readTask(
        _ value: YAMLValue, field: String, isStart: Bool
    ) throws(FileError) -> (task: Scenario.Task, request: String) {
        places.note(field, value)
        guard case .section(let section) = value.kind else {
            let (method, path) = try request(value, expected: "a request such as GET /health, or keys and values")
            try checkBraces(path, value)
            places.note("\(field).paths[0]", value)
            places.note("\(field).method", value)
            return (.init(method, path), "\(method) \(path)")
        }
        try allow(isStart ? Self.startKeys : Self.startKeys + ["weight"], in: section)
        guard let line = section.value("request") else { throw section.missing("request") }
        let (method, template) = try request(line, expected: "a request such as GET /health")
        let request = "\(method) \(template)"
        places.note("\(field).method", line)
        var task = Scenario.Task(
            name: try section.string("name") ?? request, method: method,
            paths: try readPaths(section, field: field, template: template, line: line))
        if let name = section.value("name") { places.note("\(field).name", name) }
        task.headers = try readHeaders(section, field: "\(field).headers")
        try readBody(section, field: field, into: &task)
        if let value = section.value("weight") {
            places.note("\(field).weight", value)
            task.weight = try value.number()
        }
        if let value = section.value("timeout") { task.timeout = try seconds(value, "\(field).timeout") }
        for (index, tag) in try section.values("tags").enumerated() {
            places.note("\(field).tags[\(index)]", tag)
            task.tags.append(try tag.text())
        }
        if let check = try section.section("check") { task.checks = try readChecks(check, field: field) }
        if let saves = try section.section("save") { task.saves = try readSaves(saves, field: field) }
        return (task, request)
    }

    /// `METHOD /path`.
    private func request(_ value: YAMLValue, expected: String) throws(FileError) -> (method: String, path: String) {
        let text = try value.text(expected)
        let words = text.split(separator: " ", maxSplits: 1)
        let isMethod = words.first.map { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isUppercase } } ?? false
        guard words.count == 2, let method = words.first, let path = words.last?.trimmed, isMethod else {
            throw value.invalid(
                "'\(text)' is no request.",
                remedy: "Write a method and a path: \(text.hasPrefix("/") ? "GET \(text)" : "GET /api/products").")
        }
        // A value may be a whole path, such as the one that a Location header named.
        guard path.hasPrefix("/") || path.hasPrefix("{{") else {
            throw value.invalid(
                "the path '\(path)' does not begin with '/'.",
                remedy: path.hasPrefix("http")
                    ? "Write the path only; its scheme, host and port stand in 'target'."
                    : "Write \(method) /\(path).")
        }
        return (String(method), String(path))
    }

    private mutating func readPaths(
        _ section: YAMLSection, field: String, template: String, line: YAMLValue
    ) throws(FileError) -> [String] {
        guard let list = section.value("paths") else {
            guard !hasVariablePart(template) else {
                throw line.invalid(
                    "'\(template)' has a variable part and no path to ask for.",
                    remedy: "Add 'paths: [\(template.replacing(/\{[^}]*\}/, with: "1"))]'.")
            }
            places.note("\(field).paths[0]", line)
            return [template]
        }
        places.note("\(field).paths", list)
        var paths: [String] = []
        for (index, value) in try list.list("a list of paths").enumerated() {
            places.note("\(field).paths[\(index)]", value)
            let path = try value.text("a path")
            try checkBraces(path, value)
            paths.append(path)
        }
        return paths
    }

    private func hasVariablePart(_ path: String) -> Bool {
        let rest = path.replacing(/\{\{[^}]*\}\}/, with: "")
        // Double braces that are never closed are told as such.
        return rest.contains("{") && !rest.contains("{{")
    }

    private func checkBraces(_ path: String, _ value: YAMLValue) throws(FileError) {
        guard hasVariablePart(path) else { return }
        throw value.invalid(
            "'\(path)' has a part in single braces, which only names are made with.",
            remedy: "Write a path to ask for, such as \(path.replacing(/\{[^}]*\}/, with: "1")), "
                + "or a value in double braces.")
    }

    /// The body as it is written, from JSON or from a form; the latter two say so in Content-Type.
    private mutating func readBody(
        _ section: YAMLSection, field: String, into task: inout Scenario.Task
    ) throws(FileError) {
        let given = ["body", "json", "form"].compactMap { section.value($0) }
        guard let value = given.first else { return }
        guard given.count == 1 else {
            throw given[1].invalid("'body', 'json' and 'form' exclude each other.", remedy: "Keep one of them.")
        }
        defer { places.note("\(field).body", value, text: task.body) }
        if section.value("body") != nil {
            task.body = try value.text("a text")
            return
        }
        let isJSON = section.value("json") != nil
        if case .text(let text) = value.kind {
            task.body = text
        } else if isJSON {
            task.body = try JSONText.of(value)
        } else {
            var pairs: [(name: String, value: String)] = []
            for (name, value) in try value.section().entries() { pairs.append((name, try value.text())) }
            task.body = FormText.of(pairs)
        }
        if !task.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            task.headers.append(
                .init("Content-Type", isJSON ? "application/json" : "application/x-www-form-urlencoded"))
        }
    }

    /// Names, and where in the answer their values lie.
    private mutating func readSaves(_ section: YAMLSection, field: String) throws(FileError) -> [Scenario.Save] {
        var saves: [Scenario.Save] = []
        for (name, value) in try section.entries() {
            let save = "\(field).saves[\(saves.count)]"
            places.note(save, value)
            saves.append(.init(name, try place(value)))
        }
        return saves
    }

    private func place(_ value: YAMLValue) throws(FileError) -> Scenario.Place {
        let text = try value.text("where the value lies, such as /token or 'header ETag'")
        if text.isEmpty || text.hasPrefix("/") { return .json(text) }
        let words = text.split(separator: " ", maxSplits: 1)
        let rest = words.count == 2 ? String(words[1]) : ""
        switch words.first {
        case "header" where !rest.isEmpty: return .header(rest)
        case "cookie" where !rest.isEmpty: return .cookie(rest)
        case "regex" where !rest.isEmpty: return .regex(rest)
        default:
            throw value.invalid(
                "'\(text)' is no place in an answer.",
                remedy: "Write a JSON Pointer (\(words.count == 1 ? "/\(text)" : "/token")), 'header NAME', "
                    + "'cookie NAME' or 'regex PATTERN'.")
        }
    }
}
