/// An OpenAPI 3.0 or 3.1 description, as far as requests can be made of it.
package struct OpenAPIDocument: Sendable {
    let root: JSONNode

    /// A method on a path.
    package struct Operation: Sendable {
        /// In capitals.
        package var method: String
        /// The path with its variables in braces.
        package var path: String
        let node: JSONNode
        /// Those of the path, overridden by the operation's own (by place and name).
        let parameters: [JSONNode]

        /// `GET /pets/{id}`.
        package var name: String { "\(method) \(path)" }
    }

    /// Reads a description.
    /// - Parameter bytes: the file, UTF-8, JSON or YAML.
    /// - Throws: ``ImportError`` when it is not such a description.
    package init(_ bytes: [UInt8]) throws(ImportError) {
        let subject = "OpenAPI description"
        if let node = try? JSONNode(parsing: bytes) {
            root = node
        } else {
            root = try JSONNode(yaml: String(decoding: bytes, as: UTF8.self), subject: subject)
        }
        guard root["swagger"] == nil else {
            throw ImportError(
                subject, found: "is of version 2 (Swagger)",
                remedy: "convert it to version 3, for example with swagger2openapi")
        }
        guard let version = root["openapi"]?.text, version.hasPrefix("3."), root["paths"]?.isObject ?? false else {
            throw ImportError(
                subject, found: "has no 'openapi: 3.…' and 'paths'", remedy: "give a description of version 3.0 or 3.1")
        }
    }

    private static let methods = ["get", "head", "post", "put", "patch", "delete"]

    /// All operations, by path and then in the order GET, HEAD, POST, PUT, PATCH, DELETE.
    package var operations: [Operation] {
        (root["paths"]?.members ?? []).filter { $0.name.hasPrefix("/") }.sorted { $0.name < $1.name }.flatMap { path in
            let item = resolved(path.value)
            let shared = item["parameters"]?.elements ?? []
            return Self.methods.compactMap { method -> Operation? in
                guard let node = item[method].map(resolved), node.isObject else { return nil }
                return Operation(
                    method: method.uppercased(), path: path.name, node: node,
                    parameters: merged(shared, node["parameters"]?.elements ?? []))
            }
        }
    }

    private func merged(_ shared: [JSONNode], _ own: [JSONNode]) -> [JSONNode] {
        func key(_ node: JSONNode) -> String { "\(node["in"]?.string ?? "") \(node["name"]?.string ?? "")" }
        let mine = own.map(resolved)
        let keys = Set(mine.map(key))
        return shared.map(resolved).filter { !keys.contains(key($0)) } + mine
    }

    /// The node itself, or what its `$ref` points to within the document; null for what points nowhere, outside or in
    /// circles.
    func resolved(_ node: JSONNode) -> JSONNode {
        var current = node
        for _ in 0..<16 {
            guard let reference = current["$ref"]?.string else { return current }
            guard reference.hasPrefix("#/") else { return .null }
            var place = root
            for part in PercentCoding.decoded(reference.dropFirst(2), plusIsSpace: false).split(separator: "/") {
                let name = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
                guard let next = place[name] else { return .null }
                place = next
            }
            current = place
        }
        return .null
    }

    /// Whether the answer to an operation is a page.
    package func answersHTML(_ operation: Operation) -> Bool {
        success(operation)["content"]?["text/html"] != nil
    }

    private func success(_ operation: Operation) -> JSONNode {
        let responses = operation.node["responses"]
        return resolved(responses?["200"] ?? responses?["201"] ?? responses?["default"] ?? .null)
    }

    /// Where the answer of a login most likely holds the token, as a JSON Pointer.
    package func tokenPointer(_ operation: Operation) -> String {
        let text = success(operation).json
        return ["access_token", "accessToken", "token", "jwt"].first { text.contains("\"\($0)\"") }.map { "/\($0)" }
            ?? "/token"
    }

    /// The statuses below 400 that are described, `2XX` as 200 to 299; empty when none is.
    func statuses(_ operation: Operation) -> [ClosedRange<Int>] {
        (operation.node["responses"]?.members ?? []).compactMap { member in
            switch member.name.uppercased() {
            case "2XX": 200...299
            case "3XX": 300...399
            case let code: Int(code).flatMap { (200..<400).contains($0) ? $0...$0 : nil }
            }
        }.sorted { $0.lowerBound < $1.lowerBound }
    }
}
