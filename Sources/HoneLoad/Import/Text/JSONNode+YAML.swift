import Yams

extension JSONNode {
    /// Nodes that a YAML text may come to once its aliases are followed: a kilobyte of aliases of aliases can stand for
    /// more than any memory holds.
    static let mostNodes = 2_000_000

    /// Reads the first document of a YAML text as the JSON it stands for, by the core schema of YAML 1.2 (§10.3).
    /// - Throws: ``ImportError`` about `subject` for what is not YAML, is nested more than 128 deep or grows beyond
    ///   two million nodes.
    package init(yaml text: String, subject: String) throws(ImportError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let line = "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            throw ImportError(subject, found: "is neither JSON nor YAML (\(line))", remedy: "check the file")
        }
        guard let root else { throw ImportError(subject, found: "is empty", remedy: "check the file") }
        var left = Self.mostNodes
        guard let node = Self.converted(root, depth: 0, left: &left) else {
            throw ImportError(
                subject, found: "is nested more than 128 deep, or its aliases stand for more than two million values",
                remedy: "write out what its aliases mean")
        }
        self = node
    }

    private static func converted(_ node: Node, depth: Int, left: inout Int) -> JSONNode? {
        left -= 1
        guard left > 0, depth < 128 else { return nil }
        switch node {
        case .scalar(let scalar):
            return scalar.style == .plain || scalar.style == .any ? plain(scalar.string) : .string(scalar.string)
        case .sequence(let sequence):
            var elements: [JSONNode] = []
            for element in sequence {
                guard let converted = converted(element, depth: depth + 1, left: &left) else { return nil }
                elements.append(converted)
            }
            return .array(elements)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                guard let converted = converted(value, depth: depth + 1, left: &left) else { return nil }
                members.append(Member(name: key.scalar?.string ?? "", value: converted))
            }
            return .object(members)
        case .alias: return .null
        }
    }

    private static func plain(_ text: String) -> JSONNode {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
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
