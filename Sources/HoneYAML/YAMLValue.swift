import Yams

/// A value of a YAML file with its place, so that whatever is wrong with it is told with file, line and remedy.
public struct YAMLValue {
    /// What a value is.
    public enum Kind {
        /// Nothing: a key without a value, `~` or `null`.
        case nothing
        /// A text, a number or a truth value, as it is written without its quotes.
        case text(String)
        /// Values one after the other.
        case list([YAMLValue])
        /// Keys with values.
        case section(YAMLSection)
    }

    /// The file as it was named.
    public let file: String
    /// Where in the file, such as `target.ready`; empty at the top.
    public let path: String
    /// The line, from 1.
    public let line: Int
    /// The last sentence of remedies: where the form is shown.
    let hint: String
    let node: Node

    init(file: String, path: String, line: Int, hint: String, node: Node) {
        self.file = file
        self.path = path
        self.line = node.mark?.line ?? line
        self.hint = hint
        self.node = node
    }

    /// What it is.
    public var kind: Kind {
        switch node {
        case .scalar(let scalar):
            return isPlain && node.null != nil ? .nothing : .text(scalar.string)
        case .sequence(let sequence):
            return .list(
                sequence.enumerated().map {
                    YAMLValue(file: file, path: "\(path)[\($0)]", line: line, hint: hint, node: $1)
                })
        case .mapping(let mapping):
            return .section(YAMLSection(self, mapping))
        case .alias:
            // Aliases are resolved where the file is read, so that none is left here.
            return .nothing
        }
    }

    /// The text as it is written, for `null` and `~` too; nil for lists, and keys with values.
    public var written: String? { node.scalar?.string }

    /// Whether it is written without quotes, so that `1` means a number and `true` a truth value.
    public var isPlain: Bool { node.scalar?.style == .plain }

    /// An error about this value.
    public func invalid(_ problem: String, remedy: String) -> FileError {
        FileError(file: file, line: line, problem: "'\(path)': \(problem)", remedy: remedy)
    }

    /// An error that says what was expected here.
    public func wrongType(_ expected: String) -> FileError {
        let found =
            switch kind {
            case .nothing: "empty"
            case .text(let text): "'\(text)'"
            case .section: "keys and values"
            case .list: "a list"
            }
        return FileError(
            file: file, line: line,
            problem: "'\(path.isEmpty ? "the top" : path)' is \(found), but \(expected) is expected.",
            remedy: "Write \(expected) there; \(hint).")
    }

    /// - Throws: ``FileError`` when it is not a text.
    public func text(_ expected: String = "a text") throws(FileError) -> String {
        guard case .text(let text) = kind else { throw wrongType(expected) }
        return text
    }

    /// - Throws: ``FileError`` when it is not keys with values.
    public func section() throws(FileError) -> YAMLSection {
        guard case .section(let section) = kind else { throw wrongType("keys and values") }
        return section
    }

    /// - Throws: ``FileError`` when it is not a list.
    public func list(_ expected: String = "a list") throws(FileError) -> [YAMLValue] {
        guard case .list(let values) = kind else { throw wrongType(expected) }
        return values
    }

    /// - Throws: ``FileError`` when it is not a whole number within `range`.
    public func integer(in range: ClosedRange<Int>, _ expected: String) throws(FileError) -> Int {
        guard let value = node.int, range.contains(value) else { throw wrongType(expected) }
        return value
    }

    /// - Throws: ``FileError`` when it is not a number of 0 or more.
    public func number() throws(FileError) -> Double {
        guard let value = node.float ?? node.int.map(Double.init), value >= 0, value.isFinite else {
            throw wrongType("a number of 0 or more")
        }
        return value
    }

    /// - Throws: ``FileError`` when it is not a truth value.
    public func boolean() throws(FileError) -> Bool {
        guard isPlain, let value = node.bool else { throw wrongType("true or false") }
        return value
    }
}
