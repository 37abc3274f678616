import Yams

/// A mapping of a YAML file that is read key by key, so that whatever is wrong is told with its file, line and remedy.
struct YAMLSection {
    let file: String
    /// Where in the file, such as `target.ready`; empty at the top.
    let path: String
    let mapping: Node.Mapping
    let line: Int

    /// Reads the top of a file.
    init(file: String, text: String) throws {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw AgentError(
                .usage, "\(file) is not YAML: \(error)",
                remedy: "Mend the line it names; `hone init` writes a file to compare with.")
        }
        guard let root else {
            throw AgentError(.usage, "\(file) is empty.", remedy: "Write one with `hone init --url URL`.")
        }
        try self.init(file: file, path: "", node: root)
    }

    private init(file: String, path: String, node: Node) throws {
        self.file = file
        self.path = path
        line = node.mark?.line ?? 1
        guard case .mapping(let mapping) = node else {
            throw Self.wrongType(file, line, path.isEmpty ? "the top" : path, "keys and values", node)
        }
        self.mapping = mapping
    }

    /// Refuses keys that are not in `known`, naming the nearest known one.
    func allow(_ known: [String]) throws {
        for (key, _) in mapping {
            let name = key.string ?? ""
            guard !known.contains(name) else { continue }
            let near = known.min { editDistance($0, name) < editDistance($1, name) } ?? ""
            let hint = editDistance(near, name) <= 3 ? "Did you mean '\(near)'? " : ""
            throw AgentError(
                .usage,
                "\(file):\(key.mark?.line ?? line): unknown key '\(name)'\(path.isEmpty ? "" : " in '\(path)'").",
                remedy: "\(hint)Known here: \(known.joined(separator: ", ")).")
        }
    }

    func section(_ key: String) throws -> YAMLSection? {
        guard let node = mapping[key], !isNull(node) else { return nil }
        return try YAMLSection(file: file, path: join(key), node: node)
    }

    func sections(_ key: String) throws -> [YAMLSection] {
        try list(key).enumerated().map { try YAMLSection(file: file, path: "\(join(key))[\($0)]", node: $1) }
    }

    func string(_ key: String) throws -> String? {
        guard let node = mapping[key], !isNull(node) else { return nil }
        guard case .scalar(let scalar) = node else { throw wrongType(key, "a text", node) }
        return scalar.string
    }

    func required(_ key: String) throws -> String {
        guard let value = try string(key) else {
            throw AgentError(
                .usage, "\(file):\(line): '\(join(key))' is missing.", remedy: "Add a line '\(key): …' there.")
        }
        return value
    }

    func strings(_ key: String) throws -> [String] {
        try list(key).map { node in
            guard case .scalar(let scalar) = node else { throw wrongType(key, "a list of texts", node) }
            return scalar.string
        }
    }

    func integers(_ key: String) throws -> [Int]? {
        guard mapping[key] != nil else { return nil }
        return try list(key).map { node in
            guard let value = node.int, value > 0 else { throw wrongType(key, "a list of whole numbers above 0", node) }
            return value
        }
    }

    func integer(_ key: String) throws -> Int? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.int, value > 0 else { throw wrongType(key, "a whole number above 0", node) }
        return value
    }

    func number(_ key: String) throws -> Double? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.float ?? node.int.map(Double.init), value >= 0 else {
            throw wrongType(key, "a number of 0 or more", node)
        }
        return value
    }

    func boolean(_ key: String) throws -> Bool? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.bool else { throw wrongType(key, "true or false", node) }
        return value
    }

    /// A mapping from texts to texts.
    func texts(_ key: String) throws -> [String: String] {
        guard let section = try section(key) else { return [:] }
        var result: [String: String] = [:]
        for (name, _) in section.mapping { result[name.string ?? ""] = try section.required(name.string ?? "") }
        return result
    }

    /// An error about the value of a key, with its line.
    func invalid(_ key: String, _ problem: String, remedy: String) -> AgentError {
        AgentError(.usage, "\(file):\(mapping[key]?.mark?.line ?? line): '\(join(key))': \(problem)", remedy: remedy)
    }

    private func list(_ key: String) throws -> [Node] {
        guard let node = mapping[key], !isNull(node) else { return [] }
        guard case .sequence(let sequence) = node else { throw wrongType(key, "a list", node) }
        return Array(sequence)
    }

    private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func isNull(_ node: Node) -> Bool { node.null != nil && node.scalar?.style == .plain }

    private func wrongType(_ key: String, _ expected: String, _ node: Node) -> AgentError {
        Self.wrongType(file, node.mark?.line ?? line, join(key), expected, node)
    }

    private static func wrongType(
        _ file: String, _ line: Int, _ path: String, _ expected: String, _ node: Node
    ) -> AgentError {
        let found =
            switch node {
            case .scalar(let scalar): "'\(scalar.string)'"
            case .mapping: "keys and values"
            case .sequence: "a list"
            case .alias: "an alias"
            }
        return AgentError(
            .usage, "\(file):\(line): '\(path)' is \(found), but \(expected) is expected.",
            remedy: "Write \(expected) there; `hone init --help` shows the form.")
    }
}

/// Levenshtein's distance: how many letters to add, drop or change.
func editDistance(_ a: String, _ b: String) -> Int {
    let target = Array(b)
    var row = Array(0...target.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in target.indices {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == target[j] ? 0 : 1))
            diagonal = above
        }
    }
    return row[target.count]
}
