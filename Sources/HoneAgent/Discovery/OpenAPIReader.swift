import HoneLoad

/// Endpoints of an OpenAPI 3 description, in JSON or YAML. Values come from its examples; an operation whose required
/// values have none is left out and named.
struct OpenAPIReader {
    private let document: OpenAPIDocument

    /// - Throws: `AgentError` when the text is not such a description.
    init(_ text: String, file: String) throws {
        do {
            document = try OpenAPIDocument(Array(text.utf8))
        } catch {
            throw AgentError(
                .usage, "\(file) is not an OpenAPI 3 description: it \(error.found)",
                remedy: "Give a file of version 3 (Swagger 2 has to be converted), or leave --openapi out.")
        }
    }

    func read() -> Discovery {
        var found = Discovery()
        for operation in document.operations where operation.method != "HEAD" { add(operation, to: &found) }
        return found
    }

    private func add(_ operation: OpenAPIDocument.Operation, to found: inout Discovery) {
        let (name, method, path) = (operation.name, operation.method, operation.path)
        guard method == "GET" || method == "POST" else {
            found.notes.append("\(name): Hone plans no \(method) by itself; add it to hone.yaml if users send it")
            return
        }
        let request: OpenAPIRequest
        do throws(OpenAPIRequest.Incomplete) {
            request = try document.request(operation)
        } catch {
            found.notes.append("\(name): \(error.reason)")
            return
        }
        if method == "GET" {
            if document.answersHTML(operation) {
                found.pages.append(request.paths[0])
            } else {
                found.endpoints.append(.init(method: method, template: path, paths: request.paths))
            }
            return
        }
        let body = request.body ?? "{}"
        if path.lowercased().contains("login") || path.lowercased().contains("/token") {
            found.login = .init(path: path, body: body, credential: .token(document.tokenPointer(operation)))
        } else {
            found.endpoints.append(.init(method: method, template: path, paths: request.paths, body: body))
        }
    }
}
