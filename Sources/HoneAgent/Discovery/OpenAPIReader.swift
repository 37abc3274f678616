import Foundation
import Yams

/// Endpoints of an OpenAPI 3 description, in JSON or YAML. Values come from its examples; an operation whose required
/// values have none is left out and named.
struct OpenAPIReader {
    let document: [String: Any]

    /// - Throws: `AgentError` when the text is not such a description.
    init(_ text: String, file: String) throws {
        let loaded = try? Yams.load(yaml: text)  // JSON is YAML too.
        guard let document = loaded as? [String: Any], document["openapi"] is String, document["paths"] is [String: Any]
        else {
            throw AgentError(
                .usage, "\(file) is not an OpenAPI 3 description: it has no 'openapi' and 'paths'.",
                remedy: "Give a file of version 3 (Swagger 2 has to be converted), or leave --openapi out.")
        }
        self.document = document
    }

    func read() -> Discovery {
        var found = Discovery()
        for (path, item) in (document["paths"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let item = resolved(item) else { continue }
            for method in ["get", "post", "put", "patch", "delete"] {
                guard let operation = item[method].flatMap(resolved) else { continue }
                add(method.uppercased(), path, operation, shared: item["parameters"], to: &found)
            }
        }
        return found
    }

    private func add(
        _ method: String, _ path: String, _ operation: [String: Any], shared: Any?, to found: inout Discovery
    ) {
        let name = "\(method) \(path)"
        guard method == "GET" || method == "POST" else {
            found.notes.append("\(name): Hone plans no \(method) by itself; add it to hone.yaml if users send it")
            return
        }
        let parameters = (list(shared) + list(operation["parameters"])).compactMap(resolved)
        guard let paths = concrete(path, parameters) else {
            found.notes.append("\(name): a required parameter has no example")
            return
        }
        if method == "GET" {
            if answersHTML(operation) {
                found.pages.append(paths[0])
            } else {
                found.endpoints.append(.init(method: method, template: path, paths: paths))
            }
            return
        }
        guard let body = bodyExample(operation) else {
            found.notes.append("\(name): its body has no example")
            return
        }
        if path.lowercased().contains("login") || path.lowercased().contains("/token") {
            found.login = .init(path: path, body: body, credential: .token(tokenPointer(operation)))
        } else {
            found.endpoints.append(.init(method: method, template: path, paths: paths, body: body))
        }
    }

    /// The path with its variables filled in, with and without the optional query parameters that have an example.
    private func concrete(_ path: String, _ parameters: [[String: Any]]) -> [String]? {
        var filled = [path]
        var query: [String] = []
        for parameter in parameters {
            guard let name = parameter["name"] as? String, let place = parameter["in"] as? String else { continue }
            let values = examples(parameter).map(escaped)
            switch place {
            case "path":
                guard !values.isEmpty else { return nil }
                filled = filled.flatMap { path in
                    values.prefix(20).map { path.replacingOccurrences(of: "{\(name)}", with: $0) }
                }
            case "query":
                if let value = values.first {
                    query.append("\(name)=\(value)")
                } else if parameter["required"] as? Bool ?? false {
                    return nil
                }
            default: continue
            }
        }
        guard !filled[0].contains("{") else { return nil }
        return query.isEmpty ? filled : filled + [filled[0] + "?" + query.joined(separator: "&")]
    }

    private func examples(_ node: [String: Any]) -> [String] {
        var values: [Any] = []
        if let example = node["example"] { values.append(example) }
        for example in (node["examples"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let value = resolved(example.value)?["value"] { values.append(value) }
        }
        if let schema = node["schema"].flatMap(resolved) {
            if let example = schema["example"] { values.append(example) }
            values += schema["examples"] as? [Any] ?? []
            if values.isEmpty, let value = schema["default"] { values.append(value) }
            if values.isEmpty, let value = (schema["enum"] as? [Any])?.first { values.append(value) }
        }
        return values.map { "\($0)" }
    }

    private func bodyExample(_ operation: [String: Any]) -> String? {
        guard let body = operation["requestBody"].flatMap(resolved), let content = body["content"] as? [String: Any],
            let json = content["application/json"].flatMap(resolved)
        else { return operation["requestBody"] == nil ? "{}" : nil }
        var example = json["example"]
        if example == nil, let named = (json["examples"] as? [String: Any])?.sorted(by: { $0.key < $1.key }).first {
            example = resolved(named.value)?["value"]
        }
        if example == nil { example = json["schema"].flatMap(resolved)?["example"] }
        guard let example, JSONSerialization.isValidJSONObject(example),
            let data = try? JSONSerialization.data(
                withJSONObject: example, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    private func answersHTML(_ operation: [String: Any]) -> Bool {
        let responses = operation["responses"] as? [String: Any] ?? [:]
        let success = (responses["200"] ?? responses["default"]).flatMap(resolved)
        return (success?["content"] as? [String: Any])?["text/html"] != nil
    }

    /// Where the answer of a login most likely holds the token.
    private func tokenPointer(_ operation: [String: Any]) -> String {
        let text = "\(operation["responses"] ?? "")"
        return ["access_token", "accessToken", "token", "jwt"].first { text.contains($0) }.map { "/\($0)" } ?? "/token"
    }

    /// The node itself, or what its `$ref` points to within the document.
    private func resolved(_ node: Any) -> [String: Any]? {
        guard let map = node as? [String: Any] else { return nil }
        guard let reference = map["$ref"] as? String, reference.hasPrefix("#/") else { return map }
        var place: Any = document
        for part in reference.dropFirst(2).split(separator: "/") {
            let key = part.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            guard let next = (place as? [String: Any])?[key] else { return nil }
            place = next
        }
        return place as? [String: Any]
    }

    private func list(_ node: Any?) -> [Any] { node as? [Any] ?? [] }

    private func escaped(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(.init(charactersIn: "/&=+?#")))
            ?? value
    }
}
