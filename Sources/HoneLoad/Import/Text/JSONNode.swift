/// A JSON value (RFC 8259) as it was written: members keep their order, numbers their digits.
///
/// Recorded bodies are written again with only their secrets replaced, and Foundation's values would reorder and
/// round the rest.
package enum JSONNode: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number's own text.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Equatable {
        /// The name, unescaped.
        package var name: String
        /// The value.
        package var value: JSONNode
    }

    /// The member of this name, the last if there are several; nil when this is no object or has none.
    package subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text, if it is one.
    package var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The text, number, true or false as text; nil for what has no such form.
    package var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The number, if it is one.
    package var number: Double? { if case .number(let text) = self { Double(text) } else { nil } }

    /// The elements; none if it is no array.
    package var elements: [JSONNode] { if case .array(let elements) = self { elements } else { [] } }

    /// The members; none if it is no object.
    package var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// Whether it is a number, a truth value or null.
    var isScalar: Bool {
        switch self {
        case .null, .bool, .number: true
        case .string, .array, .object: false
        }
    }

    /// Whether it is an object.
    package var isObject: Bool { if case .object = self { true } else { false } }

    /// The JSON Pointer (RFC 6901) of the first text that equals `wanted`.
    func pointer(to wanted: String) -> String? {
        switch self {
        case .string(let text): return text == wanted ? "" : nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let rest = element.pointer(to: wanted) { return "/\(index)" + rest }
            }
        case .object(let members):
            for member in members {
                if let rest = member.value.pointer(to: wanted) {
                    return "/" + member.name.replacing("~", with: "~0").replacing("/", with: "~1") + rest
                }
            }
        case .null, .bool, .number: break
        }
        return nil
    }
}

extension JSONNode {
    /// The value as compact JSON. Double braces are written as `{\u007b`, so that no template takes them for a value to
    /// fill in.
    package var json: String { json { _ in nil } }

    /// The value as compact JSON, with some members' values replaced.
    /// - Parameters:
    ///   - escapesBraces: whether double braces are written as `{\u007b`, so that only a replacement can hold a value
    ///     to fill in.
    ///   - replacement: the text to put between quotes instead of the member's value, or nil to keep it.
    func json(escapesBraces: Bool = true, replacing replacement: (Member) -> String?) -> String {
        var text = ""
        write(into: &text, escapesBraces, replacement)
        return text
    }

    private func write(into text: inout String, _ escapesBraces: Bool, _ replacement: (Member) -> String?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): text += JSONText.quoted(value, escapesBraces: escapesBraces)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(into: &text, escapesBraces, replacement)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                text += JSONText.quoted(member.name, escapesBraces: escapesBraces) + ":"
                if let other = replacement(member) {
                    text += "\"\(other)\""
                } else {
                    member.value.write(into: &text, escapesBraces, replacement)
                }
            }
            // Two closing braces are JSON's own and harmless; two opening ones cannot follow each other in it.
            text += "}"
        }
    }
}
