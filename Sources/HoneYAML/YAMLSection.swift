// HoneYAML reads YAML files key by key and keeps the line of everything it reads, so that whatever is wrong in a file a
// person wrote is told with file, line and remedy. It knows nothing of what the files are about: hone.yaml and
// scenarios are read on top of it.

import Yams

/// A mapping of a YAML file that is read key by key, so that whatever is wrong is told with its file, line and remedy.
public struct YAMLSection {
    /// The file as it was named.
    public let file: String
    /// Where in the file, such as `target.ready`; empty at the top.
    public let path: String
    /// The line of its first key.
    public let line: Int
    private let hint: String
    private let mapping: Node.Mapping

    /// Reads the top of a file.
    /// - Parameters:
    ///   - file: its name, for messages.
    ///   - text: the YAML.
    ///   - hint: ends remedies with where the form is shown, such as `docs/scenario.md shows the form`.
    /// - Throws: ``FileError`` when it is not YAML (a key that is there twice included), or its top is no mapping.
    public init(file: String, text: String, hint: String) throws(FileError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let (line, problem) = Self.explain(error)
            throw FileError(
                file: file, line: line, problem: "not YAML: \(problem).", remedy: "Mend that line; \(hint).")
        }
        guard let root else {
            throw FileError(file: file, line: nil, problem: "the file is empty.", remedy: "Write one; \(hint).")
        }
        self = try YAMLValue(file: file, path: "", line: 1, hint: hint, node: root).section()
    }

    init(_ value: YAMLValue, _ mapping: Node.Mapping) {
        file = value.file
        path = value.path
        line = value.line
        hint = value.hint
        self.mapping = mapping
    }

    private static func explain(_ error: any Error) -> (line: Int?, problem: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let keys, let context):
            (context.mark.line, "these keys are there twice: \(keys.sorted().joined(separator: ", "))")
        case .reader(let problem, _, _, _): (nil, problem)
        default: (nil, "\(error)")
        }
    }

    /// The keys with their values, in the file's order.
    /// - Throws: ``FileError`` for a key that is not a text.
    public func entries() throws(FileError) -> [(key: String, value: YAMLValue)] {
        var result: [(key: String, value: YAMLValue)] = []
        for (key, node) in mapping {
            guard let name = key.string else { throw value(key, path).wrongType("a text as key") }
            result.append((name, value(node, join(name), line: key.mark?.line)))
        }
        return result
    }

    /// The value of a key; nil when the key is not there, or has none.
    public func value(_ key: String) -> YAMLValue? {
        guard let node = mapping[key] else { return nil }
        let value = value(node, join(key))
        if case .nothing = value.kind { return nil }
        return value
    }

    /// Refuses keys that are not in `known`, naming the nearest known one.
    public func allow(_ known: [String]) throws(FileError) {
        for (key, _) in mapping {
            let name = key.string ?? ""
            guard !known.contains(name) else { continue }
            let hint = nearest(to: name, in: known).map { "Did you mean '\($0)'? " } ?? ""
            throw FileError(
                file: file, line: key.mark?.line ?? line,
                problem: "unknown key '\(name)'\(path.isEmpty ? "" : " in '\(path)'").",
                remedy: "\(hint)Known here: \(known.joined(separator: ", ")).")
        }
    }

    /// The keys and values under a key.
    public func section(_ key: String) throws(FileError) -> YAMLSection? { try value(key)?.section() }

    /// A list of keys and values; empty when the key is not there.
    public func sections(_ key: String) throws(FileError) -> [YAMLSection] {
        var result: [YAMLSection] = []
        for value in try values(key) { result.append(try value.section()) }
        return result
    }

    /// A list; empty when the key is not there.
    public func values(_ key: String) throws(FileError) -> [YAMLValue] { try value(key)?.list() ?? [] }

    /// A text.
    public func string(_ key: String) throws(FileError) -> String? { try value(key)?.text() }

    /// A text that must be there.
    public func required(_ key: String) throws(FileError) -> String {
        guard let value = try string(key) else { throw missing(key) }
        return value
    }

    /// A list of texts; empty when the key is not there.
    public func strings(_ key: String) throws(FileError) -> [String] {
        var result: [String] = []
        for value in try values(key) {
            // A list may hold `~` as a text: the place of an empty value counts.
            guard let text = value.node.scalar?.string else { throw listError(key, value, "a list of texts") }
            result.append(text)
        }
        return result
    }

    /// A list of whole numbers above 0; nil when the key is not there.
    public func integers(_ key: String) throws(FileError) -> [Int]? {
        guard mapping[key] != nil else { return nil }
        var result: [Int] = []
        for value in try values(key) {
            guard let number = value.node.int, number > 0 else {
                throw listError(key, value, "a list of whole numbers above 0")
            }
            result.append(number)
        }
        return result
    }

    /// A whole number above 0.
    public func integer(_ key: String) throws(FileError) -> Int? {
        try value(key)?.integer(in: 1...Int.max, "a whole number above 0")
    }

    /// A number of 0 or more.
    public func number(_ key: String) throws(FileError) -> Double? { try value(key)?.number() }

    /// True or false.
    public func boolean(_ key: String) throws(FileError) -> Bool? { try value(key)?.boolean() }

    /// A mapping from texts to texts.
    public func texts(_ key: String) throws(FileError) -> [String: String] {
        guard let section = try section(key) else { return [:] }
        var result: [String: String] = [:]
        for (name, value) in try section.entries() { result[name] = try value.text() }
        return result
    }

    /// An error about the value of a key, with its line.
    public func invalid(_ key: String, _ problem: String, remedy: String) -> FileError {
        FileError(
            file: file, line: mapping[key]?.mark?.line ?? line, problem: "'\(join(key))': \(problem)", remedy: remedy)
    }

    /// An error about a key that is not there.
    public func missing(_ key: String) -> FileError {
        FileError(
            file: file, line: line, problem: "'\(join(key))' is missing.", remedy: "Add a line '\(key): …' there.")
    }

    private func listError(_ key: String, _ value: YAMLValue, _ expected: String) -> FileError {
        self.value(value.node, join(key)).wrongType(expected)
    }

    private func value(_ node: Node, _ path: String, line: Int? = nil) -> YAMLValue {
        YAMLValue(file: file, path: path, line: line ?? self.line, hint: hint, node: node)
    }

    private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
