/// The requests that an operation's examples make.
package struct OpenAPIRequest: Sendable, Equatable {
    /// Concrete paths: one per combination of the path variables' values, with the required query parameters, and one
    /// more with the optional ones that have an example.
    package var paths: [String] = []
    /// Header parameters, without secrets.
    var headers: [Scenario.Header] = []
    /// The request body.
    package var body: String?
    /// Its media type.
    var bodyType: String?

    /// Why no request can be made of an operation.
    package struct Incomplete: Error, Sendable, Equatable {
        /// The rest of the sentence that begins with the operation.
        package var reason: String
    }
}

extension OpenAPIDocument {
    /// The requests of an operation.
    /// - Throws: ``OpenAPIRequest/Incomplete`` when something that is required has no example.
    package func request(_ operation: Operation, mostPaths: Int = 20) throws(OpenAPIRequest.Incomplete)
        -> OpenAPIRequest
    {
        var request = OpenAPIRequest(paths: [operation.path])
        var required: [String] = []
        var optional: [String] = []
        for parameter in operation.parameters {
            guard let name = parameter["name"]?.string, let place = parameter["in"]?.string else { continue }
            let values = values(parameter)
            let isRequired = parameter["required"] == .bool(true) || place == "path"
            let isWanted = isRequired || !examples(parameter).isEmpty || !schemaExamples(parameter).isEmpty
            guard isWanted, !(place == "header" && Self.ignoredHeaders.contains(name.lowercased())) else { continue }
            guard let value = values.first else {
                throw .init(reason: "its required parameter '\(name)' (\(place)) has no example")
            }
            switch place {
            case "path":
                request.paths = Array(
                    request.paths.flatMap { path in
                        values.prefix(mostPaths).map { path.replacing("{\(name)}", with: Self.simple($0)) }
                    }.prefix(mostPaths))
            case "query":
                let pairs = Self.pairs(name, value, parameter)
                if isRequired { required += pairs } else { optional += pairs }
            case "header": request.headers.append(.init(name, value.text ?? value.json))
            case "cookie" where isRequired:
                request.headers.append(.init("Cookie", "\(name)=\(PercentCoding.encoded(component: value.text ?? ""))"))
            default: continue
            }
        }
        if let open = request.paths.first, open.contains("{") {
            throw .init(reason: "a variable of its path is described by no parameter")
        }
        let plain = request.paths.map(PercentCoding.requestTarget)
        request.paths = plain.map { Self.joined($0, required) }
        if !optional.isEmpty, let first = plain.first { request.paths.append(Self.joined(first, required + optional)) }
        try addBody(operation, to: &request)
        return request
    }

    /// OpenAPI 3.1.0 §4.8.12.1: these are described elsewhere, and such parameters shall be ignored.
    private static let ignoredHeaders: Set<String> = ["accept", "content-type", "authorization"]

    private func schemaExamples(_ parameter: JSONNode) -> [JSONNode] {
        let schema = parameter["schema"].map(resolved)
        return (schema?["example"].map { [$0] } ?? []) + (schema?["examples"]?.elements ?? [])
    }

    private func addBody(_ operation: Operation, to request: inout OpenAPIRequest) throws(OpenAPIRequest.Incomplete) {
        guard let node = operation.node["requestBody"].map(resolved), let content = node["content"]?.members,
            !content.isEmpty
        else { return }
        let isNeeded =
            node["required"] == .bool(true) || operation.node["requestBody"] != nil && !isReading(operation.method)
        // What a program sends first, then what a page sends.
        let preferred =
            content.first { $0.name.lowercased().prefix { $0 != ";" }.hasSuffix("json") }
            ?? content.first { $0.name.lowercased().hasPrefix("application/x-www-form-urlencoded") }
            ?? content.first { $0.name.lowercased().hasPrefix("text/") }
        guard let media = preferred else {
            if isNeeded { throw .init(reason: "its body is of a type that Hone does not write (\(content[0].name))") }
            return
        }
        let described = resolved(media.value)
        let values = examples(described) + (described["schema"].map { self.values(schema: $0) } ?? [])
        guard let value = values.first else {
            if isNeeded { throw .init(reason: "its body has no example") }
            return
        }
        request.bodyType = media.name
        if media.name.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            request.body = value.members.flatMap { Self.form($0.name, $0.value) }.joined(separator: "&")
        } else if media.name.lowercased().hasPrefix("text/") {
            request.body = value.text ?? value.json
        } else {
            request.body = value.json
        }
    }

    /// Style `simple`: the elements of an array with commas between (OpenAPI 3.1.0 §4.8.12.3).
    private static func simple(_ value: JSONNode) -> String {
        if case .array(let elements) = value { return elements.map(simple).joined(separator: ",") }
        return PercentCoding.encoded(component: value.text ?? value.json)
    }

    /// Style `form`, exploded unless the parameter says otherwise, and `deepObject`.
    private static func pairs(_ name: String, _ value: JSONNode, _ parameter: JSONNode) -> [String] {
        if parameter["style"]?.string == "deepObject" {
            return value.members.map {
                "\(PercentCoding.encoded(component: "\(name)[\($0.name)]"))=\(simple($0.value))"
            }
        }
        if parameter["explode"] != .bool(false) {
            if value.isObject { return value.members.flatMap { form($0.name, $0.value) } }
            return form(name, value)
        }
        return ["\(PercentCoding.encoded(component: name))=\(simple(value))"]
    }

    private static func form(_ name: String, _ value: JSONNode) -> [String] {
        let values = if case .array(let elements) = value { elements } else { [value] }
        return values.map { "\(PercentCoding.encoded(component: name))=\(simple($0))" }
    }

    private static func joined(_ path: String, _ pairs: [String]) -> String {
        pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }
}
