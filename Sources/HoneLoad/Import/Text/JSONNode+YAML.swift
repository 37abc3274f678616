import HoneYAML

extension JSONNode {
    /// Values that a YAML text may come to once its aliases are followed: a kilobyte of aliases of aliases can stand
    /// for more than any memory holds.
    static let mostNodes = 2_000_000

    /// Reads a YAML mapping as the JSON it stands for, by the core schema of YAML 1.2 (§10.3).
    /// - Throws: ``ImportError`` about `subject` for what is no such mapping, is nested more than 128 deep or grows
    ///   beyond two million values.
    package init(yaml text: String, subject: String) throws(ImportError) {
        var left = Self.mostNodes
        do throws(FileError) {
            let top = try YAMLSection(file: subject, text: text, hint: "JSON is accepted too")
            guard let node = try Self.members(top, depth: 0, left: &left) else {
                throw FileError(
                    file: subject, line: nil,
                    problem: "is nested more than 128 deep, or its aliases stand for more than two million values",
                    remedy: "Write out what its aliases mean.")
            }
            self = node
        } catch {
            throw ImportError(
                subject, found: (error.line.map { "line \($0): " } ?? "") + error.problem, remedy: error.remedy)
        }
    }

    private static func members(_ section: YAMLSection, depth: Int, left: inout Int) throws(FileError) -> JSONNode? {
        var members: [Member] = []
        for (name, value) in try section.entries() {
            guard let node = try converted(value, depth: depth + 1, left: &left) else { return nil }
            members.append(Member(name: name, value: node))
        }
        return .object(members)
    }

    private static func converted(_ value: YAMLValue, depth: Int, left: inout Int) throws(FileError) -> JSONNode? {
        left -= 1
        guard left > 0, depth < 128 else { return nil }
        switch value.kind {
        case .nothing: return .null
        case .text(let text): return value.isPlain ? plain(text) : .string(text)
        case .section(let section): return try members(section, depth: depth, left: &left)
        case .list(let values):
            var elements: [JSONNode] = []
            for value in values {
                guard let node = try converted(value, depth: depth + 1, left: &left) else { return nil }
                elements.append(node)
            }
            return .array(elements)
        }
    }

    private static func plain(_ text: String) -> JSONNode {
        switch text {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default:
            if let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first),
                case .number(let digits)? = try? JSONNode(parsing: Array(text.utf8))
            {
                return .number(digits)
            }
            return .string(text)
        }
    }
}
