extension OpenAPIDocument {
    /// What the examples of a parameter, a header or a media type say, without what its schema says.
    func examples(_ node: JSONNode) -> [JSONNode] {
        var values: [JSONNode] = []
        if let example = node["example"] { values.append(example) }
        for example in node["examples"]?.members ?? [] {
            if let value = resolved(example.value)["value"] { values.append(value) }
        }
        return values
    }

    /// Values that a parameter can have: its examples, else its schema's.
    func values(_ parameter: JSONNode) -> [JSONNode] {
        let media = parameter["content"]?.members.first.map { resolved($0.value) }
        let own = examples(parameter) + (media.map(examples) ?? [])
        if !own.isEmpty { return own }
        return (parameter["schema"] ?? media?["schema"]).map { values(schema: $0) } ?? []
    }

    /// Values that a schema allows: `example`, `examples`, `const`, `default`, `enum`, the bounds of a number, and what
    /// its parts make. Empty when it allows anything, for a word made up would only be answered with an error.
    func values(schema: JSONNode) -> [JSONNode] {
        var left = Self.mostSchemas
        return values(schema: schema, within: [], left: &left)
    }

    /// Schemas looked at for one value: those that refer to each other can stand for a tree without end.
    private static let mostSchemas = 10_000

    /// - Parameter within: the references that led here. One that leads to itself gives no value, so that trees end.
    private func values(schema: JSONNode, within: [String], left: inout Int) -> [JSONNode] {
        left -= 1
        let reference = schema["$ref"]?.string
        guard left > 0, !(reference.map(within.contains) ?? false) else { return [] }
        let within = within + (reference.map { [$0] } ?? [])
        let schema = resolved(schema)
        var values = (schema["example"].map { [$0] } ?? []) + (schema["examples"]?.elements ?? [])
        if values.isEmpty, let value = schema["const"] ?? schema["default"] { values = [value] }
        if values.isEmpty { values = (schema["enum"]?.elements ?? []).filter { $0 != .null } }
        if !values.isEmpty { return values }
        for choice in [schema["oneOf"], schema["anyOf"]] {
            for option in choice?.elements ?? [] {
                let found = self.values(schema: option, within: within, left: &left)
                if !found.isEmpty { return found }
            }
        }
        switch type(schema) {
        case "boolean": return [.bool(true)]
        case "integer", "number":
            return (schema["minimum"] ?? schema["maximum"]).map { [$0] } ?? []
        case "array":
            if let items = schema["items"], let element = self.values(schema: items, within: within, left: &left).first
            {
                return [.array([element])]
            }
            return (schema["minItems"]?.number ?? 0) > 0 ? [] : [.array([])]
        case "object": return object(schema, within: within, left: &left).map { [$0] } ?? []
        default: return []
        }
    }

    /// In version 3.1 a type may be a list, in which `null` allows leaving the value out.
    private func type(_ schema: JSONNode) -> String {
        if let type = schema["type"] {
            return type.string ?? type.elements.lazy.compactMap(\.string).first { $0 != "null" } ?? ""
        }
        return schema["properties"] != nil || schema["allOf"] != nil ? "object" : ""
    }

    /// An object with all properties that have a value; nil when one that is required has none.
    private func object(_ schema: JSONNode, within: [String], left: inout Int) -> JSONNode? {
        var members: [JSONNode.Member] = []
        for part in schema["allOf"]?.elements ?? [] {
            guard let inherited = values(schema: part, within: within, left: &left).first else { continue }
            for member in inherited.members {
                members.removeAll { $0.name == member.name }
                members.append(member)
            }
        }
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.string))
        for property in schema["properties"]?.members ?? [] where resolved(property.value)["readOnly"] != .bool(true) {
            if let value = values(schema: property.value, within: within, left: &left).first {
                members.removeAll { $0.name == property.name }
                members.append(.init(name: property.name, value: value))
            } else if required.contains(property.name), !members.contains(where: { $0.name == property.name }) {
                return nil
            }
        }
        return .object(members)
    }
}
